"""``benkan reporter`` and ``benkan report`` on a node of its own: register, invite, receive, answer, verify a receipt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benkan.node import home as homes
from benkan.node.demo import reporting as invented
from benkan.node.demo.nodes import run_in

pytestmark = pytest.mark.slow
SEND = """
import sys
from benkan.node.cli.boot import boot
boot()
from benkan.apps.reporting import services as reporting
import json
from benkan.apps.reporting import shown
taken = reporting.send_file("banque", "Programme", "x.xml", open(sys.argv[1], "rb").read())
print(json.dumps(shown.receipt(taken.report)))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "node"
    homes.make(
        path,
        agency="ml-centif",
        name={"fr": "Cellule d’essai"},
        country="ML",
        url="http://127.0.0.1:1",
        listen="127.0.0.1:1",
    )
    prepare = "from benkan.node.cli.boot import boot; boot(); from benkan.node.setting_up import prepare; prepare(); "
    officers = "from benkan.apps.accounts.services import create_officer as c; c('sup', 'S', 'supervisor')"
    done = run_in(path, "-c", prepare + officers)
    assert done.returncode == 0, done.stderr
    return path


def told(home: Path, *words: str) -> dict[str, object]:
    done = run_in(home, "-m", "benkan.node", *words, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_a_reporter_is_registered_sends_is_answered_and_keeps_a_receipt(home: Path, tmp_path: Path) -> None:
    import datetime as dt

    by = ("--officer", "sup")
    made = told(home, "reporter", "add", "banque", "--name", "Banque", "--kind", "bank", *by)
    assert (made["code"], made["country"]) == ("banque", "ML")
    invited = told(home, "reporter", "invite", "banque", "a.essai", "--name", "A. Essai", *by)
    assert len(str(invited["invitation"])) == 29
    assert str(told(home, "reporter", "token", "banque", "--name", "P", *by)["token"]).startswith("bkr_")
    assert told(home, "reporter", "suspend", "banque", *by)["active"] is False
    assert told(home, "reporter", "resume", "banque", *by)["active"] is True
    listed = told(home, "reporter", "list")["reporters"]
    assert isinstance(listed, list)
    assert [one["username"] for one in listed[0]["people"]] == ["a.essai"]

    file = tmp_path / "declaration.xml"
    file.write_bytes(invented.suspicion(dt.datetime(2026, 9, 20, 12, tzinfo=dt.UTC)))
    sent = run_in(home, "-c", SEND, str(file))
    assert sent.returncode == 0, sent.stderr
    number = json.loads(sent.stdout)["receipt"]["number"]
    answered = told(home, "report", "answer", number, "--state", "used", "--reason", "analysis", *by)
    assert answered["state"] == "used"
    assert told(home, "report", "list", "--state", "used", *by)["count"] == 1
    wrong = run_in(home, "-m", "benkan.node", "report", "answer", number, "--state", "used", "--reason", "x", *by)
    assert (wrong.returncode, "no free text" in wrong.stderr) == (1, True)

    receipt = tmp_path / "receipt.json"
    receipt.write_text(sent.stdout, "utf-8")
    held = told(tmp_path, "reporter", "verify", str(receipt), "--key", json.loads(sent.stdout)["public_key"])
    assert (held["holds"], held["key_trusted"]) == (True, True)
    receipt.write_text(sent.stdout.replace('\\"kept\\":4', '\\"kept\\":5'), "utf-8")
    assert receipt.read_text("utf-8") != sent.stdout
    broken = run_in(tmp_path, "-m", "benkan.node", "reporter", "verify", str(receipt))
    assert (broken.returncode, "not signed" in broken.stderr) == (1, True)
