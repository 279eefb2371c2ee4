"""A partner that keeps to no rule: each of its letters is refused with its code and leaves nothing behind."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import agree
from tests.apps.notices.conftest import all_no, arrive, row_of, sent_by, theirs
from tests.apps.notices.test_receiving import withdrawal
from tests.core.notices.samples import COMPLETE

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.notices import receiving, services
from benkan.apps.notices.models import Received
from benkan.core import notices as rules
from benkan.core.envelope import new_id

pytestmark = pytest.mark.django_db


def day(offset):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expires_on": day(-1)}, "notice.expiry-refused"),
        ({"expires_on": day(400)}, "notice.expiry-refused"),
        ({"handling": "H3"}, "convention.handling"),
        ({"purpose": "fraud"}, "convention.purpose"),
        ({"purpose": "political"}, "convention.article-3"),
        ({"answers": {}}, "notice.unanswered"),
        ({"answers": all_no("stolen-document") | {"political": True}}, "notice.article-3"),
        ({"answers": all_no("stolen-document") | {"human-rights": True}}, "notice.safeguard"),
        ({"fields": {"documentKind": ["passport"]}}, "notice.incomplete"),
        ({"fields": COMPLETE["stolen-document"] | {"religion": ["x"]}}, "notice.incomplete"),
        ({"subject_category": "suspect"}, "notice.incomplete"),
        ({"type": "silver"}, "notice.type"),
        ({"schema": "Person", "properties": {"name": ["x"]}}, "convention.category"),
    ],
)
def test_a_notice_against_the_rules_is_refused_and_not_kept(partner, changes, code):
    under = agree(
        partner,
        purposes=("drug-trafficking",),
        handling=("H0", "H1", "H2"),
        categories=("document",),
    )
    reply = arrive(partner, theirs(**changes), under)
    assert isinstance(reply, wire.Refusal)
    assert reply.code == code
    assert not Received.objects.exists()


def test_the_limit_of_a_type_holds_where_the_convention_would_keep_longer(partner):
    under = agree(partner, retention_days=3_000)
    assert arrive(partner, theirs("precursor-incident", expires_on=day(400)), under).code == "notice.expiry-refused"
    assert isinstance(arrive(partner, theirs("precursor-incident", expires_on=day(365)), under), wire.Receipt)


def test_a_withdrawn_notice_that_is_sent_again_stays_away(partner, convention):
    payload = theirs()
    letter = partner.letter(payload, convention=convention)
    first = exchange.receive(letter)
    arrive(partner, withdrawal(payload), convention)
    # The same bytes get the same reply and change nothing; a new letter is refused, a higher version too.
    assert exchange.receive(letter) == first
    for version in (1, 2, 3, 9_999):
        assert arrive(partner, theirs(notice=payload.notice, version=version), convention).code == "notice.withdrawn"
    assert (row_of(payload).state, row_of(payload).fields) == ("withdrawn", {})


def test_another_content_under_a_known_version_is_refused(partner, convention):
    payload = theirs()
    arrive(partner, payload, convention)
    other = theirs(notice=payload.notice, fields=COMPLETE["stolen-document"] | {"number": ["B7654321"]})
    assert arrive(partner, other, convention).code == "notice.version-reused"
    changed = theirs("modus-operandi", notice=payload.notice, version=2)
    assert arrive(partner, changed, convention).code == "notice.type-changed"
    assert row_of(payload).fields == COMPLETE["stolen-document"]
    assert arrive(partner, withdrawal(payload, version=1), convention).code == "notice.version-reused"


def test_a_service_without_a_convention_sends_nothing(partner, convention, outsider):
    for under in (convention, "essai-2025", ""):
        assert isinstance(arrive(outsider, theirs(), under), wire.Refusal)
    assert not Received.objects.exists()


def test_a_partner_touches_no_notice_of_another(partner, second_partner, region):
    payload = theirs("new-substance", expires_on=day(30))
    arrive(partner, payload, region)
    arrive(second_partner, withdrawal(payload), region)
    assert Received.objects.get(partner="ma-dgsn").state == "active"
    arrive(second_partner, theirs("modus-operandi", notice=payload.notice, version=5, expires_on=day(30)), region)
    row = Received.objects.get(partner="ma-dgsn")
    assert (row.type, row.version) == ("new-substance", 1)


def test_a_partner_touches_no_notice_of_ours(analyst, liaison, partner, convention):
    made = sent_by(analyst, liaison)
    ours = theirs(notice=str(made.pk))
    assert arrive(partner, ours, convention).code == "notice.id-reused"
    assert arrive(partner, withdrawal(ours), convention).code == "notice.id-reused"
    made.refresh_from_db()
    assert (made.state, Received.objects.count()) == ("active", 0)


def test_only_an_addressee_acknowledges_and_only_what_was_withdrawn(
    analyst, liaison, partner, second_partner, region, convention
):
    made = sent_by(analyst, liaison)
    addressee = made.addressees.get()
    said = {"notice": str(made.pk), "version": 2, "done_at": wire.time_text(timezone.now())}
    for sender, of in ((partner, addressee.envelope), (partner, new_id()), (second_partner, addressee.envelope)):
        reply = arrive(sender, wire.NoticeAcknowledgement(of=of, **said), "region-2025")
        assert reply.code == "acknowledgement.unknown"
    services.withdraw(liaison, made.pk, "Erreur")
    addressee.refresh_from_db()
    right = wire.NoticeAcknowledgement(of=addressee.withdrawal_envelope, **said)
    assert arrive(second_partner, right, "region-2025").code == "acknowledgement.unknown"
    wrong = right.model_copy(update={"version": 9})
    assert arrive(partner, wrong, addressee.convention).code == "acknowledgement.unknown"
    addressee.refresh_from_db()
    assert addressee.acknowledged_at is None
    assert isinstance(arrive(partner, right, addressee.convention), wire.Receipt)


def test_a_notice_does_not_move_from_one_convention_to_another(partner, convention, second_partner, region):
    payload = theirs("new-substance", expires_on=day(30))
    arrive(partner, payload, convention)
    moved = theirs("new-substance", notice=payload.notice, version=2, expires_on=day(30))
    assert arrive(partner, moved, region).code == "notice.id-reused"


def test_what_one_person_alone_wrote_and_sent_is_not_taken(partner, convention):
    payload = theirs()
    alone = payload.model_copy(update={"second_officer": payload.officer})  # a copy is not checked, as a bad node would
    reply = arrive(partner, alone, convention)
    assert reply.code == "wire.invalid"
    assert not Received.objects.exists()


def test_a_flood_of_notices_is_stopped(partner, convention, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_NEW_A_DAY", 3)
    replies = [arrive(partner, theirs(), convention) for _ in range(3)]
    assert all(isinstance(reply, wire.Receipt) for reply in replies)
    assert arrive(partner, theirs(), convention).code == "notice.too-many"
    assert arrive(partner, withdrawal(theirs()), convention).code == "notice.too-many"


def test_words_that_look_like_something_else_are_only_words(partner, convention, browser, analyst):
    evil = "<script>alert(1)</script>"
    payload = theirs("modus-operandi", fields=COMPLETE["modus-operandi"] | {"title": [evil], "method": [evil]})
    arrive(partner, payload, convention)
    page = browser(analyst).get(f"/notices/received/{row_of(payload).pk}/").content.decode()
    assert evil not in page
    assert "&lt;script&gt;" in page
    assert rules.TYPES["modus-operandi"].schema == ""
