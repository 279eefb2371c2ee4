"""Homes and processes of the demo: what it refuses to take, what it signs, and what it never deletes."""

import datetime as dt
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from benkan.core.conventions import verify
from benkan.core.errors import Invalid, Refused, Unreachable
from benkan.node.demo import client, founding, nodes
from benkan.node.demo.cast import PARTIES, SERVICES
from benkan.node.demo.nodes import DemoNode, free_ports, make_homes
from benkan.node.home import load
from benkan.wire import decode_card

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def any_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens in these tests: which ports are free does not matter."""
    monkeypatch.setattr(nodes, "free_ports", lambda first, count: list(range(first, first + count)))


@pytest.fixture
def taken() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[DemoNode]:
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nodes, "free_ports", lambda first, count: list(range(first, first + count)))
        found = make_homes(folder, 8441)
    founding.hand_out(found, people=20, seed=1, now=NOW)
    return found


def test_a_taken_port_is_an_error_that_names_the_option(taken: int) -> None:
    with pytest.raises(Invalid) as raised:
        free_ports(taken, 1)
    error = raised.value
    assert (error.code, error.place, error.facts["port"]) == ("demo.port-taken", "--port", taken)
    assert "--port" in error.remedy


def test_a_port_that_is_taken_among_the_four_makes_no_home(taken: int, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        make_homes(tmp_path, taken - 2)
    assert list(tmp_path.iterdir()) == []


def test_the_demo_command_refuses_a_taken_port_with_one_object(taken: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benkan.node", "demo", "--json", "--port", str(taken), "--keep", str(tmp_path / "d")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["error"]["code"] == "demo.port-taken"
    assert json.loads(done.stdout)["error"]["place"] == "--port"


@pytest.mark.parametrize("agency", [service.agency for service in SERVICES])
@pytest.mark.usefixtures("any_ports")
def test_a_home_that_no_demo_made_is_never_deleted(tmp_path: Path, agency: str) -> None:
    precious = tmp_path / agency
    precious.mkdir()
    (precious / "benkan.sqlite3").write_bytes(b"years of work")
    with pytest.raises(Invalid) as raised:
        make_homes(tmp_path, 8441)
    assert (raised.value.code, raised.value.place) == ("demo.not-a-demo-home", "--keep")
    assert raised.value.remedy
    assert (precious / "benkan.sqlite3").read_bytes() == b"years of work"
    assert [path.name for path in tmp_path.iterdir()] == [agency], "nothing was made before it was refused"


@pytest.mark.usefixtures("any_ports")
def test_a_home_of_an_earlier_demo_is_made_anew(tmp_path: Path) -> None:
    first = make_homes(tmp_path, 8441)
    keys = {node.agency: load(node.home).signing_seed() for node in first}
    again = make_homes(tmp_path, 8441)
    assert [node.agency for node in again] == [service.agency for service in SERVICES]
    assert all(load(node.home).signing_seed() != keys[node.agency] for node in again)
    assert all(load(node.home).demo for node in again)


def test_every_demo_home_listens_on_this_machine_alone_and_on_its_own_port(made: list[DemoNode]) -> None:
    listens = [load(node.home).listen for node in made]
    assert listens == [f"127.0.0.1:{port}" for port in range(8441, 8445)]
    assert [node.url for node in made] == [f"http://{listen}" for listen in listens]


def test_each_node_is_handed_the_others_cards_and_only_its_own_conventions(made: list[DemoNode]) -> None:
    for node in made:
        plan = json.loads((node.home / "demo.json").read_text("utf-8"))
        assert set(plan["cards"]) == {other.agency for other in made} - {node.agency}
        for agency, card in plan["cards"].items():
            assert decode_card(card.encode()).id == agency
        mine = [identifier for identifier, parties in PARTIES.items() if node.agency in parties]
        standings = [verify(text) for text in plan["conventions"]]
        assert len(standings) == len(mine)
        assert all(standing.complete for standing in standings)


def test_no_key_leaves_its_home(made: list[DemoNode]) -> None:
    for node in made:
        plan = (node.home / "demo.json").read_text("utf-8")
        for other in made:
            for key in (other.home / "keys").iterdir():
                assert key.read_text().strip() not in plan


@pytest.mark.usefixtures("any_ports")
def test_earlier_demo_homes_are_untouched_when_a_later_one_is_refused(tmp_path: Path) -> None:
    first = make_homes(tmp_path, 8441)
    keys = {node.agency: load(node.home).signing_seed() for node in first}
    (tmp_path / "ma-dgsn" / "demo.json").unlink()
    with pytest.raises(Invalid):
        make_homes(tmp_path, 8441)
    assert {node.agency: load(node.home).signing_seed() for node in first} == keys


def test_opening_refuses_a_home_that_no_demo_made(made: list[DemoNode]) -> None:
    node = made[0]
    (node.home / "demo.json").rename(node.home / "aside.json")
    try:
        done = node.run("-m", "benkan.node.demo.opening")
    finally:
        (node.home / "aside.json").rename(node.home / "demo.json")
    assert done.returncode != 0
    assert not (node.home / "benkan.sqlite3").exists()


def test_a_node_that_ends_at_once_is_reported_with_its_log(tmp_path: Path) -> None:
    node = DemoNode(SERVICES[0], tmp_path, "http://127.0.0.1:9")
    node.start()
    with pytest.raises(Unreachable) as raised:
        node.ready()
    node.kill()
    assert raised.value.code == "demo.node-not-ready"
    assert raised.value.facts["log"] == str(tmp_path / "node.log")
    assert node.processes == {}


def test_killing_a_node_that_never_ran_changes_nothing(tmp_path: Path) -> None:
    node = DemoNode(SERVICES[0], tmp_path, "http://127.0.0.1:9")
    node.kill()
    node.stop()
    assert list(tmp_path.iterdir()) == []


def test_waiting_ends_with_the_first_true_thing_or_says_what_was_awaited() -> None:
    seen = iter([None, "", "there"])
    assert client.wait_for("something", lambda: next(seen)) == "there"
    with pytest.raises(Unreachable) as raised:
        client.wait_for("the moon", lambda: None, patience_s=0.2)
    assert raised.value.facts["what"] == "the moon"


def test_a_refusal_of_the_api_keeps_its_code_and_clause() -> None:
    import httpx

    def answer(_request: httpx.Request) -> httpx.Response:
        told = {"code": "convention.suspended", "message": "Suspended: 100 %", "clause": "aes-2025 · 4"}
        return httpx.Response(403, json=told)

    officer = client.OfficerClient.__new__(client.OfficerClient)
    officer.url, officer.username = "http://node", "analyste"
    officer._http = httpx.Client(base_url="http://node", transport=httpx.MockTransport(answer))
    with pytest.raises(Refused) as raised:
        officer.get("search/x")
    error = raised.value
    assert (error.code, error.clause, error.sentence) == ("convention.suspended", "aes-2025 · 4", "Suspended: 100 %")
