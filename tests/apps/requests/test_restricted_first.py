"""A release exists restricted first and is shared by a later act: no moment at which anybody else sees more.

The counter-example is OpenCTI issue 9160: an object was created open and restricted afterwards, and a stream that
watched saw it in between.
"""

import threading

import pytest
from django.db import connection
from django.db.models.signals import post_save
from django.utils import timezone
from tests.apps.requests.conftest import PART, answer_to, deliver
from tests.apps.requests.test_asking import send

from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Outgoing
from benkan.apps.requests import rules, services, shown
from benkan.apps.requests.models import Release, ReleaseState

pytestmark = pytest.mark.django_db


@pytest.fixture
def watched():
    """What a stream that hears of every saved release would see: (created, state, letters that could leave)."""
    seen = []

    def hear(instance, created, **_):
        seen.append((created, instance.state, Outgoing.objects.filter(kind="release").count()))

    post_save.connect(hear, sender=Release)
    yield seen
    post_save.disconnect(hear, sender=Release)


def test_a_release_is_created_as_a_proposal_even_where_one_person_decides(liaison, asked_alone, watched):
    services.release(liaison, asked_alone.pk, **PART)
    assert watched[0] == (True, ReleaseState.PROPOSED, 0)
    assert watched[-1] == (False, ReleaseState.ACTIVE, 1)


def test_a_proposal_for_two_persons_is_seen_by_releasing_officers_only(
    liaison, supervisor, analyst, asked, watched, browser, partner
):
    made = services.release(liaison, asked.pk, **PART)
    assert watched == [(True, ReleaseState.PROPOSED, 0)]
    exchange.deliver_due(threads=False)
    assert "release" not in partner.kinds()
    reader = browser(analyst)
    for path in (f"/requests/{asked.pk}/", f"/api/requests/{asked.pk}", f"/requests/{asked.pk}/evidence/"):
        assert reader.get(path).status_code in (403, 404)
    assert browser(supervisor).get(f"/api/requests/{asked.pk}").json()["releases"][0]["state"] == "proposed"
    assert str(made.pk) not in reader.get("/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_another_connection_sees_no_half_made_release(liaison, asked_alone):
    """Committed as a whole: while the release is being made, everybody else sees no release at all."""
    elsewhere = []

    def look():
        elsewhere.append(Release.objects.count())
        connection.close()

    def hear(**_):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    post_save.connect(hear, sender=Release)
    try:
        services.release(liaison, asked_alone.pk, **PART)
    finally:
        post_save.disconnect(hear, sender=Release)
    assert elsewhere
    assert set(elsewhere) == {0}
    assert Release.objects.get().state == ReleaseState.ACTIVE


def test_a_received_copy_has_its_owners_handling_from_the_first_moment(analyst, hit, partner, watched):
    made = send(analyst, hit)
    exchange.deliver_due(threads=False)
    handling = []
    post_save.connect(lambda instance, **_: handling.append(instance.handling), sender=Release, weak=False)
    deliver(partner, answer_to(made, handling="H3"), "essai-2025")
    assert set(handling) == {"H3"}
    assert [created for created, _, _ in watched] == [True]


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_preview_says_handling_grade_purpose_and_expiry_as_they_leave(liaison, asked_alone, partner, language):
    request = asked_alone
    request.language = language
    draft = services.Draft(
        decision="part",
        reason_code="proportionate",
        reason="",
        handling="H2",
        grade="C3",
        retained_until=rules.latest_retention(rules.convention_of(request.convention), timezone.localdate()),
        fields=("name",),
    )
    payload = services.preview(request, draft, str(liaison))
    panel = shown.as_read(payload, language, "OCS")
    purposes = {"fr": "Trafic de stupéfiants", "en": "Drug trafficking", "ar": "المخدرات"}
    assert "H2" in panel
    assert "C3" in panel
    assert purposes[language].lower() in panel.lower()
    assert f'datetime="{payload.retained_until}"' in panel
    made = services.release(
        liaison, request.pk, "part", ["name"], reason_code="proportionate", handling="H2", grade="C3", reason=""
    )
    exchange.deliver_due(threads=False)
    left = partner.opened[-1][1]
    told = ("handling", "grade", "purpose", "retained_until", "properties", "reason_code", "reason")
    assert [getattr(left, name) for name in told] == [getattr(payload, name) for name in told]
    assert str(made.pk) == left.release
