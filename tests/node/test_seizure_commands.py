"""``benkan eval seizures`` and ``benkan import seizures``: figures for programs, questions that are filled in and given back."""

import csv
import json

import pytest
from typer.testing import CliRunner

from benkan.apps.seizures.models import Seizure
from benkan.node.cli import import_
from benkan.node.cli.command import app

MESSY = (
    "raw_date,raw_place,raw_drug,raw_quantity,exp_date,exp_country,exp_place,exp_drug,exp_kg,exp_count,exp_litre\n"
    '25/04/2023,Gao,chira,"1 417,5 g",2023-04-25,ML,Gao,cannabis resin,1.4175,,\n'
    "03/04/2022,غاو,roche,250,2022-04-03,ML,Gao,diazepam,,250,\n"
    "2022-04-03,Kidal,kif,3 kg,2022-04-03,ML,Gao,cannabis herb,3,,\n"
)
LIST = "Date;Lieu;Drogue;Poids;Service\n25/09/2025;Gao;chira;5 kg;OCS\n26/09/2025;Gao;roche;5 kg;OCS\n"


def call(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_eval_counts_right_asked_and_silent_errors(tmp_path):
    (tmp_path / "m.csv").write_text(MESSY)
    told = json.loads(call("eval", "seizures", tmp_path / "m.csv", "--errors", tmp_path / "e.csv", "--json").stdout)
    assert (told["drug"], told["date"], told["quantity"], told["country"]) == (1.0, 1.0, 1.0, 1.0)
    assert (told["place"], told["silent_wrong"], told["asked"]) == (
        pytest.approx(2 / 3, abs=1e-3),
        1,
        pytest.approx(2 / 12, abs=1e-3),
    )
    errors = list(csv.DictReader((tmp_path / "e.csv").open()))
    assert [(one["row"], one["field"]) for one in errors] == [("3", "drug"), ("3", "quantity"), ("4", "place")]
    assert "“Kidal” was read as kidal, expected gao" in call("eval", "seizures", tmp_path / "m.csv").stdout


def test_eval_refuses_a_file_without_its_columns(tmp_path):
    (tmp_path / "m.csv").write_text("a,b\n1,2\n")
    told = call("eval", "seizures", tmp_path / "m.csv", "--json")
    assert (told.exit_code, json.loads(told.stdout)["error"]["code"]) == (1, "eval.columns")


@pytest.mark.django_db
class TestImport:
    """Into the node of the tests."""

    @pytest.fixture(autouse=True)
    def _booted(self, monkeypatch):
        monkeypatch.setattr(import_, "boot", lambda: None)

    def test_questions_are_written_answered_and_given_back(self, tmp_path):
        file, asked = tmp_path / "l.csv", tmp_path / "q.csv"
        file.write_text(LIST)
        told = json.loads(call("import", "seizures", file, "--questions", asked, "--json").stdout)
        assert (told["imported"], told["asked"], told["questions"]) == (1, 1, 1)
        (question,) = csv.DictReader(asked.open())
        assert (question["field"], question["written"], "diazepam" in question["can_mean"]) == ("drug", "roche", True)
        asked.write_text("field,written,answer\ndrug,roche,clonazepam\n")
        told = json.loads(call("import", "seizures", file, "--answers", asked, "--json").stdout)
        assert (told["imported"], told["known"], told["asked"]) == (1, 1, 0)
        assert Seizure.objects.count() == 2

    def test_a_dry_run_says_what_would_come_in(self, tmp_path):
        (tmp_path / "l.csv").write_text(LIST)
        told = call("import", "seizures", tmp_path / "l.csv", "--dry-run")
        assert "Would import 1" in told.stdout
        assert "“roche” in 1 rows" in told.stdout
        assert not Seizure.objects.exists()

    def test_a_mapping_names_the_columns(self, tmp_path):
        (tmp_path / "l.csv").write_text("x1;x2;x3;x4\nhier;là;ça;tant\n")
        told = call("import", "seizures", tmp_path / "l.csv", "--json")
        assert json.loads(told.stdout)["error"]["code"] == "seizures.columns-missing"
        named = [part for pair in ("x1=date", "x2=place", "x3=drug", "x4=quantity") for part in ("--mapping", pair)]
        assert json.loads(call("import", "seizures", tmp_path / "l.csv", *named, "--json").stdout)["asked"] == 1
