"""How far a long command has come: a bar on a terminal, a line now and then where there is none.

On standard error, so that what a command tells programs stays alone on standard output.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import typer

Show: TypeAlias = Callable[[str, int, int], None]
LINE_EVERY_S = 10.0
STAGES = {"evaluate": "evaluating tokens", "tag": "making tags", "map": "solving the map"}


@contextmanager
def shown(*, quiet: bool = False) -> Iterator[Show]:
    """A function that shows (stage, done, most); see ``STAGES``."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet:
        yield lambda _stage, _done, _most: None
    elif console.is_terminal:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as bars:
            tasks = {stage: bars.add_task(words, total=None, visible=False) for stage, words in STAGES.items()}

            def bar(stage: str, done: int, most: int) -> None:
                bars.update(tasks[stage], completed=done, total=most, visible=done < most)

            yield bar
    else:
        yield _lines()


def _lines() -> Show:
    told: dict[str, float] = {}

    def line(stage: str, done: int, most: int) -> None:
        now = time.monotonic()
        # Short builds say nothing; a long one says where it is every ten seconds.
        if now - told.setdefault(stage, now) >= LINE_EVERY_S:
            told[stage] = now
            typer.echo(f"{STAGES[stage]}: {done} of {most}", err=True)

    return line
