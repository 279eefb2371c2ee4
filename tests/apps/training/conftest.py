"""A school, a course of three countries, people."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.training import services

NAMES = {"fr": "Chiens détecteurs", "en": "Detection dogs", "ar": "كلاب الكشف"}


@pytest.fixture
def director(db):
    return accounts.create_officer("formation", "Kadidia Sangho", "trainer", language="en")


@pytest.fixture
def analyst(db):
    return accounts.create_officer("analyste", "Awa Kantara", "analyst", language="en")


@pytest.fixture
def course(director):
    return services.add_course("DOGS-1", NAMES, "dogs", by=director, hours=12, valid_months=24)


@pytest.fixture
def plan(course, director):
    def planned(days=0, length=1, **changes):
        starts = timezone.localdate() + dt.timedelta(days=days)
        given = {
            "place": "Bamako", "starts": starts, "ends": starts + dt.timedelta(days=length - 1), "capacity": 6,
            "by": director, "places": {"ML": 2, "BF": 1}, **changes,
        }  # fmt: skip
        return services.add_run(given.pop("course", course.code), **given)

    return planned


@pytest.fixture
def run(plan, director):
    """Today's run of two sessions that have begun."""
    made = plan()
    midnight = timezone.make_aware(dt.datetime.combine(made.starts, dt.time()))
    for number in range(2):
        services.add_session(
            made, starts=midnight + dt.timedelta(minutes=number), ends=midnight + dt.timedelta(minutes=number + 1),
            titles={"fr": f"Séance {number + 1}"}, by=director,
        )  # fmt: skip
    return made


@pytest.fixture
def join(run, director):
    def joined(name="Moussa Keïta", country="ML", service="OCS", into=None, **more):
        learner = services.learners.find_or_add(name, service, country, **more)
        row = services.nominate(into or run, learner, by=director)
        if row.state == "nominated":
            row = services.decide(row, "accepted", by=director)
        return row

    return joined


@pytest.fixture
def mark(run, director):
    def marked(row, *, session=1, present=True, device="d1", how="list", at=None):
        said = services.Said(session, row.code, present, at or timezone.now(), how)
        return services.receive(run, device, [said], by=director)

    return marked


@pytest.fixture
def browser():
    def signed_in(officer, language="en"):
        client = Client(headers={"accept-language": language})
        client.force_login(officer)
        return client

    return signed_in
