"""``benkan case`` and ``benkan request``: what programs get, and which exit code."""

import json

import pytest
import typer
from typer.testing import CliRunner

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.requests import services
from benkan.node.cli import case as case_command
from benkan.node.cli import request as request_command
from tests.apps.requests.conftest import *  # noqa: F403 - the fixtures of the slice
from tests.apps.requests.conftest import answer_to, deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def benkan(monkeypatch):
    for module in (case_command, request_command):
        monkeypatch.setattr(module, "boot", lambda: None)
    app = typer.Typer()
    case_command.register(app)
    request_command.register(app)
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


def test_a_case_is_opened_listed_and_shown(benkan, analyst):
    made = benkan("case", "open", "Gao", "--purpose", "fraud", "--officer", "analyste", "--json")
    assert made.exit_code == 0
    number = json.loads(made.stdout)["number"]
    listed = json.loads(benkan("case", "list", "--officer", "analyste", "--json").stdout)
    assert [one["number"] for one in listed["cases"]] == [number]
    shown = json.loads(benkan("case", "show", number, "--officer", "analyste", "--json").stdout)
    assert [one["kind"] for one in shown["timeline"]] == ["opened"]
    assert number in benkan("case", "list", "--officer", "analyste").stdout


def test_a_refusal_is_one_object_and_exit_code_1(benkan, analyst):
    told = benkan("case", "open", "Gao", "--purpose", "political", "--officer", "analyste", "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["error"]["code"] == "case.purpose"
    assert benkan("case", "open", "Gao", "--purpose", "fraud", "--officer", "nobody").exit_code == 1
    assert benkan("case", "open").exit_code == 2


def test_a_request_is_listed_shown_and_proven(benkan, analyst, hit, partner, tmp_path):
    made = services.send(analyst, *hit, "urgent", "Qui ?")
    exchange.deliver_due(threads=False)
    deliver(partner, answer_to(made), "essai-2025")
    listed = json.loads(benkan("request", "list", "--officer", "analyste", "--json").stdout)
    assert [one["state"] for one in listed["requests"]] == ["answered"]
    shown = json.loads(benkan("request", "show", made.pk, "--officer", "analyste", "--json").stdout)
    assert shown["releases"][0]["handling"] == "H2"
    assert "Qui ?" in benkan("request", "show", made.pk, "--officer", "analyste").stdout
    out = tmp_path / "evidence.json"
    assert benkan("request", "evidence", made.pk, "--officer", "analyste", "--out", out).exit_code == 0
    assert wire.evidence_holds(wire.verify_evidence(out.read_bytes()))
    assert benkan("request", "evidence", made.pk, "--officer", "analyste", "--out", out).exit_code == 1
