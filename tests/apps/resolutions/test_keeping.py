"""Recommendations at home: worded, amended, decided, carried out, ended; every step in the history and the journal."""

import datetime as dt

import pytest
from django.utils import timezone

from benkan.apps.journal.models import Line
from benkan.apps.resolutions import reminding, services
from benkan.apps.resolutions.models import Recommendation
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def wording(**changes):
    return services.Wording(**({"fr": "Créer un point de contact."} | changes))


def made(who, **changes) -> Recommendation:
    return services.record(who, wording(**changes))


def adopted(who, **changes) -> Recommendation:
    return services.settle(who, made(who, **changes).pk, adopted=True)


def events() -> list[str]:
    return list(Line.objects.order_by("seq").values_list("event", flat=True))


def test_numbers_run_by_kind_and_year(secretary) -> None:
    year = TODAY.year
    found = [made(secretary, kind=kind).number for kind in ("recommendation", "recommendation", "resolution")]
    assert found == [f"REC-{year}-1", f"REC-{year}-2", f"RES-{year}-1"]


def test_missing_languages_are_named_and_another_is_shown(secretary) -> None:
    row = made(secretary, ar="تعيين جهة اتصال.")
    assert row.missing == ["en"]
    assert row.text("en") == "Créer un point de contact."


def test_an_amendment_keeps_what_stood_before(secretary) -> None:
    row = made(secretary)
    row = services.amend(secretary, row.pk, wording(fr="Créer deux points de contact.", deadline=TODAY))
    assert row.state == "amended"
    last = row.changes.order_by("-pk").first()
    assert last.fields["fr"] == ["Créer un point de contact.", "Créer deux points de contact."]
    assert last.fields["deadline"] == ["", TODAY.isoformat()]
    before = row.changes.count()
    services.amend(secretary, row.pk, wording(fr="Créer deux points de contact.", deadline=TODAY))
    assert row.changes.count() == before, "an amendment that changes nothing is no step"


def test_adopted_words_stand_but_the_day_moves(secretary) -> None:
    row = adopted(secretary, owner="ml-ocs", deadline=TODAY)
    with pytest.raises(Invalid) as refused:
        services.amend(secretary, row.pk, wording(fr="Autre chose", owner="ml-ocs"))
    assert refused.value.code == "resolution.adopted-text"
    row = services.amend(secretary, row.pk, wording(owner="ml-ocs", deadline=TODAY + dt.timedelta(days=9)))
    assert (row.state, row.deadline) == ("adopted", TODAY + dt.timedelta(days=9))


def test_the_life_of_one_from_proposal_to_end(secretary) -> None:
    row = adopted(secretary, owner_officer="secretary", deadline=TODAY)
    assert row.owner == "ml-ocs", "an officer of ours means our service"
    services.progress(secretary, row.pk, done=False, on=TODAY, note="commencé")
    with pytest.raises(Invalid) as refused:
        services.progress(secretary, row.pk, done=True, on=TODAY)
    assert refused.value.code == "resolution.evidence"
    services.progress(secretary, row.pk, done=True, on=TODAY, evidence="NS 12/2026")
    row = services.end(secretary, row.pk, "done")
    assert (row.state, row.closed, row.evidence) == ("done", True, "NS 12/2026")
    assert [one.act for one in row.changes.order_by("pk")] == ["proposed", "adopted", "under-way", "done", "ended"]
    assert events()[-5:] == [
        "resolution-proposed",
        "resolution-decided",
        "resolution-progress",
        "resolution-progress",
        "resolution-ended",
    ]


@pytest.mark.parametrize("act", ["amend", "settle", "progress", "end", "inform"])
def test_what_has_ended_is_left_alone(secretary, act) -> None:
    row = services.settle(secretary, made(secretary).pk, adopted=False)
    calls = {
        "amend": lambda: services.amend(secretary, row.pk, wording(fr="x")),
        "settle": lambda: services.settle(secretary, row.pk, adopted=True),
        "progress": lambda: services.progress(secretary, row.pk, done=False, on=TODAY),
        "end": lambda: services.end(secretary, row.pk, "lapsed"),
        "inform": lambda: services.inform(secretary, row.pk, "ma-dgsn"),
    }
    before = row.changes.count()
    with pytest.raises(Refused) as refused:
        calls[act]()
    assert refused.value.code == "resolution.ended"
    assert row.changes.count() == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fr": " \u202e\n "}, "resolution.empty"),
        ({"fr": "x" * 4_001}, "resolution.text"),
        ({"kind": "law"}, "resolution.kind"),
        ({"priority": "extreme"}, "resolution.kind"),
        ({"owner_officer": "nobody"}, "officer.unknown"),
    ],
)
def test_bad_words_are_refused(secretary, changes, code) -> None:
    with pytest.raises((Invalid, Refused)) as refused:
        made(secretary, **changes)
    assert refused.value.code == code
    assert not Recommendation.objects.exists()


def test_a_day_to_come_is_no_progress(secretary) -> None:
    row = adopted(secretary)
    with pytest.raises(Invalid) as refused:
        services.progress(secretary, row.pk, done=False, on=TODAY + dt.timedelta(days=1))
    assert refused.value.code == "resolution.future"


def test_an_analyst_writes_nothing_but_reports_on_what_is_his(secretary, analyst) -> None:
    with pytest.raises(Refused) as refused:
        made(analyst)
    assert refused.value.code == "role.not-allowed"
    mine, other = adopted(secretary, owner_officer="analyst"), adopted(secretary)
    assert services.progress(analyst, mine.pk, done=False, on=TODAY).state == "under-way"
    with pytest.raises(Refused) as refused:
        services.progress(analyst, other.pk, done=False, on=TODAY)
    assert refused.value.code == "role.not-allowed"


def test_overdue_and_each_owners_share(secretary) -> None:
    yesterday, week = TODAY - dt.timedelta(days=1), TODAY - dt.timedelta(days=7)
    late = adopted(secretary, owner="ml-ocs", deadline=yesterday)
    punctual = adopted(secretary, owner="ml-ocs", deadline=TODAY)
    services.progress(secretary, punctual.pk, done=True, on=yesterday, evidence="x")
    slow = adopted(secretary, owner="ml-ocs", deadline=week)
    services.progress(secretary, slow.pk, done=True, on=yesterday, evidence="x")
    adopted(secretary, owner="ml-ocs", deadline=TODAY + dt.timedelta(days=3))
    adopted(secretary, owner="ml-ocs")
    assert [one.pk for one in services.overdue()] == [late.pk]
    ((owner, due, on_time, overdue),) = [(one.owner, one.due, one.on_time, one.overdue) for one in services.on_time()]
    assert (owner, due, on_time, overdue) == ("ml-ocs", 3, 1, 1)


def test_reminders_and_dates_for_those_who_answer(secretary, analyst) -> None:
    soon = adopted(secretary, owner_officer="analyst", deadline=TODAY + dt.timedelta(days=2))
    adopted(secretary, owner_officer="analyst", deadline=TODAY + dt.timedelta(days=100))
    assert [one["number"] for one in services.waiting_for(analyst)] == [soon.number]
    assert services.waiting_for(secretary) == [], "an officer was named"
    (entry,) = reminding.dates(analyst, TODAY, TODAY + dt.timedelta(days=30))
    assert (entry.starts, soon.number in entry.summary) == (soon.deadline, True)
    assert "contact" not in entry.summary
