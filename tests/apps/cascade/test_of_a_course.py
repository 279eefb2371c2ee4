"""A run of this node's training becomes a tree: by the button on its page, once, with whoever completed it."""

from typing import Any

import pytest
from django.urls import reverse
from tests.apps.training.conftest import browser, course, director, join, mark, plan, run  # noqa: F401 - fixtures

from benkan.apps.cascade import services
from benkan.apps.training import services as training

pytestmark = pytest.mark.django_db


def test_a_closed_run_has_its_tree_by_one_button(run: Any, join: Any, mark: Any, director: Any, browser: Any) -> None:  # noqa: F811
    here, away = join("Moussa Keïta", username=director.username), join("Salif Ba", country="BF")
    for session in (1, 2):
        mark(here, session=session)
    mark(away, session=1, present=False)
    page = browser(director)
    address = reverse("cascade:of_run", args=[run.pk])
    assert address not in page.get(reverse("training:run", args=[run.pk])).content.decode()
    assert page.post(address).status_code == 403
    training.close(run, by=director)
    assert address in page.get(reverse("training:run", args=[run.pk])).content.decode()
    for _ in range(2):
        assert page.post(address).status_code == 302
    (top,) = services.roots_of(run.pk)
    assert (top.name, top.username, top.country) == ("Moussa Keïta", director.username, "ML")
    assert [one.title for one in services.listed()] == ["Detection dogs"]
    assert services.below(top.learner) == 0
