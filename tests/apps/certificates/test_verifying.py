"""Verifying: own certificates, partners' ones with their lists, and what comes by letter."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.apps.exchange.fake_partner import agree

from benkan.apps.certificates import lists, services
from benkan.apps.certificates.models import PartnerList
from benkan.apps.exchange import services as exchange
from benkan.core.errors import Refused, Unreachable, Unverified
from benkan.formats import open_badges
from benkan.formats.open_badges import Worth
from benkan.wire import CertificateStatus, CertificateStatusAsk, Refusal

pytestmark = pytest.mark.django_db
URL = "https://partenaire.example/certificates/status/1"


def theirs(partner, place=5, until=None):
    now = timezone.now().replace(microsecond=0)
    made = open_badges.Certificate(
        "urn:uuid:1", open_badges.Issuer(partner.signing.public, partner.agency, "P", "https://partenaire.example"),
        open_badges.Holder("Sani Malam"), open_badges.Achievement("CR-9", "dogs", {"fr": "Chiens"}),
        now - dt.timedelta(days=5), until, URL, place,
    )  # fmt: skip
    return open_badges.write(made, partner.signing.sign)


def their_list(partner, *revoked, made=None, days=14):
    made = made or timezone.now().replace(microsecond=0)
    return open_badges.write_list(
        key=partner.signing.public, url=URL, revoked=revoked, made=made, until=made + dt.timedelta(days=days),
        sign=partner.signing.sign,
    )  # fmt: skip


def test_our_own_are_looked_up_here(issue, director):
    made = issue()
    assert services.verify(made.text).worth is Worth.VALID
    short = services.short_form(made, "fr")
    assert services.verify(short).worth is Worth.VALID
    services.revoke(made.pk, "fraude", by=director)
    assert services.verify(short).worth is Worth.REVOKED
    assert services.verify(issue(days=-1).text).worth is Worth.EXPIRED
    gone = issue(name="B")
    gone.delete()
    assert services.verify(gone.text).worth is Worth.REVOKED


def test_a_partner_s_certificate_needs_its_list(partner):
    text = theirs(partner)
    assert services.verify(text).worth is Worth.UNKNOWN_STATUS
    found = services.verify(text, status=their_list(partner))
    assert (found.worth, found.said.issuer, found.stale) == (Worth.VALID, partner.agency, False)
    assert services.verify(text).worth is Worth.VALID, "the list is kept"
    assert services.verify(text, status=their_list(partner, 5)).worth is Worth.REVOKED


def test_an_older_list_brings_nothing_back_to_life(partner):
    now = timezone.now().replace(microsecond=0)
    services.keep(partner.agency, their_list(partner, 5, made=now))
    services.keep(partner.agency, their_list(partner, made=now - dt.timedelta(days=1)))
    assert services.verify(theirs(partner)).worth is Worth.REVOKED


def test_a_list_that_ran_out_vouches_for_nothing_and_an_old_one_is_called_old(partner):
    made = timezone.now().replace(microsecond=0) - dt.timedelta(days=20)
    services.keep(partner.agency, their_list(partner, made=made))
    assert services.verify(theirs(partner)).worth is Worth.UNKNOWN_STATUS
    services.keep(partner.agency, their_list(partner, made=made + dt.timedelta(days=15)))
    found = services.verify(theirs(partner))
    assert (found.worth, found.stale) == (Worth.VALID, True)


def test_a_list_of_somebody_else_is_refused(partner, issue):
    issue()
    with pytest.raises(Unverified) as refused:
        services.keep(partner.agency, services.own_list(1))
    assert refused.value.code == "certificate.forged-list"
    assert not PartnerList.objects.exists()


def test_a_partner_asks_for_our_list_by_letter(partner, issue, director):
    name = agree(partner, training_places=5)
    gone = issue()
    services.revoke(gone.pk, "fraude", by=director)
    data = partner.letter(CertificateStatusAsk(number=1), convention=name)
    answer = partner.read(exchange.receive(data))[1]
    assert isinstance(answer, CertificateStatus)
    assert open_badges.read_list(answer.list).revoked(gone.place)
    assert answer.lists == 1


def test_without_a_part_on_training_the_letter_is_refused(partner, issue):
    issue()
    name = agree(partner, training_places=None)
    answer = partner.read(exchange.receive(partner.letter(CertificateStatusAsk(number=1), convention=name)))[1]
    assert isinstance(answer, Refusal)
    assert answer.code == "convention.training"


def test_lists_are_fetched_once_a_day_and_a_failure_waits(partner, monkeypatch):
    agree(partner, training_places=5)
    asked = []

    def ask(agency, kind, payload, *, convention):
        asked.append((agency, payload.number))
        if len(asked) == 1:
            raise Refused("x", "x", "x")
        return CertificateStatus(number=payload.number, lists=1, list=their_list(partner))

    monkeypatch.setattr(exchange, "ask", ask)
    monkeypatch.setattr(lists, "_failed", {})
    monkeypatch.setattr(lists, "_lanes", Now)
    now = timezone.now()
    services.due_fetching(now)
    services.due_fetching(now + dt.timedelta(minutes=1))
    assert len(asked) == 1
    services.due_fetching(now + dt.timedelta(minutes=11))
    services.due_fetching(now + dt.timedelta(minutes=12))
    assert len(asked) == 2
    services.due_fetching(now + dt.timedelta(days=1, minutes=12))
    assert len(asked) == 3


def test_an_officer_asks_for_the_list_of_this_moment(partner, analyst, browser, monkeypatch):
    """The list of the morning does not know what was revoked at noon."""
    agree(partner, training_places=5)
    services.keep(partner.agency, their_list(partner))
    text, asked = theirs(partner), []

    def ask(agency, kind, payload, *, convention):
        asked.append((agency, kind, payload.number))
        return CertificateStatus(number=payload.number, lists=2, list=their_list(partner, 5))

    monkeypatch.setattr(exchange, "ask", ask)
    page = browser(analyst).post(reverse("certificates:verify"), {"text": text}).content.decode()
    assert "<h2>Valid</h2>" in page
    assert "Ask for the list of this moment" in page
    assert asked == []
    page = browser(analyst).post(reverse("certificates:verify-anew"), {"text": text}).content.decode()
    assert "<h2>Revoked</h2>" in page
    assert asked == [(partner.agency, "certificates.status.ask", number) for number in (1, 2)]
    assert services.verify(text).worth is Worth.REVOKED, "the list is kept"


def test_a_visitor_makes_this_node_ask_nobody(partner, browser, monkeypatch):
    agree(partner, training_places=5)
    monkeypatch.setattr(exchange, "ask", lambda *_given, **_named: pytest.fail("asked"))
    page = browser(None).post(reverse("certificates:verify"), {"text": theirs(partner)}).content.decode()
    assert "Ask for the list of this moment" not in page
    assert browser(None).post(reverse("certificates:verify-anew"), {"text": theirs(partner)}).status_code == 302


def test_a_list_that_cannot_be_fetched_leaves_the_verdict_by_the_kept_one(partner, analyst, browser, monkeypatch):
    services.keep(partner.agency, their_list(partner))
    answer = browser(analyst).post(reverse("certificates:verify-anew"), {"text": theirs(partner)})
    assert answer.status_code == 400
    assert "<h2>Valid</h2>" in answer.content.decode()
    assert "No convention with a part on training" in answer.content.decode()
    agree(partner, training_places=5)

    def ask(*_given, **_named):
        raise Unreachable("partner.unreachable", "The link is down.", "Try later.")

    monkeypatch.setattr(exchange, "ask", ask)
    answer = browser(analyst).post(reverse("certificates:verify-anew"), {"text": theirs(partner)})
    assert "The link is down." in answer.content.decode()
    assert "<h2>Valid</h2>" in answer.content.decode()
    with pytest.raises(Unreachable):
        services.verify(theirs(partner), fetch=True)


class Now:
    """Lanes that run at once, in the test's own transaction."""

    def start(self, jobs, *, wait_for):
        for _key, act in jobs:
            act()
        return len(jobs)


# -- the public page ---------------------------------------------------------------------------------------------------


def test_anybody_verifies_what_they_hold_and_nobody_is_listed(issue, director, browser):
    made = issue()
    client = browser(None)
    page = client.post(reverse("certificates:verify"), {"text": made.text}).content.decode()
    assert "Valid" in page
    assert "Awa Kantara" in page
    short = services.short_form(made, "fr")
    assert "Awa Kantara" in client.get(reverse("certificates:code", args=[short])).content.decode()
    assert client.get(reverse("certificates:list")).status_code == 302
    assert client.get(reverse("certificates:detail", args=[made.pk])).status_code == 302
    services.revoke(made.pk, "fraude", by=director)
    page = client.get(reverse("certificates:code", args=[short])).content.decode()
    assert "Revoked" in page
    assert "fraude" not in page


@pytest.mark.parametrize("text", ["", "a.b", "x" * 20_000, "\x00", "<script>"])
def test_what_is_no_certificate_is_refused_politely(browser, db, text):
    answer = browser(None).post(reverse("certificates:verify"), {"text": text})
    assert answer.status_code == 400
    assert "<script>" not in answer.content.decode().replace("<script src", "")


def test_the_list_is_served_to_everybody(issue, browser):
    made = issue()
    answer = browser(None).get(reverse("certificates:status", args=[1]))
    assert answer["Content-Type"] == "application/vc+jwt"
    assert not open_badges.read_list(answer.content.decode()).revoked(made.place)
    assert browser(None).get(reverse("certificates:status", args=[7])).status_code == 404
