"""``benkan import goaml|camt|transactions`` and ``benkan flows`` on a real home, as an officer runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LIST = """tx,ts,src,dst,xof,channel
1,2026-09-01T08:00:00Z,+22366000010,+22376441703,900000,mm
2,2026-09-01T10:00:00Z,+22376441703,+22370000010,870000,mm
3,2026-09-02T08:00:00Z,+22366000011,+22376441703,950000,mm
4,2026-09-02T10:00:00Z,+22376441703,+22370000011,920000,mm
5,2026-09-03T08:00:00Z,+22366000012,+22376441703,910000,mm
6,2026-09-03T10:00:00Z,+22376441703,+22370000012,880000,mm
7,never,+22376441703,+22370000012,880000,mm
"""


def benkan(home: Path, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "benkan.node", *arguments],
        env={**{name: value for name, value in os.environ.items() if "DJANGO" not in name}, "BENKAN_HOME": str(home)},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("money") / "home"
    made = benkan(
        folder, "node", "init", "--agency", "ml-ocs", "--country", "ML", "--name", "X", "--url", "https://ml.example"
    )
    assert made.returncode == 0, made.stderr
    for name, role in (("analyste", "analyst"), ("superviseur", "supervisor")):
        done = benkan(
            folder, "officer", "add", name, "--role", role, "--password-stdin", given="a long pass phrase of four\n"
        )
        assert done.returncode == 0, done.stderr
    return folder


def told(home: Path, *arguments: str) -> dict[str, object]:
    done = benkan(home, *arguments, "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_a_list_becomes_alerts_and_settings_change_what_is_found(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, "utf-8")
    tried = told(home, "import", "transactions", str(file), "--officer", "analyste", "--dry-run")
    assert (tried["read"], tried["added"], tried["refused"], tried["import"]) == (6, 6, 1, None)
    stored = told(home, "import", "transactions", str(file), "--officer", "analyste")
    assert (stored["added"], stored["known"]) == (6, 0)
    again = told(home, "import", "transactions", str(file))
    assert (again["added"], again["known"]) == (0, 6)
    assert told(home, "flows", "run")["new"] == 1
    assert told(home, "flows", "run", "--since", "2026-09-01", "--until", "2026-09-30")["known"] == 1
    listed = told(home, "flows", "alerts", "--officer", "analyste")["alerts"]
    assert isinstance(listed, list)
    assert [one["rule"] for one in listed] == ["pass_through"]
    changed = told(home, "flows", "settings", "pass_through", "--set", "least_pairs=5", "--officer", "superviseur")
    assert [one["value"] for one in changed["settings"] if one["key"] == "pass_through.least_pairs"] == ["5"]  # type: ignore[attr-defined]
    refused = benkan(home, "flows", "settings", "pass_through", "--set", "least_pairs=6", "--officer", "analyste")
    assert refused.returncode == 1
    assert "role" in refused.stderr
    assert benkan(home, "flows", "settings", "nothing").returncode == 1
    assert benkan(home, "flows", "settings", "pass_through", "--set", "least_pairs=6").returncode == 2


def test_a_file_that_is_none_is_refused_with_what_to_do(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "no.xml"
    file.write_bytes(b"<x/>")
    for kind in ("goaml", "camt", "transactions"):
        done = benkan(home, "import", kind, str(file), "--officer", "analyste")
        assert (done.returncode, "remedy" in done.stderr) == (1, True), (kind, done.stderr)
        assert "Traceback" not in done.stderr


def test_a_statement_asks_in_a_file_and_takes_the_answers_from_it(home: Path, tmp_path: Path) -> None:
    file, questions = tmp_path / "releve.csv", tmp_path / "ask.csv"
    file.write_text(
        "Date;Libellé;Débit;Crédit;Solde\n03/04/2026;VIREMENT A;1 000;;1\n05/06/2026;VIREMENT B;;2 000;2\n", "utf-8"
    )
    call = ("import", "statement", str(file), "--account", "ML13D0089", "--institution", "BDM", "--currency", "XOF")
    said = benkan(home, *call, "--dry-run")
    assert said.returncode == 0, said.stderr
    assert "2 rows wait for an answer" in said.stdout
    first = told(home, *call, "--officer", "analyste", "--questions", str(questions))
    assert (first["added"], first["asked_rows"]) == (0, 2)
    lines = questions.read_text("utf-8").splitlines()
    assert lines[0] == "field,written,rows,first_row,why,can_mean,answer"
    questions.write_text("\n".join([lines[0], lines[1] + "2026-04-03", lines[2] + "-"]), "utf-8")
    second = told(home, *call, "--officer", "analyste", "--answers", str(questions))
    assert (second["added"], second["asked_rows"], second["left_out"]) == (1, 0, 1)
    third = told(home, *call, "--officer", "analyste", "--answers", str(questions), "--mapping", "Solde=-")
    assert (third["added"], third["known"], third["columns"]["Solde"]) == (0, 1, "-")  # type: ignore[index]
    for wrong in (["--mapping", "Libellé=colour"], ["--answers", str(file)], ["--officer", "nobody"]):
        refused = benkan(home, *call, *wrong)
        assert (refused.returncode, "Traceback" in refused.stderr) == (1, False), refused.stderr
