import datetime as dt

import pytest
from tests.apps.accords.texts import signed, signed_by_us, today, unsigned
from tests.apps.exchange.fake_partner import FakePartner

from benkan.apps.accords import services as accords
from benkan.apps.accords.models import Convention
from benkan.apps.journal import services as journal
from benkan.core.errors import Invalid, Refused, Unverified


def refused(text: str) -> Refused:
    lines = journal.size()
    with pytest.raises(Refused) as caught:
        accords.add(text)
    assert not Convention.objects.exists()
    assert journal.size() == lines
    return caught.value


def test_a_convention_that_all_signed_with_known_keys_is_taken_in(text):
    row = accords.add(text, officer="admin")
    assert (row.identifier, row.version) == ("ml-ma-2025", 1)
    line = journal.latest()[-1]
    assert (line["event"], line["officer"], line["convention"]) == ("convention-added", "admin", "ml-ma-2025")


def test_the_same_text_twice_changes_nothing(text):
    accords.add(text)
    lines = journal.size()
    assert accords.add(text + "\n# a remark is no change\n").pk == Convention.objects.get().pk
    assert journal.size() == lines


def test_an_unsigned_convention_is_refused(partner):
    assert refused(unsigned(partner)).code == "convention.unsigned"


def test_a_half_signed_convention_is_refused_and_says_who_is_missing(partner):
    error = refused(signed_by_us(unsigned(partner)))
    assert error.code == "convention.half-signed"
    assert "signed by ml-ocs, but not by ma-dgsn" in error.sentence
    assert error.clause == "ml-ma-2025 · 1"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("days = 365", "days = 3650"),
        ("two_persons = true", "two_persons = false"),
        ("searches_per_party_per_day = 2400", "searches_per_party_per_day = 9400"),
        ('"fraud", ', ""),
    ],
)
def test_a_convention_altered_after_it_was_signed_is_refused(text, before, after):
    assert before in text
    with pytest.raises(Unverified) as caught:
        accords.add(text.replace(before, after, 1))
    assert caught.value.code == "convention.signature"
    assert not Convention.objects.exists()


def test_an_expired_convention_is_refused(partner):
    text = signed(partner, starts_on=today() - dt.timedelta(days=90), ends_on=today() - dt.timedelta(days=31))
    assert refused(text).code == "convention.expired"


def test_a_convention_that_starts_later_is_taken_in_but_permits_nothing_yet(partner, own):
    accords.add(signed(partner, starts_on=today() + dt.timedelta(days=3)))
    with pytest.raises(Refused) as caught:
        accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud")
    assert caught.value.code == "convention.not-yet"


def test_a_convention_with_another_key_than_the_directory_is_refused(partner):
    impostor = FakePartner()
    error = refused(signed(impostor))
    assert error.code == "convention.key-mismatch"
    assert "ma-dgsn" in error.sentence


def test_a_convention_that_names_another_key_for_us_is_refused(db):
    ghost, partner = FakePartner("ml-ocs", "ML"), FakePartner()
    from benkan.core.conventions import draft, sign

    text = draft("x-1", [ghost.party(), partner.party()], starts_on=today(), ends_on=today() + dt.timedelta(days=9))
    for one in (ghost, partner):
        text = sign(text, one.agency, one.signing.sign, one.signing.public, today())
    assert refused(text).code == "convention.key-mismatch"


def test_a_convention_between_others_is_refused(db):
    one, two = FakePartner("bf-cnlcd", "BF"), FakePartner("ne-ocrtis", "NE")
    from benkan.core.conventions import draft, sign

    text = draft("x-1", [one.party(), two.party()], starts_on=today(), ends_on=today() + dt.timedelta(days=9))
    for each in (one, two):
        text = sign(text, each.agency, each.signing.sign, each.signing.public, today())
    assert refused(text).code == "convention.not-party"


def test_other_words_under_the_same_version_are_refused(partner, text):
    accords.add(text)
    with pytest.raises(Refused) as caught:
        accords.add(signed(partner, retention_days=30))
    assert caught.value.code == "convention.other-version"


def test_a_later_version_takes_the_place_of_the_earlier_one(partner, text, own):
    accords.add(text)
    accords.add(signed(partner, version=2, purposes=["fraud"]))
    assert accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud").version == 2
    with pytest.raises(Refused) as caught:
        accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="firearms")
    assert caught.value.code == "convention.purpose"


def test_a_text_that_is_no_convention_is_refused_with_its_place(db):
    with pytest.raises(Invalid) as caught:
        accords.add('format = "benkan-convention-1"\nidentifier = 7')
    assert caught.value.place


def test_a_key_that_changes_in_the_directory_stops_the_convention_and_says_why(text, own):
    from benkan.apps.agencies import services as agencies

    accords.add(text)
    agencies.add_card(FakePartner().card(), replace=True)
    with pytest.raises(Refused) as caught:
        accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud")
    assert caught.value.code == "convention.key-mismatch"
    assert caught.value.clause == "ml-ma-2025 · 1"
