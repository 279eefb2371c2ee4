"""The demo from the first card to the last proof: sets the stage, plays the steps, says what held."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from benkan.core.errors import BenkanError
from benkan.node.demo import charting, enduring, exchanging, searching
from benkan.node.demo.founding import hand_out
from benkan.node.demo.nodes import make_homes
from benkan.node.demo.stage import Stage

STEPS: tuple[tuple[str, str, Callable[[Stage], bool]], ...] = (
    ("a_cross_script_hit", "Mali searches a name in Latin letters; Morocco holds it in Arabic", searching.cross_script),
    ("b_phone_hit", "A phone hits in Niger", searching.phone),
    ("c_no_hit_same_shape", "A name that nobody holds leaves as many bytes behind", searching.nobody),
    ("d_not_asked_with_clause", "Burkina Faso searches; Morocco may not be asked", searching.not_asked),
    ("e_partial_release", "A request on the hit; Morocco releases a part", exchanging.partial_release),
    ("f_correction_and_withdrawal", "Morocco corrects, then withdraws a field", exchanging.corrected_and_withdrawn),
    ("k_chart_of_the_case", "Mali draws the case: every tie says whose it is", charting.drawn),
    ("g_suspension_stops_queue", "The AES convention is suspended; the queue stops", enduring.suspended),
    ("h_killed_node_loses_nothing", "Niger's node is killed between receiving and answering", enduring.killed),
    ("j_evidence_offline", "The evidence file of the exchange verifies offline", exchanging.evidence),
    ("i_altered_journal_named", "An altered journal line is named; true journals verify", enduring.altered),
)


@dataclass(frozen=True, slots=True)
class Options:
    """How to play: see ``benkan demo --help``."""

    once: bool
    port: int
    keep: Path | None
    people: int
    seed: int


def play(options: Options, console: Console) -> dict[str, Any]:
    """Plays everything; returns a boolean for each step, ``all``, and the seconds it took.

    Without ``once`` the pages stay up until Ctrl-C or SIGTERM. Every process that was started is ended on the way out,
    whatever happened, and the homes are removed unless they are to be kept.
    """
    started = time.monotonic()
    folder = options.keep.resolve() if options.keep else Path(tempfile.mkdtemp(prefix="benkan-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
    stage: Stage | None = None
    outcome: dict[str, Any] = {"all": False}
    try:
        nodes = make_homes(folder, options.port)
        hand_out(nodes, people=options.people, seed=options.seed, now=dt.datetime.now(dt.UTC))
        stage = Stage({node.agency: node for node in nodes}, console, folder)
        console.print(f"[bold]Four services, four nodes[/bold], {options.people} invented people each, in {folder}")
        stage.open()
        outcome = _steps(stage)
        outcome["seconds"] = round(time.monotonic() - started, 1)
        console.print(_verdict(outcome))
        if not options.once:
            _invite(stage)
            while not stop.wait(0.5):
                pass
    except KeyboardInterrupt:
        console.print("Ending the four nodes.")
    finally:
        if stage is not None:
            stage.close()
        if options.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _steps(stage: Stage) -> dict[str, Any]:
    outcome: dict[str, Any] = {}
    for key, title, step in STEPS:
        began = time.monotonic()
        stage.say(f"\n[bold]({key[0]}) {title}[/bold]")
        try:
            outcome[key] = step(stage)
        except BenkanError as error:
            stage.say(f"     [red]{error}[/red]")
            outcome[key] = False
        mark = "[green]held[/green]" if outcome[key] else "[red]did not hold[/red]"
        stage.say(f"     → {mark}, {time.monotonic() - began:.1f} s")
    outcome["all"] = all(outcome[key] for key, _, _ in STEPS)
    return outcome


def _verdict(outcome: dict[str, Any]) -> str:
    failed = [key for key, _, _ in STEPS if not outcome[key]]
    if failed:
        return f"\n[bold red]{len(failed)} step(s) did not hold: {', '.join(failed)}[/bold red]"
    return f"\n[bold green]Every step held[/bold green], in {outcome['seconds']} s."


def _invite(stage: Stage) -> None:
    stage.say("\nThe pages are up. Sign in with one click as one of these invented officers:")
    for node in stage.nodes.values():
        stage.say(f"  [bold]{node.url}[/bold]  {node.service.name['fr']}")
        stage.say("    " + " · ".join(f"{one.username} ({one.name}, {one.role})" for one in node.service.personas))
    stage.say("Try it: in Mali, as analyste, search for Moussa Ag Alhassane, 1984; README.md walks on from there.")
    stage.say("Ctrl-C ends the four nodes.")
