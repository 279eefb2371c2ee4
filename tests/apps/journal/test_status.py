"""What deserves a look is shown to who should see it, in three languages, and nothing of it stops anything."""

import dataclasses
import json

import pytest
from django.conf import settings
from tests.apps.journal.test_gossip import A, X, network, owner, reporter, told  # noqa: F401 - fixtures
from tests.apps.journal.test_witnessing import later
from tests.apps.journal.test_witnessing import partner as partner  # noqa: PLC0414 - a fixture
from tests.apps.standing_pages import LANGUAGES, client

from benkan.apps.journal import services as journal
from benkan.apps.journal.models import SplitView
from benkan.apps.journal.status import LOUD, TEXTS
from benkan.wire import evidence_holds, verify_split_view

pytestmark = pytest.mark.django_db


@pytest.fixture
def limits(monkeypatch):
    """Sets the limits of the node for the test."""

    def put(**changes: int) -> None:
        monkeypatch.setattr(settings, "BENKAN_NODE", dataclasses.replace(settings.BENKAN_NODE, **changes))

    return put


def codes(now=None) -> list[str]:
    return [flag.code for flag in journal.flags(now)]


# -- witnesses that fell silent --------------------------------------------------------------------------------------
def test_a_witness_is_silent_when_its_oldest_line_without_cosignature_is_too_old(partner, limits):
    journal.due_witnessing()
    assert codes(later(86_400 * 30)) == [], "nothing waits for it"
    journal.write("case-opened")
    assert codes(later(86_400 * 6)) == []
    assert codes(later(86_400 * 8)) == ["witness.silent"]
    limits(witness_silent_days=30)
    assert codes(later(86_400 * 8)) == []
    limits(witness_silent_days=30, witness_silent_lines=1)
    journal.write("case-opened")
    assert codes() == ["witness.silent"]
    assert journal.due_witnessing(later(600)) == 1, "a flag holds nothing up"
    assert codes() == []


def test_a_witness_that_never_cosigned_is_silent_after_a_week(partner):
    partner.down = True
    journal.due_witnessing()
    assert codes() == []
    (flag,) = journal.flags(later(86_400 * 8))
    assert (flag.partner, flag.facts["days"], flag.loud) == ("ma-dgsn", 8, True)
    assert journal.write("case-opened"), "lines are written all the same"


def test_a_service_without_a_convention_is_no_witness_and_never_silent(db):
    from tests.apps.exchange.fake_partner import FakePartner

    FakePartner().join_directory()
    journal.write("case-opened")
    assert codes(later(86_400 * 30)) == []


# -- where it is shown -----------------------------------------------------------------------------------------------
@pytest.fixture
def forked(reporter, owner):  # noqa: F811
    told(reporter, owner.note(A, X))
    return owner


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_a_split_view_is_on_the_journal_s_page_the_network_and_the_control_officer_s_day(forked, language, direction):
    control = client("control", language)
    sentences = []
    for address in ("/journal/", "/", "/agencies/", "/agencies/ne-ocrtis/"):
        page = control.get(address).content.decode()
        assert f'dir="{direction}"' in page
        assert "%(" not in page
        name = forked.names(language)
        sentences.append([line for line in page.splitlines() if name in line])
        assert sentences[-1], address
    assert ("/journal/split-views/" in control.get("/journal/").content.decode()) is True


def test_the_day_of_others_does_not_show_it(forked):
    assert "/journal/" not in client("analyst").get("/").content.decode().partition("<main")[2]


def test_the_evidence_is_downloaded_by_who_reads_the_journal_alone(forked):
    address = f"/journal/split-views/{SplitView.objects.get().pk}/"
    answer = client("control").post(address)
    assert answer["Content-Disposition"].endswith('.json"')
    assert evidence_holds(verify_split_view(answer.content))
    assert journal.latest(1)[0]["officer"] == "control-en"
    assert client("analyst").post(address).status_code == 403
    assert client("control", "fr").get(address).status_code == 405
    assert client("supervisor").post("/journal/split-views/999/").status_code == 404


def test_the_api_says_what_the_command_says(forked):
    control = client("control")
    told_by_api = control.get("/api/journal/status").json()
    assert told_by_api == json.loads(json.dumps(journal.status()))
    assert [view["code"] for view in told_by_api["split_views"]] == ["tlog.fork"]
    assert told_by_api["flags"][0]["code"] == "tlog.fork"
    assert client("analyst").get("/api/journal/status").status_code == 403
    data = control.post(f"/api/journal/split-views/{SplitView.objects.get().pk}").content
    assert evidence_holds(verify_split_view(data))


def test_every_flag_has_a_sentence_and_every_loud_one_is_known():
    assert set(TEXTS) >= LOUD
