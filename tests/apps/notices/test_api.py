"""Notices for programs, and the command: the same rules, the same refusals."""

import json

import pytest
import typer
from tests.apps.notices.conftest import all_no, arrive, row_of, sent_by, theirs
from tests.core.notices.samples import COMPLETE
from typer.testing import CliRunner

from benkan.apps.exchange.models import Outgoing
from benkan.apps.notices import services
from benkan.apps.notices.models import Notice
from benkan.node.cli import notice as notice_command

pytestmark = pytest.mark.django_db


def body(**changes):
    given = {
        "type": "stolen-document",
        "fields": COMPLETE["stolen-document"],
        "answers": all_no("stolen-document"),
        "purpose": "drug-trafficking",
        "handling": "H1",
        "grade": "B2",
        "to": ["ma-dgsn"],
    }
    return given | changes


def post(client, address, given=None):
    answer = client.post(f"/api/{address}", json.dumps(given or {}), content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def test_a_notice_goes_its_whole_way_by_the_api(browser, analyst, liaison, partner, convention):
    author, reviewer = browser(analyst), browser(liaison)
    status, made = post(author, "notices", body())
    assert (status, made["state"], made["edition"]["state"]) == (201, "draft", "draft")
    _, edition = post(author, f"notices/{made['id']}/propose")
    status, refused = post(author, f"notices/editions/{edition['id']}/approve", {"seen_sha256": ""})
    assert (status, refused["code"]) == (403, "role.not-allowed")
    shown = json.loads(reviewer.get(f"/api/notices/editions/{edition['id']}/payload").content)
    assert shown["payload"]["fields"] == COMPLETE["stolen-document"]
    status, sent = post(reviewer, f"notices/editions/{edition['id']}/approve", {"seen_sha256": shown["sha256"]})
    assert (status, sent["state"], len(sent["addressees"])) == (200, "active", 1)
    assert Outgoing.objects.get().kind == "notice"
    _, renewed = post(author, f"notices/{made['id']}/renew", {"expires_on": ""})
    assert renewed["number"] == 2
    _, withdrawn = post(author, f"notices/{made['id']}/withdraw", {"reason": "Retrouvé"})
    assert withdrawn["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"type": "silver"}, "notice.type", "type"),
        ({"fields": []}, "notice.given", "fields"),
        ({"fields": {"number": [1]}}, "notice.given", "fields.number"),
        ({"answers": {"political": "no"}}, "notice.given", "answers"),
        ({"unknown": 1}, "notice.given", "unknown"),
        ({"expires_on": "soon"}, "notice.day", "expires_on"),
        ({"handling": "H9"}, "notice.handling", "handling"),
        ({"grade": "Z9"}, "notice.grade", "grade"),
        ({"to": ["nobody"]}, "notice.addressee", "to"),
        ({"fields": {"number": ["x" * 5_000]}}, "notice.too-large", "fields"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(browser, analyst, partner, convention, changes, code, place):
    status, told = post(browser(analyst), "notices", body(**changes))
    assert (status, told["code"], told["place"]) == (400, code, place)
    assert not Notice.objects.exists()


def test_a_program_reads_what_partners_sent(browser, analyst, case, partner, convention):
    arrive(partner, payload := theirs(), convention)
    reader = browser(analyst)
    listed = json.loads(reader.get("/api/notices?direction=in").content)
    assert [one["notice"] for one in listed["notices"]] == [payload.notice]
    row = row_of(payload)
    read = json.loads(reader.get(f"/api/notices/received/{row.pk}").content)
    assert (read["fields"], read["officer"]) == (COMPLETE["stolen-document"], "Youssef Benali")
    _, linked = post(reader, f"notices/received/{row.pk}/case", {"case": str(case.pk)})
    assert linked["case"] == str(case.pk)


@pytest.fixture
def benkan(monkeypatch):
    monkeypatch.setattr(notice_command, "boot", lambda: None)
    app = typer.Typer()
    notice_command.register(app)
    return lambda *arguments: CliRunner().invoke(app, ["notice", *[str(one) for one in arguments]])


TOML = """
type = "stolen-document"
purpose = "drug-trafficking"
handling = "H1"
grade = "B2"
to = ["ma-dgsn"]
expires_on = 2099-01-01

[fields]
documentKind = "passport"
number = ["A1234567", "A1234568"]
issuedBy = "ML"
loss = "stolen"
lostOn = 2026-03-01
lostAt = "Bamako"

[answers]
political = false
military = false
religious = false
racial = false
human-rights = false
"""


def test_a_file_becomes_a_draft_and_never_more(benkan, analyst, liaison, partner, convention, tmp_path):
    file = tmp_path / "stolen.toml"
    file.write_text(TOML.replace("expires_on = 2099-01-01\n", ""), "utf-8")
    done = benkan("draft", file, "--officer", "analyste", "--propose", "--json")
    assert done.exit_code == 0, done.stdout
    told = json.loads(done.stdout)
    assert (told["edition"]["state"], told["edition"]["fields"]["lostOn"]) == ("proposed", ["2026-03-01"])
    assert not Outgoing.objects.exists()
    as_json = tmp_path / "stolen.json"
    as_json.write_text(json.dumps(body()), "utf-8")
    assert benkan("draft", as_json, "--officer", "analyste").exit_code == 0


def test_a_bad_file_is_one_refusal(benkan, analyst, partner, convention, tmp_path):
    for name, text in (("a.toml", "type ="), ("a.json", "[]"), ("b.toml", TOML.replace("stolen-document", "x"))):
        file = tmp_path / name
        file.write_text(text, "utf-8")
        done = benkan("draft", file, "--officer", "analyste", "--json")
        assert (done.exit_code, json.loads(done.stdout)["error"]["code"]) == (
            1,
            "notice.type" if name == "b.toml" else "notice.file",
        )
    too_late = tmp_path / "late.toml"
    too_late.write_text(TOML, "utf-8")
    done = benkan("draft", too_late, "--officer", "analyste", "--propose", "--json")
    assert json.loads(done.stdout)["error"]["code"] == "notice.expiry"


def test_notices_are_listed_shown_and_withdrawn(benkan, analyst, liaison, partner, convention):
    made = sent_by(analyst, liaison)
    arrive(partner, payload := theirs(), convention)
    listed = json.loads(benkan("list", "--officer", "analyste", "--json").stdout)
    assert {one["direction"] for one in listed["notices"]} == {"in", "out"}
    assert "2 notice(s)" in benkan("list", "--officer", "analyste").stdout
    assert "delivered" in benkan("show", made.pk, "--officer", "analyste").stdout
    assert "A1234567" in benkan("show", row_of(payload).pk, "--officer", "analyste").stdout
    assert benkan("show", "nonsense", "--officer", "analyste").exit_code == 1
    assert benkan("withdraw", made.pk, "--officer", "liaison", "--reason", "Retrouvé").exit_code == 0
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert services.ours(analyst).count() == 1
