"""Delegations, badges, the door, the agenda, meetings of two: what holds and what is refused."""

import datetime as dt
import io

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from openpyxl import load_workbook
from tests.apps.exchange.fake_partner import FakePartner

from benkan.apps.accounts import services as accounts
from benkan.apps.gatherings import agenda, badges, door, meeting, services
from benkan.apps.journal.models import Line
from benkan.core.errors import Invalid, Refused
from benkan.web.paper import fonts

from .conftest import TITLES

pytestmark = pytest.mark.django_db


def refused(act, *arguments, **more):
    with pytest.raises((Refused, Invalid)) as caught:
        act(*arguments, **more)
    return caught.value.code


def test_a_country_has_one_vote_and_an_organisation_observes(gathering, delegation, liaison):
    delegation("ML")
    assert refused(delegation, "ml") == "delegation.twice"
    observer = services.add_delegation(gathering, by=liaison, titles={"fr": "Union africaine"}, votes=False)
    assert not observer.votes
    assert refused(services.add_delegation, gathering, by=liaison, titles={"fr": "X"}) == "gathering.field"
    assert refused(delegation, "XX") == "gathering.field"
    assert refused(delegation, "BF", agency="nobody") == "gathering.field"
    assert [one.name["fr"] for one in services.delegations(gathering.pk)] == ["Mali", "Union africaine"]


def test_nobody_is_in_two_delegations_however_the_name_is_written(delegation, badge, liaison):
    mali, niger = delegation("ML"), delegation("NE")
    badge(mali, "Moussa Keïta")
    with pytest.raises(Refused) as caught:
        badge(niger, "MOUSSA  KEÏTA")
    assert (caught.value.code, caught.value.facts["other"]) == ("delegate.two-delegations", "Mali")
    assert refused(badge, mali, "moussa keïta") == "delegate.twice"


def test_a_delegation_has_one_head(delegation, badge):
    mali = delegation()
    badge(mali, "A", role="head")
    assert refused(badge, mali, "B", role="head") == "delegate.two-heads"


def test_a_badge_is_refused_when_forged_withdrawn_not_granted_or_of_elsewhere(gathering, delegation, badge, liaison):
    mali = delegation()
    row = badge(mali)
    assert services.check_in(gathering, f" {row.code}\n", by=liaison).again is False
    assert services.check_in(gathering, row.code, by=liaison).again is True
    assert refused(services.check_in, gathering, row.code + "x", by=liaison) == "badge.unknown"
    asked = services.accrediting.add(mali, "B", by=liaison)
    assert refused(services.check_in, gathering, asked.code, by=liaison) == "badge.not-granted"
    services.decide(row, "withdrawn", by=liaison, reason="a quitté le service")
    assert refused(services.check_in, gathering, row.code, by=liaison) == "badge.withdrawn"
    row.refresh_from_db()
    again = services.decide(row, "granted", by=liaison)
    assert again.code != row.code, "a badge that was withdrawn stays dead"
    other = services.add(TITLES, "workshop", place="Bamako", starts=gathering.starts, ends=gathering.ends, by=liaison)
    assert refused(services.check_in, other, again.code, by=liaison) == "badge.other-gathering"
    past = timezone.now() - dt.timedelta(days=3)
    assert refused(door.check_in, gathering, again.code, by=liaison, at=past) == "gathering.not-now"


def test_a_decision_needs_a_reason_where_it_hurts(delegation, liaison):
    row = services.accrediting.add(delegation(), "A", by=liaison)
    for state, reason in (("refused", ""), ("withdrawn", "x"), ("asked", "because"), ("dance", "because")):
        assert refused(services.decide, row, state, by=liaison, reason=reason) == "delegate.decision"


def test_present_are_delegations_whose_voters_are_here(gathering, delegation, badge, liaison):
    mali, niger = delegation("ML"), delegation("NE")
    services.check_in(gathering, badge(mali, "A").code, by=liaison)
    services.check_in(gathering, badge(niger, "B", role="interpreter").code, by=liaison)
    assert services.present(gathering.pk, timezone.localdate()) == {mali.pk}
    counted = {one.delegation.country: (one.granted, one.here) for one in door.counts(gathering, timezone.localdate())}
    assert counted == {"ML": (1, 1), "NE": (1, 1)}


def test_a_list_makes_delegations_and_reports_ten_thousand_bad_rows_without_drowning(gathering, liaison):
    rows = "".join(f"Person {number};{'ML' if number % 2 else 'NE'};;;\n" for number in range(20))
    data = f"name;country;function;role;language\n{rows}Chief;ML;Minister;head;ar\n"
    done = services.read_list(gathering, data.encode(), by=liaison)
    assert (done.added, done.refused) == (21, 0)
    assert services.read_list(gathering, data.encode(), by=liaison).known == 21
    bad = "name,country\n" + "X,ZZ\n" * 10_000
    done = services.read_list(gathering, bad.encode(), by=liaison)
    assert (done.added, done.refused, len(done.reasons)) == (0, 10_000, 200)
    assert services.grant_all(gathering, by=liaison) == 21
    heads = {one.country: one.head for one in services.delegations(gathering.pk)}
    assert heads == {"ML": "Chief", "NE": ""}


def test_a_workbook_of_delegates_is_taken_in_and_comes_out_as_the_same_list(
    gathering, delegation, badge, liaison, browser
):
    badge(delegation(), "=Awa Kantara", function="Analyst", role="head", language="ar")
    address = f"/gatherings/{gathering.pk}/delegates/?format=xlsx"
    answer = browser(liaison).get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="delegates.xlsx"'
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0] == ("name", "country", "function", "role", "language", "delegation", "state")
    assert rows[1:] == [("=Awa Kantara", "ML", "Analyst", "head", "ar", "Mali", "granted")]
    other = services.add(TITLES, "workshop", place="x", starts=gathering.starts, ends=gathering.ends, by=liaison)
    assert services.read_list(other, answer.content, by=liaison).added == 1
    assert services.read_list(other, answer.content, by=liaison).known == 1
    (row,) = other.delegates.all()
    assert (row.name, row.function, row.role, row.language, row.delegation.country) == (
        "=Awa Kantara",
        "Analyst",
        "head",
        "ar",
        "ML",
    )


@pytest.mark.parametrize("data", [b"", b"\xff", b"name\nA\n", b"name,country,name\n"])
def test_what_is_no_list_is_refused(gathering, liaison, data):
    assert refused(services.read_list, gathering, data, by=liaison) == "delegates.list"


def test_who_votes_is_said_by_the_badge(gathering, delegation, badge, liaison):
    observer = services.add_delegation(gathering, by=liaison, titles={"fr": "ONUDC"}, votes=False)
    said = [
        services.delegate_by_code(row.code).may_vote
        for row in (badge(delegation(), "A"), badge(observer, "B"), badge(delegation("NE"), "C", role="staff"))
    ]
    assert said == [True, False, False]
    assert [one.name for one in services.delegates(gathering.pk)] == ["A", "B", "C"]


# -- agenda ------------------------------------------------------------------------------------------------------------


def test_a_room_and_a_speaker_are_in_one_item_at_a_time(gathering, liaison, at):
    services.add_item(gathering, TITLES, starts=at(9), ends=at(10), by=liaison, room="A", speaker="Tolo")
    services.add_item(gathering, TITLES, starts=at(10), ends=at(11), by=liaison, room="A", speaker="Tolo")
    half = {"starts": at(9, 30), "ends": at(9, 45), "by": liaison}
    assert refused(services.add_item, gathering, TITLES, room="a", **half) == "agenda.room-taken"
    assert refused(services.add_item, gathering, TITLES, speaker="TOLO", **half) == "agenda.speaker-taken"
    services.add_item(gathering, TITLES, room="B", **half)
    for starts, ends in ((at(11), at(10)), (at(9), at(9)), (at(9) - dt.timedelta(days=1), at(10))):
        assert refused(services.add_item, gathering, TITLES, starts=starts, ends=ends, by=liaison) == "agenda.times"


def test_what_runs_late_moves_what_follows_in_its_room(gathering, liaison, at):
    first, second, other = (
        services.add_item(gathering, TITLES, starts=at(hour), ends=at(hour + 1), by=liaison, room=room)
        for hour, room in ((9, "A"), (10, "A"), (10, "B"))
    )
    assert agenda.delay(gathering, first, 15, by=liaison) == 2
    for one in (first, second, other):
        one.refresh_from_db()
    assert (first.starts, second.starts, other.starts) == (at(9, 15), at(10, 15), at(10))
    assert refused(agenda.delay, gathering, first, 0, by=liaison) == "agenda.delay"


def test_the_list_of_speakers_keeps_its_order_and_the_minutes(gathering, delegation, liaison, at):
    item = services.add_item(gathering, TITLES, starts=at(9), ends=at(10), by=liaison)
    rows = [services.ask_floor(item, delegation(code), by=liaison, limit=3) for code in ("NE", "ML")]
    services.spoke(rows[0], 4, by=liaison)
    found = [(one.delegation["fr"], one.minutes) for one in services.interventions(gathering.pk)]
    assert found == [("Niger", 4), ("Mali", None)]
    assert refused(services.spoke, rows[1], 999, by=liaison) == "gathering.field"


# -- meetings ----------------------------------------------------------------------------------------------------------


def test_nobody_sits_at_two_tables(gathering, delegation, liaison, at):
    mali, niger, morocco, togo = (delegation(code) for code in ("ML", "NE", "MA", "TG"))
    when = {"starts": at(9), "ends": at(10), "by": liaison}
    meeting.add(gathering, mali, niger, room="1", **when)
    assert refused(meeting.add, gathering, morocco, mali, **when) == "meeting.delegation-taken"
    assert refused(meeting.add, gathering, morocco, togo, room="1", **when) == "meeting.room-taken"
    assert refused(meeting.add, gathering, togo, togo, **when) == "meeting.alone"
    meeting.add(gathering, morocco, mali, starts=at(10), ends=at(11), by=liaison)


def test_a_meeting_becomes_the_draft_of_a_convention_in_one_step(gathering, delegation, liaison, at):
    FakePartner().join_directory()
    mali = delegation("ML", agency=django_settings.BENKAN_NODE.agency)
    morocco, niger = delegation("MA", agency="ma-dgsn"), delegation("NE")
    made = meeting.add(gathering, mali, morocco, starts=at(9), ends=at(10), by=liaison)
    done = meeting.draft(made, by=liaison)
    assert done.draft == f"ml-ma-{timezone.localdate().year}"
    assert refused(meeting.draft, done, by=liaison) == "meeting.drafted"
    lacking = meeting.add(gathering, mali, niger, starts=at(11), ends=at(12), by=liaison)
    assert refused(meeting.draft, lacking, by=liaison) == "meeting.no-service"


# -- paper -------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not fonts.present(), reason="fonts are not built here")
def test_badges_have_the_name_in_its_script_and_a_code_that_lets_in(gathering, delegation, badge):
    from pypdf import PdfReader

    mali = delegation()
    for number in range(9):
        badge(mali, f"Person {number}", language="ar" if number % 2 else "fr")
    data = services.badges_pdf(gathering.pk)
    assert data == badges.pdf(gathering, badges.granted(gathering))
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) == 2
    assert "Person 8" in pages[1].extract_text()
    assert "مالي" in pages[0].extract_text()


@pytest.mark.parametrize("role", ["analyst", "coordinator", "control", "administrator"])
def test_other_roles_organise_nothing(gathering, delegation, badge, at, role):
    other, mali = accounts.create_officer("autre", "Autre", role), delegation()
    row = badge(mali)
    for act in (
        lambda: services.add(TITLES, "workshop", place="x", starts=gathering.starts, ends=gathering.ends, by=other),
        lambda: services.add_delegation(gathering, by=other, country="NE"),
        lambda: services.accrediting.add(mali, "X", by=other),
        lambda: services.decide(row, "withdrawn", by=other, reason="because"),
        lambda: services.check_in(gathering, row.code, by=other),
        lambda: services.add_item(gathering, TITLES, starts=at(9), ends=at(10), by=other),
    ):
        assert refused(act) == "role.not-allowed"


def test_the_journal_names_nobody(delegation, badge):
    badge(delegation(), "Moussa Keïta")
    entries = b"".join(bytes(line.entry) for line in Line.objects.filter(officer="liaison"))
    assert b"accreditation-decided" in entries
    assert "Keïta".encode() not in entries
