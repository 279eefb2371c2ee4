"""The head of every page: groups by right, the pages of the group one is in."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.utils import translation

from benkan.apps.accounts.services import RIGHTS
from benkan.web import navigation
from benkan.web.context import navigation as shown_to_reader
from benkan.web.navigation import Page


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def shown(path: str, *rights: str) -> dict[str, list[navigation.Entry]]:
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(rights=frozenset(rights), is_authenticated=True)
    return navigation.of(request)


def words(entries: list[navigation.Entry]) -> list[str]:
    return [str(entry.words) for entry in entries]


def test_a_lone_page_of_a_group_stands_for_it() -> None:
    found = shown("/requests/inbox/", "case")
    assert "Requests" in words(found["navigation_groups"])
    assert found["navigation_pages"] == []


def test_the_pages_of_the_group_one_is_in_stand_below() -> None:
    found = shown("/agencies/ma-dgsn/", "release")
    assert words(found["navigation_pages"])[:2] == ["Conventions", "Partners"]
    assert [entry.current for entry in found["navigation_pages"]][:2] == ["", "true"]
    current = [entry for entry in found["navigation_groups"] if entry.current]
    assert words(current) == ["Cooperation"]
    assert current[0].address == "/conventions/"


def test_who_lacks_a_right_is_not_shown_its_page() -> None:
    assert "Search" not in words(shown("/", "journal")["navigation_groups"])
    assert words(shown("/journal/", "journal")["navigation_groups"])[-1] == "Journal"
    assert words(shown("/journal/", "journal", "audit")["navigation_groups"])[-1] == "Control"


def test_a_page_that_this_node_does_not_have_leaves_no_hole(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = (*navigation.GROUPS, ("Nothing", (Page("nowhere:list", "Nothing"),)))
    monkeypatch.setattr(navigation, "GROUPS", everything)
    assert "Nothing" not in words(shown("/", "case")["navigation_groups"])


def test_every_right_of_the_navigation_is_one_that_a_role_gives() -> None:
    asked = {page.right for _words, pages in navigation.GROUPS for page in pages if page.right}
    assert asked <= set().union(*RIGHTS.values())


def test_every_page_of_the_navigation_exists() -> None:
    from django.urls import reverse

    for _words, pages in navigation.GROUPS:
        for page in pages:
            assert reverse(page.name)


def test_a_visitor_sees_no_navigation() -> None:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=False)
    assert shown_to_reader(request) == {}
