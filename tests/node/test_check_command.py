"""``benkan check``: what a file holds and what is wrong with it, with no node at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from benkan.node.cli.command import app
from tests.formats.goaml.reports import report, transaction
from tests.formats.iso20022.test_reading import details, entry, message
from tests.formats.statements.test_reading import ORANGE

XSD = Path(__file__).parents[1] / "formats" / "goaml" / "unit.xsd"


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "nowhere"
    monkeypatch.setenv("BENKAN_HOME", str(home))
    return home


def check(kind: str, file: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["check", kind, str(file), *options])


def written(tmp_path: Path, data: bytes) -> Path:
    file = tmp_path / "file"
    file.write_bytes(data)
    return file


def test_a_right_report_ends_with_nought_and_its_transfers_are_written(tmp_path: Path, nowhere: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    done = check("goaml", written(tmp_path, report()), "--schema", str(XSD), "--rows", str(rows), "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert {key: told[key] for key in ("format", "schema", "report_code", "transactions", "transfers")} == {
        "format": "goaml", "schema": "9.1", "report_code": "STR", "transactions": 1, "transfers": 1,
    }  # fmt: skip
    (row,) = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    assert row["destination"]["account"] == "ML13ML0160120102600100668497"
    assert not nowhere.exists()


def test_what_is_wrong_is_told_with_line_path_and_remedy_and_ends_with_one(tmp_path: Path, nowhere: Path) -> None:
    data = report(transaction(), transaction("T-2", amount="-5"), transaction("T-3", last="Traoré"))
    done = check("goaml", written(tmp_path, data), "--schema", str(XSD), "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["transfers"] == 2
    by_code = {one["code"]: one for one in told["findings"]}
    assert by_code["money.amount-negative"]["place"] == "/report/transaction[2]"
    assert by_code["money.amount-negative"]["refused"] is True
    assert by_code["goaml.pattern"]["place"].endswith("from_person/last_name")
    assert by_code["goaml.pattern"]["line"] > by_code["money.amount-negative"]["line"] > 1
    assert by_code["goaml.pattern"]["remedy"]
    spoken = check("goaml", written(tmp_path, data), "--schema", str(XSD))
    assert spoken.exit_code == 1
    assert "The amount of a transfer is negative." in spoken.stdout
    assert f"line {by_code['goaml.pattern']['line']} · " in spoken.stdout


def test_a_bank_message_says_which_it_is(tmp_path: Path, nowhere: Path) -> None:
    done = check("iso20022", written(tmp_path, message(entry(details=details()), kind="camt.054")), "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["format"] == "camt.054"


def test_a_statement_shows_its_columns_and_what_is_asked(tmp_path: Path, nowhere: Path) -> None:
    file = written(tmp_path, ORANGE.replace("13/03/2026", "hier").encode())
    done = check("statement", file, "--currency", "XOF", "--zone", "Africa/Bamako", "--json")
    assert done.exit_code == 1, "a cell is in doubt"
    told = json.loads(done.stdout)
    assert told["columns"]["Crédit"] == "credit"
    assert told["header_row"] == 5
    assert (told["transfers"], told["asked"]) == (1, 1)
    assert told["questions"][0] == {
        "row": 6, "field": "date", "written": "hier", "why": "It cannot be read.", "readings": [],
    }  # fmt: skip
    assert check("statement", written(tmp_path, ORANGE.encode()), "--currency", "XOF").exit_code == 0


def test_a_column_is_named_by_hand(tmp_path: Path, nowhere: Path) -> None:
    file = written(tmp_path, b"Jour;Versements;Puits\n13/03/2026;5;A-1\n")
    refused = check("statement", file, "--currency", "EUR")
    assert refused.exit_code == 1
    done = check(
        "statement", file, "--currency", "EUR", "--map", "Versements=credit", "--map", "Puits=account", "--json"
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["transfers"] == 1


@pytest.mark.parametrize("options", [("--zone", "Mali/Nowhere"), ("--map", "nothing")])
def test_an_option_that_cannot_be_is_wrong_usage(options: tuple[str, str], tmp_path: Path, nowhere: Path) -> None:
    assert check("statement", written(tmp_path, ORANGE.encode()), *options).exit_code == 2


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, nowhere: Path) -> None:
    done = check("goaml", written(tmp_path, report()), "--rows", str(tmp_path / "no" / "rows"), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]["code"] == "file.unwritable"
