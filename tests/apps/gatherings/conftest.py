"""An assembly that is on today, and who organises it."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.gatherings import services

TITLES = {"fr": "Assemblée", "en": "Assembly", "ar": "الجمعية العامة"}


@pytest.fixture
def liaison(db):
    return accounts.create_officer("liaison", "Bréhima Tolo", "liaison", language="en")


@pytest.fixture
def gathering(liaison):
    today = timezone.localdate()
    return services.add(
        TITLES, "assembly", place="Marrakech", starts=today, ends=today + dt.timedelta(days=1), by=liaison
    )


@pytest.fixture
def delegation(gathering, liaison):
    def made(country="ML", **more):
        return services.add_delegation(gathering, by=liaison, country=country, **more)

    return made


@pytest.fixture
def badge(gathering, liaison):
    """A delegate with a badge."""

    def granted(of, name="Awa Kantara", **more):
        row = services.accrediting.add(of, name, by=liaison, **more)
        return services.decide(row, "granted", by=liaison)

    return granted


@pytest.fixture
def at():
    """A time of today."""

    def moment(hour, minute=0):
        return timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time(hour, minute)))

    return moment


@pytest.fixture
def browser():
    def signed_in(officer, language="en"):
        client = Client(headers={"accept-language": language})
        client.force_login(officer)
        return client

    return signed_in
