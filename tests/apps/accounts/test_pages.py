"""Sign-in, language and the personas of a demonstration."""

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from benkan.apps.accounts import services
from benkan.apps.accounts.models import Officer
from benkan.apps.journal.models import Line

PASSWORD = "long-and-odd-17-words"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_attempt_is_remembered() -> None:
    """The count of wrong passwords lives in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def analyst() -> Officer:
    return services.create_officer("a.traore", "Aminata TRAORÉ", "analyst", password=PASSWORD)


@pytest.fixture
def demo_home(settings: Any) -> Iterator[None]:
    listing = settings.BENKAN_NODE.home / "demo.json"
    listing.write_text(json.dumps({"personas": ["a.traore"]}), "utf-8")
    settings.BENKAN_NODE = dataclasses.replace(settings.BENKAN_NODE, demo=True)
    yield
    listing.unlink()


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [("fr", "ltr", "Se connecter"), ("en", "ltr", "Sign in"), ("ar", "rtl", "الدخول")],
)
def test_the_sign_in_page_speaks_three_languages(client: Client, language: str, direction: str, words: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/accounts/login/").content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert words in page


def test_the_right_password_opens_and_leaves_a_line_in_the_journal(client: Client, analyst: Officer) -> None:
    before = Line.objects.filter(event="officer-signed-in").count()
    answer = client.post("/accounts/login/", {"login": "a.traore", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(analyst.pk)
    lines = Line.objects.filter(event="officer-signed-in")
    assert lines.count() == before + 1
    assert lines.latest("seq").officer == "a.traore"


@pytest.mark.usefixtures("analyst")
def test_a_wrong_password_opens_nothing_and_does_not_say_whether_the_name_exists(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    known = client.post("/accounts/login/", {"login": "a.traore", "password": "wrong"})
    unknown = client.post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    assert known.status_code == unknown.status_code == 200
    assert "_auth_user_id" not in client.session
    told = [answer.content.decode().split('role="alert">')[1].split("</div>")[0] for answer in (known, unknown)]
    assert told[0] == told[1]


@pytest.mark.usefixtures("analyst")
def test_too_many_wrong_passwords_close_the_door_for_a_while(client: Client) -> None:
    for _ in range(6):
        client.post("/accounts/login/", {"login": "a.traore", "password": "wrong"})
    client.post("/accounts/login/", {"login": "a.traore", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("door", ["signup", "password/reset", "email", "confirm-email"])
def test_nobody_signs_up_or_resets_a_password_alone(client: Client, analyst: Officer, door: str) -> None:
    assert client.get(f"/accounts/{door}/").status_code == 404
    assert client.post(f"/accounts/{door}/", {"email": "a@example.org"}).status_code == 404
    client.force_login(analyst)
    assert client.get(f"/accounts/{door}/").status_code == 404


def test_outside_a_demonstration_there_are_no_personas(client: Client, analyst: Officer) -> None:
    assert services.personas() == []
    assert "/persona/" not in client.get("/accounts/login/").content.decode()
    assert client.post(f"/persona/{analyst.username}/").status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo_home", "analyst")
def test_in_a_demonstration_one_click_signs_a_persona_in(client: Client) -> None:
    assert "/persona/a.traore/" in client.get("/accounts/login/").content.decode()
    answer = client.post("/persona/a.traore/")
    assert answer.status_code == 302
    assert client.session["_auth_user_id"]


@pytest.mark.usefixtures("demo_home", "analyst")
def test_a_persona_wants_a_click_and_a_name_of_the_demonstration(client: Client) -> None:
    services.create_officer("other", "Other", "administrator")
    assert client.get("/persona/a.traore/").status_code == 405
    assert client.post("/persona/other/").status_code == 404
    assert client.post("/persona/nobody/").status_code == 404


@pytest.mark.usefixtures("demo_home", "analyst")
def test_a_persona_cannot_be_clicked_from_another_site() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/persona/a.traore/").status_code == 403
    assert "_auth_user_id" not in strict.session


@pytest.mark.usefixtures("demo_home", "analyst")
def test_no_redirect_leaves_the_node(client: Client) -> None:
    answer = client.post("/persona/a.traore/", {"next": "https://evil.example/"})
    assert answer["Location"] == "/"
    answer = client.post("/language/", {"language": "ar", "next": "//evil.example/"})
    assert answer["Location"] == "/"


def test_the_language_is_kept_with_the_account(client: Client, analyst: Officer) -> None:
    client.force_login(analyst)
    client.post("/language/", {"language": "ar", "next": "/accounts/2fa/"})
    analyst.refresh_from_db()
    assert analyst.language == "ar"
    elsewhere = Client()
    elsewhere.force_login(analyst)
    assert 'dir="rtl"' in elsewhere.get("/accounts/2fa/").content.decode()


def test_an_unknown_language_changes_nothing(client: Client, analyst: Officer) -> None:
    client.force_login(analyst)
    client.post("/language/", {"language": "xx"})
    analyst.refresh_from_db()
    assert analyst.language == "fr"


def test_a_second_step_asked_for_is_needed(client: Client, analyst: Officer) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=analyst, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    answer = client.post("/accounts/login/", {"login": "a.traore", "password": PASSWORD}, follow=True)
    assert "_auth_user_id" not in client.session
    assert answer.redirect_chain[-1][0].startswith("/accounts/2fa/authenticate/")
    assert "Deuxième étape" in answer.content.decode()


def test_signing_out_closes_the_session(client: Client, analyst: Officer) -> None:
    client.force_login(analyst)
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_a_page_that_is_not_there_says_what_to_do(client: Client, analyst: Officer) -> None:
    client.force_login(analyst)
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "Il n’y a rien à cette adresse" in answer.content.decode()


def test_every_page_forbids_scripts_from_elsewhere(client: Client) -> None:
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
