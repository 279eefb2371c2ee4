"""Two real nodes without any line between them: search, request, release and withdrawal by a folder alone."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from benkan.node.demo import founding
from benkan.node.demo.nodes import DemoNode, make_homes
from tests.ports import four_free_ports

pytestmark = [pytest.mark.network, pytest.mark.slow]

OFFICERS = str(Path(__file__).with_name("courier_officers.py"))
MALI, NIGER = "ml-ocs", "ne-ocrtis"


class Service:
    """One of the two, which is never started: commands and officers are all that runs."""

    script = OFFICERS

    def __init__(self, node: DemoNode, partner: str, stick: Path) -> None:
        self.node, self.partner, self.stick = node, partner, stick

    def act(self, name: str) -> dict[str, Any]:
        done = self.node.run(self.script, name)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def command(self, *words: str) -> dict[str, Any]:
        done = self.node.run("-m", "benkan.node", *words, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def export(self) -> dict[str, Any]:
        (told,) = self.command("courier", "export", str(self.stick), "--partner", self.partner)["exported"]
        return told

    def take(self) -> dict[str, Any]:
        """Takes the stick in twice, as a tired officer might; what the first time brought."""
        first, second = (self.command("courier", "import", str(self.stick)) for _ in range(2))
        (brought,) = first["partners"]
        (again,) = second["partners"]
        new = ("letters", "delivered", "answered", "cosigned")
        assert {name: again[name] for name in new} == dict.fromkeys(new, 0)
        return brought


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The whole job, step by step; what each step brought, and what both hold at the end."""
    folder = tmp_path_factory.mktemp("nodes")
    homes = make_homes(folder, four_free_ports(19_900))
    founding.hand_out(homes, people=40, seed=2025, now=dt.datetime.now(dt.UTC))
    by_name = {node.agency: node for node in homes}
    stick = folder / "stick"
    mali, niger = Service(by_name[MALI], NIGER, stick), Service(by_name[NIGER], MALI, stick)
    for service in (mali, niger):
        opened = service.node.run("-m", "benkan.node.demo.opening")
        assert opened.returncode == 0, opened.stderr
    stick.mkdir()
    (stick / "photo.jpg").write_bytes(b"\xff\xd8\xff not ours")
    told: dict[str, Any] = {}
    niger.export()
    told["index"] = mali.take()
    mali.act("search")
    told["question"] = mali.export()
    told["asked"] = niger.take()
    told["answer"] = mali.take()
    mali.act("request")
    mali.export()
    told["request"] = niger.take()
    niger.act("release")
    niger.export()
    told["release"] = mali.take()
    told["receipt"] = niger.take()
    niger.act("withdraw")
    niger.export()
    told["withdrawal"] = mali.take()
    mali.export()
    told["acknowledgement"] = niger.take()
    told["receipt of it"] = mali.take()
    told["mali"], told["niger"] = mali.act("look"), niger.act("look")
    told["journals"] = [one.command("journal", "verify") for one in (mali, niger)]
    told["status"] = mali.command("courier", "status")["partners"]
    told["photo"] = (stick / "photo.jpg").read_bytes()
    told["names"] = [path.name for path in stick.rglob("*")]
    shutil.rmtree(stick)
    return told


def test_the_index_comes_first_and_the_question_follows_it(journey: dict[str, Any]) -> None:
    assert journey["index"]["indexes"] == 1
    assert journey["question"]["questions"] == 1
    assert journey["asked"]["letters"] >= 1


def test_the_answer_fills_the_result_page(journey: dict[str, Any]) -> None:
    assert journey["answer"]["answered"] == 1
    assert [NIGER, "answered", 1] in journey["mali"]["inquiries"]


def test_the_request_the_release_and_its_receipt_arrive(journey: dict[str, Any]) -> None:
    assert journey["request"]["letters"] >= 1
    assert journey["release"]["delivered"] == 1, "the receipt of the request"
    assert journey["receipt"]["delivered"] == 1, "the receipt of the release"
    assert journey["mali"]["requests"] == [["out", "answered"]]
    assert journey["niger"]["requests"] == [["in", "answered"]]


def test_the_withdrawal_is_applied_and_acknowledged(journey: dict[str, Any]) -> None:
    assert journey["niger"]["changes"] == [["withdrawal", True]]
    ((_, properties),) = journey["mali"]["releases"]
    assert properties
    assert "phone" not in properties


def test_nothing_waits_and_each_letter_was_handled_once(journey: dict[str, Any]) -> None:
    for node in ("mali", "niger"):
        assert {state for _, state in journey[node]["outgoing"]} == {"delivered"}
    assert journey["niger"]["incoming"] == {"search.ask": 1, "request": 1, "acknowledgement": 1}
    assert journey["mali"]["incoming"] == {"release": 1, "withdrawal": 1}
    mali = next(row for row in journey["status"] if row["partner"] == NIGER)
    assert (mali["letters"], mali["questions"]) == ({}, 0)
    assert mali["exported_at"]
    assert mali["imported_at"]


def test_both_journals_tell_each_act_once_verify_and_are_cosigned(journey: dict[str, Any]) -> None:
    mali, niger = journey["mali"]["events"], journey["niger"]["events"]
    assert mali["search-made"] == mali["request-sent"] == mali["release-received"] == mali["withdrawal-received"] == 1
    assert niger["search-answered"] == niger["request-received"] == niger["release-decided"] == 1
    assert "message-refused" not in {**mali, **niger}
    assert all(told["ok"] for told in journey["journals"])
    assert journey["mali"]["cosigned_by"] == [NIGER]
    assert journey["niger"]["cosigned_by"] == [MALI]


def test_what_is_no_part_of_it_is_left_alone_and_no_draft_stays(journey: dict[str, Any]) -> None:
    assert journey["photo"] == b"\xff\xd8\xff not ours"
    assert not [name for name in journey["names"] if name.endswith(".part")]
