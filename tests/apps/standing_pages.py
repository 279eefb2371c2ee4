"""One partner with a convention, and signed-in officers: what the pages of standing are tried with."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.apps.accords.texts import signed
from tests.apps.exchange.fake_partner import FakeNetwork, FakePartner

from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts

LANGUAGES = [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")]


def with_convention(network: FakeNetwork) -> FakePartner:
    made = network.add(FakePartner().join_directory())
    accords.add(signed(made))
    return made


def client(role: str, language: str = "en") -> Client:
    who = accounts.create_officer(f"{role}-{language}", role.title(), role, language=language)
    made = Client()
    made.force_login(who)
    made.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return made


def says(address: str, language: str, direction: str, words: str) -> None:
    """The page opens in this language, in its direction, with these words."""
    answer = client("supervisor", language).get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert words in page


def asks_as_often_for_many_rows_as_for_few(address: str, most: int = 16) -> None:
    supervisor = client("supervisor")
    supervisor.get(address)
    with CaptureQueriesContext(connection) as few:
        supervisor.get(address)
    for number in range(8):
        other = FakePartner(f"xx-s{number}", "FR").join_directory()
        accords.add(signed(other, identifier=f"other-{number}"))
    with CaptureQueriesContext(connection) as many:
        supervisor.get(address)
    assert len(many) <= len(few)
    assert len(many) <= most
