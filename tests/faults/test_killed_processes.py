"""Servers and workers of two nodes are killed at random moments while officers work: nothing is lost or doubled."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benkan.node.demo import founding
from benkan.node.demo.nodes import COMMANDS, DemoNode, environment, make_homes
from tests.ports import four_free_ports

pytestmark = [pytest.mark.network, pytest.mark.slow]

OFFICERS = str(Path(__file__).with_name("officers.py"))
ROUNDS = 12
KILLS = 20
LONGEST_S = 35.0
SEED = 2025


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DemoNode, DemoNode]]:
    """Mali and Niger, opened and running; the two other homes exist and are never started."""
    homes = make_homes(tmp_path_factory.mktemp("nodes"), four_free_ports(19_500))
    founding.hand_out(homes, people=40, seed=SEED, now=dt.datetime.now(dt.UTC))
    two = [node for node in homes if node.agency in {"ml-ocs", "ne-ocrtis"}]
    try:
        for node in two:
            opened = node.run("-m", "benkan.node.demo.opening")
            assert opened.returncode == 0, opened.stderr
            node.start()
        for node in two:
            node.ready()
        yield two[0], two[1]
    finally:
        for node in two:
            node.kill()


def officer(node: DemoNode, role: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, OFFICERS, role, str(ROUNDS)],
        env=environment(node.home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def storm(nodes: list[DemoNode], at_work: list[subprocess.Popen[str]]) -> list[str]:
    """Kills one process after the other, at random moments, as long as somebody works; what was killed."""
    draw = random.Random(SEED)
    targets = [(node, name) for node in nodes for name in sorted(COMMANDS)]
    turn: list[tuple[DemoNode, str]] = []
    killed: list[str] = []
    until = time.monotonic() + LONGEST_S
    while len(killed) < KILLS and time.monotonic() < until:
        # Every server and every worker in turn, in an order and at moments that nobody can foresee.
        turn = turn or draw.sample(targets, len(targets))
        node, name = turn.pop()
        time.sleep(draw.uniform(0.1, 0.9))
        if all(process.poll() is not None for process in at_work):
            break
        node.kill(name)
        time.sleep(draw.uniform(0.0, 0.3))
        node.start(name)
        killed.append(f"{node.agency} {name}")
    return killed


def settled(nodes: list[DemoNode]) -> list[dict[str, Any]]:
    """What each node holds when nothing waits any more."""
    deadline = time.monotonic() + 40
    while True:
        told = []
        for node in nodes:
            done = node.run(OFFICERS, "count", "0")
            assert done.returncode == 0, done.stderr
            told.append(json.loads(done.stdout))
        calm = not any(one["waiting"] for one in told)
        answered = all(change[2] for change in told[1]["changes"])
        if (calm and answered) or time.monotonic() > deadline:
            return told
        time.sleep(0.5)


@pytest.fixture(scope="module")
def survived(pair: tuple[DemoNode, DemoNode]) -> dict[str, Any]:
    mali, niger = pair
    at_work = [officer(mali, "asker"), officer(niger, "decider")]
    try:
        killed = storm([mali, niger], at_work)
        told = []
        for process in at_work:
            out, err = process.communicate(timeout=120)
            assert process.returncode == 0, err[-2000:]
            told.append(json.loads(out))
    finally:
        for process in at_work:
            process.kill()
    there = settled([mali, niger])
    return {"sent": told[0], "decided": told[1], "killed": killed, "mali": there[0], "niger": there[1]}


def test_enough_was_killed_to_mean_something(survived: dict[str, Any]) -> None:
    assert len(survived["killed"]) >= 6
    assert len(set(survived["killed"])) == 4, "servers and workers of both nodes"


def test_no_request_is_lost_and_none_is_doubled(survived: dict[str, Any]) -> None:
    assert len(set(survived["sent"])) == ROUNDS
    mali, niger = (
        [identity for identity, direction, _ in survived[node]["requests"] if direction == way]
        for node, way in (("mali", "out"), ("niger", "in"))
    )
    assert sorted(mali) == sorted(niger) == sorted(survived["sent"])
    assert {state for _, _, state in survived["mali"]["requests"]} == {"answered"}
    assert {state for _, _, state in survived["niger"]["requests"]} == {"answered"}


def test_every_answer_came_once_and_both_sides_hold_the_same(survived: dict[str, Any]) -> None:
    assert survived["mali"]["releases"] == survived["niger"]["releases"]
    assert sorted(request for request, _, _ in survived["mali"]["releases"]) == sorted(survived["sent"])
    assert sorted(survived["decided"]) == sorted(survived["sent"])


def test_every_withdrawal_was_applied_once_and_acknowledged(survived: dict[str, Any]) -> None:
    made = [(request, kind) for request, kind, _ in survived["niger"]["changes"]]
    assert len(made) == len(set(made)) == ROUNDS // 2
    assert made == [(request, kind) for request, kind, _ in survived["mali"]["changes"]]
    assert all(acknowledged for _, _, acknowledged in survived["niger"]["changes"])


def test_no_letter_waits_and_none_was_refused(survived: dict[str, Any]) -> None:
    for node in ("mali", "niger"):
        assert survived[node]["waiting"] == []
        assert survived[node]["refused"] == []


def test_each_letter_was_handled_once(survived: dict[str, Any]) -> None:
    assert survived["niger"]["incoming"]["request"] == ROUNDS
    assert survived["mali"]["incoming"]["release"] == ROUNDS
    assert survived["mali"]["incoming"]["withdrawal"] == ROUNDS // 2
    # A killed worker forgets its blinds and asks anew: more questions than searches, never fewer.
    assert survived["niger"]["incoming"]["search.ask"] >= ROUNDS


def test_the_journals_tell_each_act_once(survived: dict[str, Any]) -> None:
    mali, niger = survived["mali"]["events"], survived["niger"]["events"]
    assert mali["search-made"] == mali["request-sent"] == mali["release-received"] == ROUNDS
    assert niger["request-received"] == niger["release-decided"] == ROUNDS
    assert mali["withdrawal-received"] == niger["withdrawal-sent"] == ROUNDS // 2
    assert niger["search-answered"] == survived["niger"]["incoming"]["search.ask"]
    assert "message-refused" not in mali
    assert "message-stopped" not in {**mali, **niger}


def test_both_journals_verify(survived: dict[str, Any], pair: tuple[DemoNode, DemoNode]) -> None:
    for node in pair:
        done = node.run("-m", "benkan.node", "journal", "verify", "--json")
        told = json.loads(done.stdout)
        assert (done.returncode, told["ok"], told["problems"]) == (0, True, [])
        assert told["lines"] > ROUNDS


def test_no_log_has_a_traceback_or_a_word_of_what_was_asked(
    survived: dict[str, Any], pair: tuple[DemoNode, DemoNode]
) -> None:
    for node in pair:
        log = (node.home / "node.log").read_text("utf-8")
        assert "Traceback" not in log, log[log.index("Traceback") :][:3000]
        assert "22791000417" not in log
        assert "Qui est-ce" not in log
