"""``benkan cascade`` on a real home, as the training director runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.node.test_cli_money import benkan, told


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cascade") / "home"
    made = benkan(
        folder, "node", "init", "--agency", "ml-ocs", "--country", "ML", "--name", "X", "--url", "https://ml.example"
    )
    assert made.returncode == 0, made.stderr
    done = benkan(
        folder, "officer", "add", "formation", "--role", "trainer", "--password-stdin", given="a long pass phrase\n"
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_a_tree_is_begun_from_a_list_grown_from_another_and_read(home: Path, tmp_path: Path) -> None:
    attendees = tmp_path / "attendees.csv"
    attendees.write_text(
        "name;service;country;region\nAwa Traoré;Douanes;ML;Gao\nIssa Cissé;Police;NE;Niamey\n", "utf-8"
    )
    begin = ("cascade", "begin", str(attendees), "--title", "Dogs", "--day", "2025-03-01", "--officer", "formation")
    made = told(home, *begin)
    tree = str(made["id"])
    assert made["persons"] == 2
    sessions = tmp_path / "sessions.csv"
    sessions.write_text(
        "trainer,day,topic,hours,name,country,region\nAwa Traoré,2025-04-01,Dogs,4,Salif Ba,ML,Kidal\nNobody,2025-04-01,Dogs,4,Ali Ba,ML,\n",
        "utf-8",
    )
    report = tmp_path / "report.csv"
    done = told(
        home, "cascade", "import", str(sessions), "--tree", tree, "--officer", "formation", "--report", str(report)
    )
    assert (done["read"], done["persons"], len(done["refused"])) == (2, 1, 1)  # type: ignore[arg-type]
    assert "cascade.trainer" in report.read_text("utf-8")
    rows = told(home, "cascade", "tree", tree)["rows"]
    names = [row["name"] for row in rows]  # type: ignore[attr-defined]
    # In the node's language, whatever that is: a number, and no name.
    assert [name[-1] for name in names] == ["1", "2"]
    assert not any("Awa" in name or "Issa" in name for name in names)
    named = benkan(home, "cascade", "tree", tree, "--officer", "formation").stdout
    assert "Awa Traoré  2 persons" in named
    reach = told(home, "cascade", "reach", tree)
    assert reach["by_depth"] == [2, 1]
    assert "Kidal" in benkan(home, "cascade", "reach", tree).stdout
    assert told(home, "cascade", "targets", tree) == {"targets": []}
    assert told(home, "cascade", "rebuild", tree, "--officer", "formation") == {"persons": 3, "mended": 0, "sums": 0}
    assert benkan(home, "cascade", "reach", "00000000-0000-0000-0000-000000000000").returncode == 1
