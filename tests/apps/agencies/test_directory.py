import json
import re

import pytest
from django.conf import settings
from tests.apps.exchange.fake_partner import FakePartner

from benkan.apps.agencies import services as agencies
from benkan.apps.journal import services as journal
from benkan.core.errors import Invalid, Refused, Unverified
from benkan.wire import decode_card


def test_the_own_card_is_signed_and_stays_the_same(db):
    card = decode_card(agencies.own_card())
    assert card.id == settings.BENKAN_NODE.agency
    assert agencies.own_card() == agencies.own_card()
    assert journal.size() == 0


def test_the_own_card_follows_the_node_s_address(db, monkeypatch):
    import dataclasses

    before = decode_card(agencies.own_card())
    monkeypatch.setattr(settings, "BENKAN_NODE", dataclasses.replace(settings.BENKAN_NODE, url="https://ocs.example"))
    after = decode_card(agencies.own_card())
    assert (before.url, after.url) == ("http://127.0.0.1:8440", "https://ocs.example")
    assert before.signing_key == after.signing_key


def test_a_partner_s_card_joins_the_directory_and_the_journal(db):
    row = agencies.add_card(FakePartner().card())
    assert [each.id for each in agencies.partners()] == ["ma-dgsn"]
    assert row.url.startswith("http://127.0.0.1")
    assert [line["event"] for line in journal.latest()] == ["agency-added"]


def test_the_same_card_twice_changes_nothing(db):
    card = FakePartner().card()
    agencies.add_card(card)
    agencies.add_card(card)
    assert journal.size() == 1


def test_a_card_ends_where_its_file_does(db):
    agencies.add_card(FakePartner().card() + b"\n")
    assert agencies.get("ma-dgsn")


def test_a_forged_card_is_refused(db):
    card = json.loads(FakePartner().card())
    card["url"] = "https://elsewhere.example"
    with pytest.raises(Unverified) as caught:
        agencies.add_card(json.dumps(card, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode())
    assert caught.value.code == "card.signature"
    assert agencies.partners() == []


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\xfe", b"x" * 20_000])
def test_what_is_no_card_is_refused(db, data):
    with pytest.raises(Invalid):
        agencies.add_card(data)


@pytest.mark.parametrize(
    "url",
    [
        "http://police.example",
        "http://10.0.0.7:8441",
        "http://127.0.0.1.example",
        "https://name:secret@police.example",
        "https://police.example/?a=b",
        "https://",
        "https://police.example:99999",
    ],
)
def test_an_address_that_is_not_https_is_refused_except_on_this_machine(db, url):
    partner = FakePartner()
    partner.url = url
    with pytest.raises(Invalid) as caught:
        agencies.add_card(partner.card())
    assert caught.value.code in {"agency.url", "wire.invalid"}
    assert agencies.partners() == []


@pytest.mark.parametrize(
    "url", ["https://police.example", "http://127.0.0.1:8442", "http://[::1]:8442", "http://localhost:1"]
)
def test_https_and_this_machine_are_taken(db, url):
    partner = FakePartner()
    partner.url = url
    assert agencies.add_card(partner.card()).url == url


def test_another_key_for_a_known_service_is_refused(db):
    old = FakePartner().join_directory()
    with pytest.raises(Refused) as caught:
        agencies.add_card(FakePartner().card())
    assert caught.value.code == "agency.key-changed"
    assert agencies.signing_key("ma-dgsn") == old.signing.public


def test_another_key_is_taken_on_request_and_must_be_compared_again(db):
    FakePartner().join_directory()
    agencies.confirm_voice("ma-dgsn", "a.traore")
    new = FakePartner()
    row = agencies.add_card(new.card(), replace=True)
    assert agencies.signing_key("ma-dgsn") == new.signing.public
    assert row.voice_checked_at is None
    assert journal.latest()[-1]["facts"]["replaced"] is True


def test_a_newer_card_with_the_same_keys_keeps_the_comparison_by_voice(db):
    partner = FakePartner().join_directory()
    agencies.confirm_voice("ma-dgsn", "a.traore")
    partner.url = "https://dgsn.example"
    row = agencies.add_card(partner.card())
    assert row.url == "https://dgsn.example"
    assert row.voice_checked_by == "a.traore"


def test_an_older_card_does_not_take_the_place_of_a_newer_one(db, monkeypatch):
    from tests.apps.exchange import fake_partner

    partner = FakePartner().join_directory()
    before = fake_partner.now()
    monkeypatch.setattr(fake_partner, "now", lambda: before.replace(year=before.year - 1))
    partner.url = "https://old.example"
    with pytest.raises(Refused) as caught:
        agencies.add_card(partner.card())
    assert caught.value.code == "agency.card-older"


def test_nobody_else_can_speak_for_this_node(db):
    with pytest.raises(Refused) as caught:
        agencies.add_card(FakePartner(agency=settings.BENKAN_NODE.agency, country="ML").card())
    assert caught.value.code == "agency.own"
    assert agencies.add_card(agencies.own_card()).own


def test_an_unknown_service_is_refused_by_name(db):
    with pytest.raises(Refused) as caught:
        agencies.get("xx-nobody")
    assert caught.value.code == "agency.unknown"


def test_the_fingerprint_is_ten_groups_that_change_with_either_key(db):
    partner = FakePartner()
    first = agencies.fingerprint(partner.join_directory() and agencies.get("ma-dgsn"))
    assert re.fullmatch(r"(\d{5} ){9}\d{5}", first)
    from benkan.core.envelope import EncryptionKey

    partner.encryption = EncryptionKey.generate()
    agencies.add_card(partner.card(), replace=True)
    assert agencies.fingerprint("ma-dgsn") != first


def test_a_name_is_said_in_the_reader_s_language(db):
    FakePartner().join_directory()
    assert agencies.name("ma-dgsn", "ar").startswith("مصلحة")
    assert agencies.name("ma-dgsn", "fr").startswith("Service d’essai")
    assert agencies.name("xx-nobody") == "xx-nobody"


def test_being_heard_is_written_at_most_once_in_ten_seconds(db, django_assert_num_queries):
    import datetime as dt

    from django.utils import timezone

    FakePartner().join_directory()
    now = timezone.now()
    agencies.seen("ma-dgsn", now)
    agencies.seen("ma-dgsn", now + dt.timedelta(seconds=3))
    assert agencies.get("ma-dgsn").last_seen_at == now
    agencies.seen("ma-dgsn", now + dt.timedelta(seconds=30))
    assert agencies.get("ma-dgsn").last_seen_at == now + dt.timedelta(seconds=30)
