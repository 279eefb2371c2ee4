"""A role gives rights and nothing else does; a view lets in whom it names."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from benkan.apps.accounts import services
from benkan.apps.accounts.models import Officer
from benkan.core.errors import Invalid, Refused

RIGHTS = {
    "analyst": {"search", "case"},
    "liaison": {"search", "case", "release", "draft"},
    "supervisor": {"search", "case", "release", "journal", "suspend", "audit", "draft", "sign", "rules"},
    "control": {"journal", "suspend", "audit"},
    "administrator": {"journal", "administer", "draft", "sign"},
}


@pytest.mark.parametrize("role", RIGHTS)
def test_a_role_gives_exactly_its_rights(role: str) -> None:
    every = {"search", "case", "release", "journal", "suspend", "audit", "administer", "draft", "sign", "rules"}
    assert {right for right in every if services.may(Officer(role=role), right)} == RIGHTS[role]


def test_those_who_control_or_administer_may_never_search() -> None:
    assert not services.may(Officer(role="control"), "search")
    assert not services.may(Officer(role="administrator"), "search")


def test_a_closed_account_and_an_unknown_role_may_do_nothing() -> None:
    assert not services.may(Officer(role="analyst", is_active=False), "search")
    assert not services.may(Officer(role="superuser"), "search")
    assert not services.may(AnonymousUser(), "search")


def test_a_superuser_flag_gives_no_right() -> None:
    assert not services.may(Officer(role="control", is_superuser=True, is_staff=True), "search")


def test_need_refuses_with_who_can_change_it() -> None:
    services.need(Officer(role="liaison"), "release")
    with pytest.raises(Refused, match="administrator") as refusal:
        services.need(Officer(role="analyst"), "release")
    assert refusal.value.code == "role.not-allowed"


@services.officer("liaison")
def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


def _asked(path: str, user: object) -> HttpResponse:
    request = RequestFactory().get(path)
    request.user = user
    return _view(request)


def test_a_visitor_is_sent_to_the_sign_in_page_and_back() -> None:
    answer = _asked("/requests/?sort=due", AnonymousUser())
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/requests/%3Fsort%3Ddue"


def test_a_visitor_of_the_api_gets_401_and_no_page() -> None:
    answer = _asked("/api/requests/", AnonymousUser())
    assert answer.status_code == 401
    assert json.loads(answer.content)["code"] == "officer.signed-out"


def test_only_the_named_roles_are_let_in() -> None:
    assert _asked("/", Officer(role="liaison")).content == b"in"
    with pytest.raises(Refused):
        _asked("/", Officer(role="analyst"))


def test_a_closed_account_is_a_visitor() -> None:
    assert _asked("/", Officer(role="liaison", is_active=False)).status_code == 302


@pytest.mark.django_db
def test_an_officer_is_made_with_a_name_a_role_and_a_strong_password() -> None:
    made = services.create_officer("a.traore", "Aminata TRAORÉ", "analyst", password="long-and-odd-17-words")
    assert services.get("a.traore") == made
    assert str(made) == "Aminata TRAORÉ"
    assert services.handle(made) == "a.traore"
    assert made.check_password("long-and-odd-17-words")


@pytest.mark.django_db
def test_without_a_password_nobody_can_sign_in_as_the_officer() -> None:
    assert not services.create_officer("x", "X", "analyst").has_usable_password()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"role": "king"}, "officer.role"),
        ({"language": "xx"}, "officer.language"),
        ({"password": "short"}, "officer.password"),
        ({"password": "password1234"}, "officer.password"),
        ({"username": "a b"}, "officer.username"),
        ({"username": "n" * 151}, "officer.username"),
        ({"username": ""}, "officer.username"),
    ],
)
def test_a_bad_account_is_refused_whole(changed: dict[str, str], code: str) -> None:
    given = {"username": "a", "name": "A", "role": "analyst", "password": "long-and-odd-17-words"} | changed
    with pytest.raises(Invalid) as refusal:
        services.create_officer(**given)
    assert refusal.value.code == code
    assert not Officer.objects.exists()


@pytest.mark.django_db
def test_a_name_is_given_once() -> None:
    services.create_officer("a", "A", "analyst")
    with pytest.raises(Invalid) as refusal:
        services.create_officer("a", "B", "liaison")
    assert refusal.value.code == "officer.username"
    assert Officer.objects.count() == 1


@pytest.mark.django_db
def test_the_second_persons_are_the_others_who_may_release() -> None:
    first = services.create_officer("l1", "A", "liaison")
    second = services.create_officer("s1", "B", "supervisor")
    services.create_officer("a1", "C", "analyst")
    closed = services.create_officer("l2", "D", "liaison")
    closed.is_active = False
    closed.save()
    assert services.supervisors(except_for=first) == [second]
    assert services.supervisors() == [first, second]


@pytest.mark.django_db
def test_an_unknown_officer_is_an_error_with_a_remedy() -> None:
    with pytest.raises(Invalid, match="benkan officer list"):
        services.get("nobody")


@pytest.mark.django_db
def test_every_officer_is_listed_without_secrets() -> None:
    services.create_officer("a", "A", "analyst", password="long-and-odd-17-words")
    assert services.listed() == [{"username": "a", "name": "A", "role": "analyst", "language": "fr", "active": True}]
