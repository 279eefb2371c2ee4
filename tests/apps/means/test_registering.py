"""Registered, certified by another, committed once, suspended, withdrawn; every wrong move is a clear refusal."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.standing_pages import with_convention

from benkan.apps.journal import services as journal
from benkan.apps.means import committing, dates, registering, services
from benkan.apps.means.models import Mean
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def refused(act, *given, **named):
    with pytest.raises((Refused, Invalid)) as caught:
        act(*given, **named)
    return caught.value


def test_a_means_goes_from_registered_to_committed(register, certify, commit):
    one = register()
    assert services.mean(one.pk).state == "registered"
    certify(one)
    assert services.mean(one.pk).state == "certified"
    commit(one)
    seen = services.mean(one.pk)
    assert seen.state == "committed"
    assert (seen.base, seen.owner, seen.specification["scents"]) == ("ML/Gao", "ml-ocs", ("cannabis", "cocaine"))


def test_a_commitment_that_is_over_counts_no_more(register, certify, commit):
    one = register()
    certify(one)
    commit(one)
    past = timezone.now() - dt.timedelta(hours=1)
    one.commitments.update(starts=past - dt.timedelta(days=2), ends=past)
    assert services.mean(one.pk).state == "certified"


def test_whoever_registered_it_does_not_certify_it(register, coordinator):
    given = registering.CertificateGiven("Certificat", "1", "École", timezone.localdate())
    error = refused(registering.certify, coordinator, register().pk, given)
    assert error.code == "means.four-eyes"
    assert error.remedy


def test_another_sheet_makes_the_certificate_fall_away(ready, register, certify, supervisor, coordinator):
    one = register()
    certify(one)
    given = registering.MeanGiven(
        kind="dogs", code="K9-1", titles={"fr": "Chiens"}, place="Kidal", specification={"scents": ["heroin"]}
    )
    registering.change(supervisor, one.pk, given)
    assert services.mean(one.pk).state == "registered"
    certificate = registering.CertificateGiven("Certificat", "1", "École", timezone.localdate())
    assert refused(registering.certify, supervisor, one.pk, certificate).code == "means.four-eyes"
    assert registering.certify(coordinator, one.pk, certificate).certified_by == "coordinator"
    held = ready("K9-2")
    assert refused(registering.change, coordinator, held.pk, given).code == "means.move"
    assert services.mean(held.pk).state == "committed"


def test_what_is_not_of_the_sheet_may_change_while_it_is_committed(ready, coordinator):
    one = ready()
    same = registering.MeanGiven(
        kind="dogs",
        code="K9-1",
        titles={"en": "Dog team"},
        place="Kidal",
        specification={"scents": ["cannabis", "cocaine"], "teams": 2},
        notice_hours=6,
    )
    registering.change(coordinator, one.pk, same)
    seen = services.mean(one.pk)
    assert (seen.state, seen.base, seen.notice_hours) == ("committed", "ML/Kidal", 6)


def test_overlapping_commitments_are_refused_with_both_named(register, certify, commit):
    one = register()
    certify(one)
    commit(one, begins=0, days=10)
    error = refused(commit, one, begins=8, days=20)
    assert error.code == "means.committed-twice"
    assert len({error.facts[name] for name in ("starts", "ends", "from", "until")}) == 4
    commit(one, begins=10, days=20)


@pytest.mark.parametrize(("days", "begins"), [(3, 5), (3, 4)])
def test_nothing_is_committed_beyond_its_certificate(register, certify, commit, days, begins):
    one = register()
    certify(one, days=days)
    assert refused(commit, one, begins=begins).code == "means.certificate-expired"


def test_the_certificate_that_was_yesterdays_counts_no_more(ready, commit):
    one = ready()
    Mean.objects.update(certificate_until=timezone.localdate() - dt.timedelta(days=1))
    assert refused(commit, one, begins=500, days=600).code == "means.certificate-expired"


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"kind": "submarine"}, "kind"),
        ({"code": "k9 1!"}, "code"),
        ({"code": "A" * 41}, "code"),
        ({"titles": {}}, "title_fr"),
        ({"titles": {"fr": "x" * 121}}, "title_fr"),
        ({"titles": {"fr": "Chi\u202eens"}}, "title_fr"),
        ({"place": ""}, "place"),
        ({"place": "Nulle part du tout"}, "place"),
        ({"place": "Gaya"}, "place"),
        ({"place": "Gao", "country": "XX"}, "country"),
        ({"specification": {"scents": ["gold"]}}, "scents"),
        ({"specification": {"teams": -1}}, "teams"),
        ({"specification": {"teams": 51}}, "teams"),
        ({"specification": {"teams": True}}, "teams"),
        ({"specification": {"scents": 3}}, "scents"),
        ({"specification": {"wings": 2}}, "wings"),
        ({"languages": ("tlh",)}, "languages"),
        ({"notice_hours": "soon"}, "notice_hours"),
        ({"notice_hours": 9000}, "notice_hours"),
        ({"self_sufficiency_days": 400}, "self_sufficiency_days"),
        ({"daily_cost": "-1"}, "daily_cost"),
        ({"daily_cost": "12.345"}, "daily_cost"),
        ({"daily_cost": "NaN"}, "daily_cost"),
        ({"daily_cost": "1e30"}, "daily_cost"),
        ({"currency": "USD"}, "currency"),
        ({"kind": "expert", "specification": {}, "consumables": "insuline"}, "consumables"),
    ],
)
def test_bad_input_names_its_field_and_registers_nothing(register, wrong, place):
    error = refused(register, **wrong)
    assert error.place == place
    assert not Mean.objects.exists()


def test_owner_and_contact_must_be_known(register):
    assert refused(register, owner="xx-nobody").code == "agency.unknown"
    assert refused(register, contact="nobody").code == "officer.unknown"


def test_a_place_of_no_list_is_kept_with_its_country(register):
    seen = services.mean(register(place="Camp Sirocco", country="ML").pk)
    assert (seen.base, seen.latitude) == ("ML/Camp Sirocco", None)


def test_a_code_is_its_owners_once(register):
    register("K9-1")
    assert refused(register, "k9-1").code == "means.taken"
    assert Mean.objects.count() == 1


@pytest.mark.parametrize("role", ["analyst", "trainer", "control"])
def test_who_does_not_lend_changes_nothing(officers, ready, role, day):
    who, one = officers[role], ready()
    given = registering.MeanGiven(kind="dogs", code="K9-9", titles={"fr": "x"}, place="Gao")
    certificate = registering.CertificateGiven("x", "1", "y", day(9))
    acts = [
        (registering.register, given),
        (registering.change, one.pk, given),
        (registering.certify, one.pk, certificate),
        (registering.suspend, one.pk, "x"),
        (registering.resume, one.pk),
        (registering.withdraw, one.pk, "x"),
        (committing.commit, one.pk, day(500), day(600)),
        (committing.release, one.commitments.get().pk),
        (committing.set_goal, committing.GoalGiven("dogs", 2, day(9))),
        (committing.drop_goal, one.pk),
        (services.import_list, b"kind,code,place\n"),
    ]
    assert {refused(act, who, *rest).code for act, *rest in acts} == {"role.not-allowed"}


def test_withdrawn_is_for_good_and_ends_what_was_committed(ready, coordinator, supervisor):
    one = ready()
    registering.withdraw(coordinator, one.pk, "réformé")
    assert services.mean(one.pk).state == "withdrawn"
    assert not one.commitments.filter(ended_at=None).exists()
    assert refused(registering.suspend, supervisor, one.pk, "x").code == "means.move"
    assert refused(registering.resume, supervisor, one.pk).code == "means.move"
    assert refused(registering.withdraw, coordinator, one.pk, "x").code == "means.move"


def test_goals_count_what_is_certified_and_committed_to_them(register, certify, commit, coordinator, day):
    given = committing.GoalGiven("dogs", 2, day(30), country="ML", specification={"scents": ["cocaine"]})
    goal = committing.set_goal(coordinator, given)
    one, other, third = register("K9-1"), register("K9-2"), register("K9-3")
    for each in (one, other, third):
        certify(each)
    commit(one, goal=goal.pk)
    commit(other)
    (stands,) = committing.goals()
    assert ([each.code for each in stands.counted], stands.missing, stands.others) == (["K9-1"], 1, 2)
    registering.suspend(coordinator, one.pk, "x")
    (stands,) = committing.goals()
    assert ([each.code for each in stands.lapsed], stands.missing) == (["K9-1"], 2)
    committing.drop_goal(coordinator, goal.pk)
    assert committing.goals() == []
    assert refused(committing.drop_goal, coordinator, goal.pk).code == "means.goal-unknown"
    assert refused(commit, third, goal=goal.pk).code == "means.goal-unknown"


@pytest.mark.parametrize(
    ("goal", "code"),
    [
        ({"kind": "laboratory"}, "means.other-kind"),
        ({"country": "NE"}, "means.elsewhere"),
        ({"specification": {"scents": ["heroin"]}}, "means.below-minimum"),
        ({"specification": {"teams": 3}}, "means.below-minimum"),
        ({"least_days": 402}, "means.commitment-short"),
    ],
)
def test_a_commitment_must_be_what_its_goal_asks(register, certify, commit, coordinator, day, goal, code):
    made = committing.set_goal(coordinator, committing.GoalGiven(**{"kind": "dogs", "count": 1, "by": day(30)} | goal))
    one = register()
    certify(one)
    assert refused(commit, one, goal=made.pk).code == code
    commit(one)


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"count": 0}, "count"),
        ({"count": "many"}, "count"),
        ({"country": "XX"}, "country"),
        ({"convention": "none-2026"}, "convention"),
        ({"least_days": -1}, "least_days"),
        ({"specification": {"teams": "x"}}, "teams"),
    ],
)
def test_a_bad_goal_names_its_field(coordinator, day, wrong, place):
    given = {"kind": "dogs", "count": 1, "by": day(30)} | wrong
    assert refused(committing.set_goal, coordinator, committing.GoalGiven(**given)).place == place


def test_only_conventions_in_force_that_share_the_kind_are_named(coordinator, ready, day, network):
    partner = with_convention(network)
    assert partner
    known = committing.conventions_for("dogs")
    assert known == [one for one in known if refused_or(one, coordinator, day)]
    assert committing.conventions_for("vessel") == []


def refused_or(convention, coordinator, day):
    committing.set_goal(coordinator, committing.GoalGiven("dogs", 1, day(30), convention=convention))
    return True


def test_certificates_that_end_within_60_days_are_listed(ready):
    ready("K9-1")
    one = ready("K9-2")
    Mean.objects.filter(pk=one.pk).update(certificate_until=timezone.localdate() + dt.timedelta(days=60))
    assert [each.code for each in committing.ending_certificates()] == ["K9-2"]


def test_the_calendar_of_who_lends_shows_taken_times_and_last_days(ready, officers, day):
    one = ready(kind="dogs")
    services.reserve(one.pk, day(3), day(5), "Affaire 2026-7")
    Mean.objects.update(certificate_until=day(20))
    found = list(dates.entries(officers["coordinator"], day(0), day(30)))
    assert len(found) == 2
    assert "Affaire" not in str(found)
    assert "Means K9-1" in found[0].summary or "Moyen K9-1" in found[0].summary
    assert list(dates.entries(officers["analyst"], day(0), day(30))) == []
    assert list(dates.entries(officers["coordinator"], day(6), day(7))) == []


def test_the_journal_holds_no_reason_and_no_title(ready, coordinator):
    registering.suspend(coordinator, ready().pk, "mordu par un chien")
    events = ("mean-registered", "mean-certified", "mean-committed", "mean-suspended")
    lines = [line for event in events for line in journal.of_event(event, 0, journal.size() + 1)]
    assert len(lines) == 4
    assert "mordu" not in str(lines)
    assert "Moyen" not in str(lines)
