"""``benkan means`` on a node of its own: add, import with bad rows, list, match, gaps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benkan.node import home as homes
from benkan.node.demo.nodes import run_in

pytestmark = pytest.mark.slow
LIST = """kind,code,title_fr,place,country,scents,teams,languages,daily_cost,currency
dogs,K9-2,Chiens de Kidal,Kidal,,cannabis|cocaine,2,fr|taq,45000,XOF
dogs,K9-3,Chiens,Nulle part,,cannabis,1,fr,,
dogs,K9-2,Chiens encore,Gao,,cannabis,1,fr,,
rockets,R-1,Fusée,Gao,,,,,,
dogs,K9-4,Chiens,Gao,,gold,1,fr,,
dogs,K9-5,Chiens,Gao,,,,,=1+1,
laboratory,LAB-1,Laboratoire,Bamako,,,,,,EUR
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "node"
    homes.make(
        path,
        agency="ml-essai",
        name={"fr": "Service d’essai"},
        country="ML",
        url="http://127.0.0.1:1",
        listen="127.0.0.1:1",
    )
    prepare = "from benkan.node.cli.boot import boot; boot(); from benkan.node.setting_up import prepare; prepare(); "
    officers = "from benkan.apps.accounts.services import create_officer as c; c('moyens', 'M', 'coordinator')"
    done = run_in(path, "-c", prepare + officers)
    assert done.returncode == 0, done.stderr
    return path


def run(home: Path, *words: str) -> tuple[int, dict[str, object]]:
    done = run_in(home, "-m", "benkan.node", "means", *words, "--json")
    found: dict[str, object] = json.loads(done.stdout)
    return done.returncode, found


def test_means_are_added_imported_listed_and_matched(home: Path, tmp_path: Path) -> None:
    by = ("--officer", "moyens")
    described = ("--kind", "dogs", "--title", "Chiens", "--place", "Gao", "--field", "scents=cannabis|cocaine")
    code, made = run(home, "add", "K9-1", *described, *by)
    assert (code, made["state"], made["specification"]) == (0, "registered", {"scents": ["cannabis", "cocaine"]})
    file = tmp_path / "moyens.csv"
    file.write_text(LIST, "utf-8")
    code, told = run(home, "import", str(file), *by)
    assert (code, told["added"], told["refused"]) == (0, 2, 5)
    places = [(one["place"], one["code"]) for one in told["findings"]]  # type: ignore[attr-defined]
    assert places == [
        ("moyens.csv · 3 · place", "means.place"),
        ("moyens.csv · 4 · code", "means.taken"),
        ("moyens.csv · 5 · kind", "means.kind"),
        ("moyens.csv · 6 · scents", "means.specification"),
        ("moyens.csv · 7 · daily_cost", "means.cost"),
    ]
    code, again = run(home, "import", str(file), *by)
    assert (code, again["added"], again["refused"]) == (0, 0, 7)
    code, listed = run(home, "list", "--kind", "dogs")
    assert [one["code"] for one in listed["means"]] == ["K9-1", "K9-2"]  # type: ignore[attr-defined]
    days = ("--starts", "2027-12-01", "--ends", "2027-12-08")
    code, found = run(home, "match", "--kind", "dogs", "--place", "Kidal", *days, "--field", "scents=cocaine")
    assert [one["mean"]["code"] for one in found["means"]] == ["K9-2", "K9-1"]  # type: ignore[attr-defined]
    assert all(not one["fits"] for one in found["means"])  # type: ignore[attr-defined]
    assert run(home, "gaps") == (0, {"missing": 0, "goals": []})
    code, refused = run(home, "match", "--kind", "dogs", "--starts", "tomorrow", "--ends", "2027-12-08")
    assert (code, refused["error"]["code"]) == (1, "means.day")  # type: ignore[index]
