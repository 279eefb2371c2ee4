"""Sessions read by plain statements: what ends one ends it at the next request, and Django's own rules all hold."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DjangosOwn
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts import store
from benkan.apps.accounts.models import Officer

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase"
PAGE = "/api/cases"


@pytest.fixture
def officer():
    return accounts.create_officer("analyste", "Fatoumata Traoré", "analyst", password=PASSWORD)


@pytest.fixture
def browser(client, officer):
    assert client.login(username="analyste", password=PASSWORD)
    assert client.get(PAGE).status_code == 200
    return client


def key_of(browser):
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def test_an_officer_who_is_disabled_is_signed_out_at_the_next_request(browser, officer):
    Officer.objects.filter(pk=officer.pk).update(is_active=False)
    assert browser.get(PAGE).status_code == 401


def test_an_officer_who_is_gone_is_nobody(browser, officer):
    Officer.objects.filter(pk=officer.pk).delete()
    assert browser.get(PAGE).status_code == 401


def test_a_changed_password_ends_the_sessions_made_with_the_old_one(browser, officer):
    officer.set_password("another long pass phrase")
    officer.save()
    assert browser.get(PAGE).status_code == 401
    assert not Session.objects.exists()


def test_a_changed_role_holds_at_the_next_request(browser, officer):
    Officer.objects.filter(pk=officer.pk).update(role="administrator")
    assert browser.get(PAGE).json()["code"] == "role.not-allowed"


def test_a_session_that_was_taken_away_or_has_expired_is_nobodys(browser):
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert browser.get(PAGE).status_code == 401
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value == ""


def test_signing_out_in_one_browser_ends_a_stolen_copy_of_the_cookie(browser):
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key_of(browser)
    assert thief.get(PAGE).status_code == 200
    browser.logout()
    assert thief.get(PAGE).status_code == 401


@pytest.mark.parametrize("key", ["x" * 32, "short", "' OR 1=1 --''''", "%s%s%s%s%s", "a" * 100_000, "é" * 32])
def test_a_key_that_nobody_was_given_opens_nothing(browser, key):
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get(PAGE).status_code == 401


def test_a_row_that_the_node_did_not_sign_is_no_session(browser):
    Session.objects.update(session_data="eyJfYXV0aF91c2VyX2lkIjoiMSJ9:x:y")
    assert browser.get(PAGE).status_code == 401


def test_what_is_read_is_what_django_reads(browser):
    from benkan.apps.accounts.sessions import SessionStore

    key = key_of(browser)
    assert SessionStore(key).load() == DjangosOwn(key).load() != {}
    assert SESSION_KEY in SessionStore(key).load()


def test_the_officer_that_is_read_is_the_one_that_the_models_read(officer):
    read = store.officer(officer.pk)
    assert read == officer
    stored = Officer.objects.get(pk=officer.pk)
    moments = {"last_login", "date_joined"}
    assert read.get_deferred_fields() == moments
    for field in Officer._meta.concrete_fields:
        assert getattr(read, field.attname) == getattr(stored, field.attname)
        if field.attname not in moments:
            assert type(getattr(read, field.attname)) is type(getattr(stored, field.attname))


def test_who_is_signed_in_costs_two_statements(browser, django_assert_num_queries):
    with django_assert_num_queries(2):
        browser.get("/no-such-page-of-a-node")
