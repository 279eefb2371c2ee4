"""Catalogue, runs, places by country, nominations one by one and from a list."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner, agree

from benkan.apps.accounts import services as accounts
from benkan.apps.journal.models import Line
from benkan.apps.training import nominating, services
from benkan.core.errors import Invalid, Refused

from .conftest import NAMES

pytestmark = pytest.mark.django_db


def people(run, state):
    return sorted(run.nominations.filter(state=state).values_list("learner__name", flat=True))


def test_a_country_takes_its_places_and_then_waits(run, join, director):
    for number, country in enumerate(("ML", "ML", "ML", "BF", "BF", "NE", "NE", "NE", "NE")):
        join(f"Person {number}", country)
    assert people(run, "accepted") == [f"Person {number}" for number in (0, 1, 3, 5, 6, 7)]
    assert people(run, "waiting") == ["Person 2", "Person 4", "Person 8"]
    waiting = run.nominations.get(learner__name="Person 2")
    with pytest.raises(Refused) as refused:
        services.decide(waiting, "accepted", by=director)
    assert refused.value.code == "training.no-place"
    services.decide(run.nominations.get(learner__name="Person 0"), "withdrawn", by=director)
    assert services.decide(waiting, "accepted", by=director).state == "accepted"
    rooms = {one.country: (one.places, one.accepted, one.waiting) for one in nominating.rooms(run)}
    assert rooms == {"BF": (1, 1, 1), "ML": (2, 2, 0), "NE": (None, 3, 1)}


def test_the_same_person_is_nominated_once_however_it_is_written(run, join):
    join("Moussa  KEÏTA ", service="OCS ")
    with pytest.raises(Refused) as refused:
        join("moussa keïta")
    assert refused.value.code == "training.nominated-twice"


def test_a_withdrawn_learner_may_come_back(run, join, director):
    services.decide(join(), "withdrawn", by=director)
    assert join().state == "accepted"
    assert run.nominations.count() == 1


def test_a_list_takes_the_good_rows_names_the_bad_ones_and_may_come_again(run, director):
    data = b"name;service;country\nA;OCS;ML\nB;OCS;XX\n;OCS;ML\nA;OCS;ML\nC;CNLCD;bf\n"
    done = services.read_list(run, data, by=director)
    assert (done.nominated, done.known) == (2, 1)
    assert [(line, error.place) for line, error in done.refused] == [(3, "country"), (4, "name")]
    again = services.read_list(run, data, by=director)
    assert (again.nominated, again.known) == (0, 3)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a,b\n1,2\n", b"name,service,country,name\n", b"x" * 2_000_001])
def test_what_is_no_list_is_refused(run, director, data):
    with pytest.raises(Invalid) as refused:
        services.read_list(run, data, by=director)
    assert refused.value.code == "training.list"


def test_a_course_that_must_come_before_is_asked_for(run, join, plan, director, mark, course):
    services.add_course("DOGS-2", NAMES, "dogs-2", by=director, requires="DOGS-1")
    later = plan(days=3, course="DOGS-2")
    row = join()
    with pytest.raises(Refused) as refused:
        join(into=later)
    assert refused.value.code == "training.requires"
    for session in (1, 2):
        mark(row, session=session)
    services.close(run, by=director)
    assert join(into=later).state == "accepted"


def test_two_runs_on_the_same_days_are_a_warning(run, join, plan):
    other = plan()
    row = join()
    join(into=other)
    assert nominating.overlapping(run) == {row.pk: other}


def test_a_partner_s_places_of_the_year_are_bound_by_the_convention(run, join):
    partner = FakePartner("ne-ocrtis", "NE").join_directory()
    name = agree(partner, training_places=2)
    join("A", "NE")
    join("B", "NE")
    with pytest.raises(Refused) as refused:
        join("C", "NE")
    assert refused.value.code == "training.convention-places"
    assert refused.value.clause.startswith(f"{name} · ")
    assert join("D", "SN").state == "accepted", "a country without a convention takes what is left"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("training.days", {"length": 0}),
        ("training.days", {"length": 400}),
        ("training.places", {"places": {"ML": 7}}),
        ("training.field", {"places": {"XX": 1}}),
        ("training.field", {"place": " "}),
        ("training.field", {"capacity": 0}),
        ("training.field", {"languages": ["de"]}),
        ("course.unknown", {"course": "none"}),
    ],
)
def test_a_run_that_cannot_be_is_refused(plan, code, change):
    with pytest.raises((Invalid, Refused)) as refused:
        plan(**change)
    assert refused.value.code == code


def test_an_accreditation_that_runs_out_before_the_end_is_refused(plan, director):
    services.add_course("OLD", NAMES, "x", by=director, accredited_until=timezone.localdate())
    plan(course="OLD")
    with pytest.raises(Refused) as refused:
        plan(course="OLD", length=2)
    assert refused.value.code == "training.accreditation"


def test_a_room_and_a_trainer_are_at_one_place_at_a_time(plan, director):
    made = plan(days=2)
    nine = timezone.make_aware(dt.datetime.combine(made.starts, dt.time(9)))

    def session(hours, **more):
        starts = nine + dt.timedelta(hours=hours)
        return services.add_session(
            made, starts=starts, ends=starts + dt.timedelta(hours=1), titles={"fr": "x"}, by=director, **more
        )

    session(0, room="A", trainer="Tolo")
    session(1, room="A", trainer="Tolo")
    for more, code in (({"room": "a"}, "training.room-taken"), ({"trainer": "TOLO"}, "training.trainer-taken")):
        with pytest.raises(Refused) as refused:
            session(0.5, **more)
        assert refused.value.code == code
    with pytest.raises(Invalid) as outside:
        session(24)
    assert outside.value.code == "training.session-days"


@pytest.mark.parametrize("role", ["analyst", "liaison", "coordinator", "control", "administrator"])
def test_other_roles_plan_and_nominate_nothing(run, join, role):
    other, row = accounts.create_officer("autre", "Autre", role), join()
    for act in (
        lambda: services.add_course("X", NAMES, "x", by=other),
        lambda: services.nominate(run, row.learner, by=other),
        lambda: services.decide(row, "refused", by=other),
        lambda: services.receive(run, "d", [], by=other),
        lambda: services.close(run, by=other),
        lambda: services.certify(run, by=other),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "role.not-allowed"


def test_the_journal_names_no_learner(run, join):
    join("Moussa Keïta")
    entries = b"".join(bytes(line.entry) for line in Line.objects.filter(officer="formation"))
    assert b"learner-nominated" in entries
    assert "Keïta".encode() not in entries
