"""A card vouches for itself and for nothing more."""

import json

import pytest
import rfc8785

from benkan import wire
from benkan.core.envelope import EncryptionKey, SigningKey
from benkan.core.errors import Invalid, Unverified

KEY, RECEIVING = SigningKey.from_bytes(b"k" * 32), EncryptionKey.from_bytes(b"r" * 32)
VALUES = {
    "agency": "ml-ocs",
    "name": {"fr": "Office", "en": "Office", "ar": "مكتب"},
    "country": "ML",
    "url": "http://127.0.0.1:8441",
    "encryption_key": RECEIVING.public,
    "issued_at": "2026-01-01T12:00:00Z",
    "signing_key": KEY,
}
CARD = wire.sign_card(**VALUES)


def test_a_card_comes_back_as_it_was_signed():
    assert wire.decode_card(wire.encode(CARD)) == CARD
    assert (CARD.id, CARD.name.ar, CARD.country, CARD.signing_key) == ("ml-ocs", "مكتب", "ML", KEY.public)
    assert CARD.encryption_key == RECEIVING.public


def test_the_signature_covers_everything_but_itself():
    values = json.loads(wire.encode(CARD))
    del values["signature"]
    assert KEY.sign(b"benkan-card-1\n" + rfc8785.dumps(values)) == CARD.signature


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "ne-drug"),
        ("name", {"fr": "Autre", "en": "Office", "ar": "مكتب"}),
        ("country", "NE"),
        ("url", "http://127.0.0.1:9999"),
        ("issued_at", "2026-01-02T12:00:00Z"),
        ("signing_key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ("encryption_key", "A" * 1620 + "AA=="),
        ("signature", "A" * 86 + "=="),
    ],
)
def test_a_card_altered_in_any_part_is_refused(field, value):
    altered = rfc8785.dumps(json.loads(wire.encode(CARD)) | {field: value})
    if field == "encryption_key":
        import base64

        altered = rfc8785.dumps(json.loads(wire.encode(CARD)) | {field: base64.b64encode(bytes(1216)).decode()})
    with pytest.raises(Unverified) as caught:
        wire.decode_card(altered)
    assert (caught.value.code, caught.value.place) == ("card.signature", "card.signature")
    assert caught.value.facts == {"agency": value if field == "id" else "ml-ocs"}
    assert str(caught.value)


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("agency", "ML", "card.id"),
        ("name", {"fr": "a", "en": "b"}, "card.name.ar"),
        ("name", {"fr": "a\u202eb", "en": "b", "ar": "c"}, "card.name.fr"),
        ("country", "Mali", "card.country"),
        ("url", "ftp://x", "card.url"),
        ("url", "http://a b", "card.url"),
        ("encryption_key", b"short", "card.encryption_key"),
        ("issued_at", "today", "card.issued_at"),
    ],
)
def test_a_card_that_nobody_could_read_is_not_signed(field, value, place):
    with pytest.raises(Invalid) as caught:
        wire.sign_card(**(VALUES | {field: value}))
    assert (caught.value.code, caught.value.place) == ("wire.invalid", place)
