"""A course with materials, a partner, a way to sign in."""

import pytest
from django.test import Client
from tests.apps.exchange.fake_partner import FakePartner

from benkan.apps.accounts import services as accounts
from benkan.apps.library import files, services
from benkan.apps.training import services as training

PDF = b"%PDF-1.4\n" + b"guide\n" * 200
TITLES = {"fr": "Guide du stage", "en": "Course guide", "ar": "دليل الدورة"}


@pytest.fixture(autouse=True)
def _no_materials_are_left():
    """What a test put on the disk does not outlive the database that knew it."""
    yield
    for path in files.folder().iterdir():
        path.unlink()


@pytest.fixture
def director(db):
    return accounts.create_officer("formation", "Kadidia Sangho", "trainer", language="en")


@pytest.fixture
def analyst(db):
    return accounts.create_officer("analyste", "Awa Kantara", "analyst", language="en")


@pytest.fixture
def course(director):
    return training.add_course("DOGS-1", TITLES, "dogs", by=director)


@pytest.fixture
def add(course, director):
    def added(data=PDF, language="fr", licence="CC-BY-4.0", name="guide.pdf", titles=TITLES):
        return services.add(course.code, titles, licence, language, name, [data[:9], data[9:]], by=director)

    return added


@pytest.fixture
def partner(db):
    return FakePartner().join_directory()


@pytest.fixture
def browser():
    def signed_in(officer, language="en"):
        client = Client(headers={"accept-language": language})
        client.force_login(officer)
        return client

    return signed_in
