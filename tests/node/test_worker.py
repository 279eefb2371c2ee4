"""The loop: one duty's failure stops no other, and a log line tells a code and never what a duty was about."""

from __future__ import annotations

import logging
import time

import pytest

from benkan.core.errors import Refused
from benkan.node import worker
from benkan.node.worker import Duty, duties, run, run_due

SUBJECT = "Moussa Ag Alhassane"


def duty(name: str, act: object, every_s: float = 60.0) -> Duty:
    return Duty(name, act, every_s)


def fails(error: BaseException) -> object:
    def act() -> None:
        raise error

    return act


@pytest.fixture(autouse=True)
def _connections_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection belongs to the test, not to the loop."""
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Refused("convention.expired", "About %(name)s", name=SUBJECT), "convention.expired"),
        (ValueError(f"cannot read {SUBJECT}"), "ValueError"),
        (KeyError(SUBJECT), "KeyError"),
        (type("Odd", (Exception,), {"code": SUBJECT})(), "Odd"),
    ],
    ids=["ours", "value", "key", "a foreign code"],
)
def test_a_failing_duty_stops_no_other_and_its_log_line_is_a_code(
    error: Exception, told: str, lines: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    run_due([duty("bad", fails(error)), duty("good", lambda: done.append("good"))], time.monotonic())
    assert done == ["good"]
    assert [record.getMessage() for record in lines.records] == [f"duty bad failed: {told}"]
    assert SUBJECT not in lines.text
    assert lines.records[0].exc_info is None, "a traceback would quote the error"


def test_a_failed_duty_is_tried_again_when_its_time_comes() -> None:
    tried: list[int] = []

    def act() -> None:
        tried.append(1)
        raise ValueError

    one = duty("bad", act, every_s=10)
    run_due([one], time.monotonic())
    run_due([one], time.monotonic())
    assert len(tried) == 1
    run_due([one], time.monotonic() + 11)
    assert len(tried) == 2


def test_a_duty_waits_until_its_time_has_come() -> None:
    done: list[str] = []
    often, seldom = duty("often", lambda: done.append("often"), 1), duty("seldom", lambda: done.append("seldom"), 60)
    for later in (0, 2, 4):
        run_due([often, seldom], time.monotonic() + later)
    assert done == ["often", "seldom", "often", "often"]


def test_a_request_to_end_the_process_is_not_swallowed() -> None:
    with pytest.raises(SystemExit):
        run_due([duty("end", fails(SystemExit(1)))], time.monotonic())


def test_the_duties_are_the_services_of_the_slices_most_urgent_first() -> None:
    every = duties()
    assert [one.name for one in every][:2] == ["deliver", "search"]
    assert len({one.name for one in every}) == len(every)
    assert all(callable(one.act) and one.every_s > 0 for one in every)


@pytest.mark.django_db
def test_every_duty_of_an_idle_node_succeeds(lines: pytest.LogCaptureFixture) -> None:
    lines.set_level(logging.WARNING)
    for one in duties(wait_for=True):
        if one.name not in {"deliver", "search", "index"}:
            run_due([one], time.monotonic())
    assert [record.getMessage() for record in lines.records] == []


def test_once_runs_each_duty_one_time_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[bool] = []

    def two(*, wait_for: bool = False) -> list[Duty]:
        return [duty("fail", fails(ValueError())), duty("good", lambda: done.append(wait_for), 0.0)]

    monkeypatch.setattr(worker, "duties", two)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    run(once=True)
    assert done == [True], "a single round waits for what it started"
