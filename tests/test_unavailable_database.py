"""A locked or a full database: a sentence with what to do, in time, and nothing half done."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, ProgrammingError, connection
from django.http import HttpResponse
from django.test import Client

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Line
from benkan.apps.search import services as search
from benkan.apps.search.models import Answered, Inquiry, Search
from benkan.formats import ftm_csv
from benkan.web.database import is_trouble, trouble
from tests.one_node import World, content, imports
from tests.one_node import world as world  # noqa: PLC0414 - a fixture

Holder = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def short_wait(transactional_db: None) -> Iterator[None]:
    """The database gives up on a lock after a tenth of a second instead of twenty."""
    if connection.vendor != "sqlite":
        pytest.skip("how SQLite locks and fills; PostgreSQL's SQLSTATEs have their own test")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    yield
    connection.close()


@pytest.fixture
def locked(short_wait: None) -> Holder:
    """Another program holds the write lock, as long as the block lasts."""

    @contextmanager
    def hold() -> Iterator[None]:
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()

    return hold


@pytest.fixture
def full(short_wait: None) -> Holder:
    """The database may not grow by one page, as long as the block lasts."""

    @contextmanager
    def hold() -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            (pages,) = cursor.execute("PRAGMA page_count").fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA max_page_count = 1073741823")

    return hold


def told(answer: HttpResponse) -> dict[str, str]:
    assert answer.status_code == 503
    assert answer["Retry-After"]
    return json.loads(answer.content)


def test_a_locked_database_is_told_to_programs_and_nothing_is_half_done(world: World, locked: Holder) -> None:
    before = content()
    begun = time.monotonic()
    with locked():
        answer = told(api_search(world, name="Awa Kantara"))
        assert time.monotonic() - begun < 5
    assert (answer["code"], answer["place"]) == ("database.locked", "database")
    assert answer["message"]
    assert answer["remedy"]
    assert content() == before
    assert api_search(world, name="Awa Kantara").status_code == 201, "the same again works when the lock is gone"


@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "base de données"), ("en", "database"), ("ar", "قاعدة")], ids=["fr", "en", "ar"]
)
def test_a_locked_database_is_a_page_with_a_sentence(
    world: World, locked: Holder, language: str, sentence: str
) -> None:
    world.analyst.language = language
    world.analyst.save()
    before = content()
    with locked():
        answer = world.client.post("/cases/new/", {"title": "Affaire", "purpose": "fraud"})
    assert answer.status_code == 503
    text = answer.content.decode()
    assert f'lang="{language}"' in text
    assert sentence in text
    assert "OperationalError" not in text
    assert content() == before


def test_a_locked_database_outside_a_view_is_the_same_page(world: World, locked: Holder) -> None:
    """The session is written by a middleware, where no view can catch anything."""
    session = world.client.session
    session.set_expiry(1)
    session.save()
    stranger = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
    accounts.create_officer("liaison", "Bréhima Tolo", "liaison", password="une phrase de passe")
    before = content()
    with locked():
        answer = stranger.post("/accounts/login/", {"login": "liaison", "password": "une phrase de passe"})
    assert answer.status_code == 503
    assert "database of this node" in answer.content.decode()
    assert content() == before


def test_a_locked_database_makes_the_partner_send_its_letter_again(world: World, locked: Holder) -> None:
    search.build_index(world.convention)
    data = world.letter(world.question())
    before = content()
    with locked():
        answer = world.client.post("/wire", data, content_type="application/octet-stream")
    assert (answer.status_code, json.loads(answer.content)) == (503, {"code": "node.busy"})
    assert content() == before
    assert world.client.post("/wire", data, content_type="application/octet-stream").status_code == 200
    assert Answered.objects.count() == 1


def test_a_full_database_refuses_an_import_whole(world: World, full: Holder) -> None:
    before = content()
    people = "".join(f"Nom{n} Prénom{n};1980\n" for n in range(2000))
    with full(), pytest.raises(OperationalError) as raised:
        imports(ftm_csv.read, f"Nom;Date de naissance\n{people}".encode())(world)
    error = trouble(raised.value)
    assert (error.code, error.place) == ("database.full", "database")
    assert error.remedy
    assert content() == before
    imports(ftm_csv.read, f"Nom;Date de naissance\n{people}".encode())(world)
    assert len(content()["records.Record"]) == 2000, "the same again works when there is room"


def test_a_full_database_is_told_and_what_was_told_as_done_is_done(world: World, full: Holder) -> None:
    made = 0
    with full():
        for _ in range(200):
            answer = api_search(world, name="Awa Kantara")
            if answer.status_code != 201:
                break
            made += 1
        assert told(answer)["code"] == "database.full"
    assert Search.objects.count() == made
    assert Inquiry.objects.count() == made
    assert Line.objects.filter(event="search-made").count() == made
    assert journal.verify().ok
    assert api_search(world, name="Awa Kantara").status_code == 201


@pytest.mark.parametrize(
    ("sqlstate", "code"),
    [
        ("55P03", "database.locked"),
        ("40P01", "database.locked"),
        ("53100", "database.full"),
        ("25006", "database.read-only"),
        ("57P01", "database.failed"),
        (None, "database.failed"),
    ],
)
def test_postgresqls_states_have_the_same_codes(sqlstate: str | None, code: str) -> None:
    cause = Exception("could not extend file for Awa Kantara")
    cause.sqlstate = sqlstate  # type: ignore[attr-defined]
    failure = OperationalError("could not extend file for Awa Kantara")
    failure.__cause__ = cause
    error = trouble(failure)
    assert error.code == code
    assert error.remedy
    assert "Awa" not in str(error), "the database's own message may quote what was searched"


def test_a_wrong_query_or_a_broken_constraint_is_no_trouble_of_the_database() -> None:
    assert not any(is_trouble(error) for error in (IntegrityError(), ProgrammingError(), ValueError()))
    assert all(is_trouble(error) for error in (OperationalError(), InterfaceError(), DatabaseError()))


def api_search(world: World, **fields: str) -> HttpResponse:
    body = json.dumps({"case": str(world.case.pk), **fields})
    return world.client.post("/api/search", body, content_type="application/json")
