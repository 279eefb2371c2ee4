"""Two real nodes: a notice goes from one to the other, is known there, is withdrawn, and nothing of it stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from benkan.node.demo import founding
from benkan.node.demo.nodes import make_homes
from tests.network.test_courier import MALI, NIGER, Service
from tests.ports import four_free_ports

pytestmark = [pytest.mark.network, pytest.mark.slow]


class Officers(Service):
    """A service whose officers write notices; letters go by a folder, the same bytes as on a line."""

    script = str(Path(__file__).with_name("notice_officers.py"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Each step, and what both hold after it."""
    folder = tmp_path_factory.mktemp("nodes")
    homes = make_homes(folder, four_free_ports(19_950))
    founding.hand_out(homes, people=40, seed=2025, now=dt.datetime.now(dt.UTC))
    by_name = {node.agency: node for node in homes}
    stick = folder / "stick"
    stick.mkdir()
    mali, niger = Officers(by_name[MALI], NIGER, stick), Officers(by_name[NIGER], MALI, stick)
    for service in (mali, niger):
        opened = service.node.run("-m", "benkan.node.demo.opening")
        assert opened.returncode == 0, opened.stderr
    steps: dict[str, Any] = {"sent": mali.act("send")}
    mali.export()
    niger.take()
    niger.act("compare")
    steps["arrived"] = niger.act("look")
    niger.export()
    mali.take()
    steps["receipted"] = mali.act("look")
    mali.act("withdraw")
    mali.export()
    niger.take()
    niger.export()
    mali.take()
    steps["mali"], steps["niger"] = mali.act("look"), niger.act("look")
    steps["after"] = niger.act("expire")
    steps["journals"] = [one.command("journal", "verify") for one in (mali, niger)]
    return steps


def test_it_arrives_and_is_known_there(told: dict[str, Any]) -> None:
    assert NIGER in told["sent"]["to"]
    ((partner, type_, state, version, fields, known),) = told["arrived"]["received"]
    assert (partner, type_, state, version) == (MALI, "warning", "active", 1)
    assert "phone" in fields
    assert known == 1
    assert told["arrived"]["events"]["notice-known"] == 1


def test_the_receipt_is_shown_for_its_addressee(told: dict[str, Any]) -> None:
    rows = {row[0]: row[1:] for row in told["receipted"]["addressees"]}
    assert rows[NIGER] == ["delivered", 1, False]
    assert {state for partner, (state, *_rest) in rows.items() if partner != NIGER} <= {"queued"}


def test_the_withdrawal_erases_it_and_is_acknowledged(told: dict[str, Any]) -> None:
    ((_partner, _type, state, version, fields, known),) = told["niger"]["received"]
    assert (state, version, fields, known) == ("withdrawn", 2, [], 0)
    assert told["niger"]["kept_letters"] == 0
    rows = {row[0]: row[1:] for row in told["mali"]["addressees"]}
    assert rows[NIGER][2] is True
    assert told["mali"]["ours"] == [["warning", "withdrawn", 2]]
    assert told["after"] == {"ended": 0}, "what is withdrawn does not expire as well"


def test_both_journals_tell_it_once_and_verify(told: dict[str, Any]) -> None:
    mali, niger = told["mali"]["events"], told["niger"]["events"]
    assert mali["notice-sent"] == mali["notice-withdrawn"] == len(told["sent"]["to"])
    assert mali["notice-acknowledged"] == 1
    assert niger["notice-received"] == niger["notice-withdrawal-received"] == 1
    assert "message-refused" not in {**mali, **niger}
    assert all(journal["ok"] for journal in told["journals"])
