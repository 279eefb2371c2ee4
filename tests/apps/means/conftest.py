"""Officers of each role, and means in every state."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests.apps.exchange.conftest import network  # noqa: F401 - fixture

from benkan.apps.accounts import services as accounts
from benkan.apps.means import committing, registering

SPECIFICATIONS = {"dogs": {"scents": ["cannabis", "cocaine"], "teams": 2}, "laboratory": {"methods": ["gc-ms"]}}


@pytest.fixture
def officers(db):
    roles = ("coordinator", "supervisor", "analyst", "trainer", "control")
    return {role: accounts.create_officer(role, f"Officer {role}", role, language="en") for role in roles}


@pytest.fixture
def coordinator(officers):
    return officers["coordinator"]


@pytest.fixture
def supervisor(officers):
    return officers["supervisor"]


@pytest.fixture
def register(coordinator):
    def make(code="K9-1", kind="dogs", **more):
        given = {
            "kind": kind,
            "code": code,
            "titles": {"fr": f"Moyen {code}", "en": f"Means {code}", "ar": f"وسيلة {code}"},
            "place": "Gao",
            "specification": SPECIFICATIONS.get(kind, {}),
            "languages": ("fr",),
            "notice_hours": 12,
            "daily_cost": "45000",
        }
        return registering.register(coordinator, registering.MeanGiven(**given | more))

    return make


@pytest.fixture
def certify(supervisor):
    def make(one, days=700):
        until = timezone.localdate() + dt.timedelta(days=days)
        given = registering.CertificateGiven("Certificat cynotechnique", "C-2026-7", "École de Koulikoro", until)
        return registering.certify(supervisor, one.pk, given)

    return make


@pytest.fixture
def commit(coordinator):
    def make(one, days=400, begins=-1, **more):
        today = timezone.localdate()
        first, last = today + dt.timedelta(days=begins), today + dt.timedelta(days=days)
        return committing.commit(coordinator, one.pk, first, last, **more)

    return make


@pytest.fixture
def ready(register, certify, commit):
    """A means that can be lent."""

    def make(code="K9-1", **more):
        one = register(code, **more)
        certify(one)
        commit(one)
        one.refresh_from_db()
        return one

    return make


@pytest.fixture
def browser(officers):
    def sign_in(role="coordinator", language="en"):
        who = officers[role]
        who.language = language
        who.save()
        made = Client(headers={"Accept-Language": language})
        made.force_login(who)
        made.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return made

    return sign_in


@pytest.fixture
def day():
    """The day so many days from today."""
    today = timezone.localdate()
    return lambda days: today + dt.timedelta(days=days)
