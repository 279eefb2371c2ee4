"""A training director, an analyst, and a way to issue."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner

from benkan.apps.accounts import services as accounts
from benkan.apps.certificates import services

COURSE = services.Achievement("CR-1", "search", {"fr": "Recherche privée", "en": "Private search", "ar": "البحث"}, 12)


@pytest.fixture
def director(db):
    return accounts.create_officer("formation", "Kadidia Sangho", "trainer", language="en")


@pytest.fixture
def analyst(db):
    return accounts.create_officer("analyste", "Awa Kantara", "analyst", language="en")


@pytest.fixture
def issue(director):
    def issued(name="Awa Kantara", achievement=COURSE, days=365, **more):
        holder = {key: more.pop(key) for key in ("learner", "username", "service", "country", "region") if key in more}
        today = timezone.localdate()
        until = None if days is None else today + dt.timedelta(days=days)
        return services.issue(
            services.Holder(name, **holder),
            achievement,
            by=director,
            **{"until": until, "since": min(today, until or today), **more},
        )

    return issued


@pytest.fixture
def browser():
    def signed_in(officer, language="en"):
        client = Client(headers={"accept-language": language})
        if officer is not None:
            client.force_login(officer)
        return client

    return signed_in


@pytest.fixture
def partner(db):
    return FakePartner().join_directory()
