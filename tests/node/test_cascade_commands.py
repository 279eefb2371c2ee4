"""``benkan cascade`` on a real home, as the training director runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.one_process import Commands, commands


@pytest.fixture(scope="module")
def benkan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    with commands(tmp_path_factory.mktemp("cascade") / "home") as run:
        made = run(
            "node", "init", "--agency", "ml-ocs", "--country", "ML", "--name", "X", "--url", "https://ml.example"
        )
        assert made.returncode == 0, made.stderr
        added = ("officer", "add", "formation", "--role", "trainer", "--password-stdin")
        done = run(*added, given="a long pass phrase\n")
        assert done.returncode == 0, done.stderr
        yield run


def test_a_tree_is_begun_from_a_list_grown_from_another_and_read(benkan: Commands, tmp_path: Path) -> None:
    attendees = tmp_path / "attendees.csv"
    attendees.write_text(
        "name;service;country;region\nAwa Traoré;Douanes;ML;Gao\nIssa Cissé;Police;NE;Niamey\n", "utf-8"
    )
    begin = ("cascade", "begin", str(attendees), "--title", "Dogs", "--day", "2025-03-01", "--officer", "formation")
    made = benkan.told(*begin)
    tree = str(made["id"])
    assert made["persons"] == 2
    sessions = tmp_path / "sessions.csv"
    sessions.write_text(
        "trainer,day,topic,hours,name,country,region\nAwa Traoré,2025-04-01,Dogs,4,Salif Ba,ML,Kidal\nNobody,2025-04-01,Dogs,4,Ali Ba,ML,\n",
        "utf-8",
    )
    report = tmp_path / "report.csv"
    done = benkan.told(
        "cascade", "import", str(sessions), "--tree", tree, "--officer", "formation", "--report", str(report)
    )
    assert (done["read"], done["persons"], len(done["refused"])) == (2, 1, 1)
    assert "cascade.trainer" in report.read_text("utf-8")
    rows = benkan.told("cascade", "tree", tree)["rows"]
    names = [row["name"] for row in rows]
    # In the node's language, whatever that is: a number, and no name.
    assert [name[-1] for name in names] == ["1", "2"]
    assert not any("Awa" in name or "Issa" in name for name in names)
    named = benkan("cascade", "tree", tree, "--officer", "formation").stdout
    assert "Awa Traoré  2 persons" in named
    reach = benkan.told("cascade", "reach", tree)
    assert reach["by_depth"] == [2, 1]
    assert "Kidal" in benkan("cascade", "reach", tree).stdout
    assert benkan.told("cascade", "targets", tree) == {"targets": []}
    assert benkan.told("cascade", "rebuild", tree, "--officer", "formation") == {"persons": 3, "mended": 0, "sums": 0}
    assert benkan("cascade", "reach", "00000000-0000-0000-0000-000000000000").returncode == 1
