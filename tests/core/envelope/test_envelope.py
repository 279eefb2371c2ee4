"""Sealing and opening, and every way in which a letter can lie."""

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.envelope import (
    CLOCK_GRACE,
    MAX_ENVELOPE_BYTES,
    MAX_PAYLOAD_BYTES,
    EncryptionKey,
    open_sealed,
    peek,
    verify,
    verify_content,
)
from benkan.core.envelope.layout import commitment_of, info_of, join, padded, split, unpadded
from benkan.core.errors import BenkanError, Invalid, Unverified

from .letters import BURKINA, HEADER, MALI, MOROCCO, NIGER, NOW, crafted, letter, opened, signed

LETTER = letter()


def refused(error_type, data, **changes):
    with pytest.raises(error_type) as caught:
        opened(data, **changes)
    assert str(caught.value)
    return caught.value


def test_a_letter_opens_for_its_recipient_with_what_was_sealed():
    seen = opened(LETTER)
    assert (seen.payload, seen.salt) == (b"a question", b"s" * 32)
    assert dataclasses.replace(seen.header, commitment="") == HEADER
    assert seen.header.commitment == commitment_of(b"s" * 32, b"a question")
    assert peek(LETTER) == verify(LETTER, MALI.public) == seen.header
    assert verify_content(LETTER, MALI.public, seen.salt, seen.payload) == seen.header


def test_two_letters_with_one_content_share_no_ciphertext_and_no_commitment():
    one, two = letter(salt=None), letter(salt=None)
    assert opened(one).salt != opened(two).salt
    assert peek(one).commitment != peek(two).commitment
    assert split(one).ciphertext != split(two).ciphertext


@pytest.mark.parametrize(("one", "two"), [(0, 220), (221, 476)])
def test_contents_of_about_one_size_make_letters_of_exactly_one_size(one, two):
    assert len(letter(b"x" * one)) == len(letter(b"x" * two))
    assert len(letter(b"x" * two)) + 256 == len(letter(b"x" * (two + 1)))


def test_a_letter_opened_twice_says_the_same_so_a_replay_is_harmless():
    assert opened(LETTER) == opened(LETTER)


# The sender


def test_an_unsigned_letter_is_refused():
    error = refused(Unverified, LETTER[:-64] + bytes(64))
    assert (error.code, error.place, error.facts) == ("envelope.signature", "signature", {"sender": "ml-ocs"})


def test_a_letter_under_another_senders_key_is_refused():
    assert refused(Unverified, letter(key=BURKINA)).code == "envelope.signature"
    assert refused(Unverified, LETTER, sender=BURKINA.public).code == "envelope.signature"


def test_another_sender_cannot_put_its_name_on_a_letter():
    parts = split(LETTER)
    stolen = dataclasses.replace(parts.header, sender="bf-drug").to_bytes()
    data = signed(stolen, parts.ciphertext, BURKINA)
    assert refused(Unverified, data, sender=BURKINA.public).code == "envelope.sealed-for"


@pytest.mark.parametrize("part", ["header", "ciphertext", "signature"])
def test_one_altered_bit_anywhere_is_refused(part):
    parts = split(LETTER)
    if part == "header":
        raw = parts.header_bytes.replace(b"2026-01-04", b"2026-01-05")
        data = join(raw, parts.ciphertext, parts.signature)
    elif part == "ciphertext":
        data = join(parts.header_bytes, parts.ciphertext[:-1] + bytes([parts.ciphertext[-1] ^ 1]), parts.signature)
    else:
        data = LETTER[:-1] + bytes([LETTER[-1] ^ 1])
    assert refused(Unverified, data).code == "envelope.signature"
    with pytest.raises(Unverified):
        verify(data, MALI.public)
    with pytest.raises(Unverified):
        verify_content(data, MALI.public, b"s" * 32, b"a question")


@pytest.mark.parametrize("key", [b"", b"x" * 31, bytes(32)])
def test_a_key_that_is_no_key_verifies_nothing(key):
    assert refused(Unverified, LETTER, sender=key).code == "envelope.signature"


# The recipient


def test_a_letter_for_another_service_is_refused_before_anything_else():
    error = refused(Unverified, letter(recipient="ne-drug"), sender=BURKINA.public)
    assert (error.code, error.place, error.facts) == (
        "envelope.recipient",
        "header.recipient",
        {"recipient": "ne-drug"},
    )


def test_a_letter_sealed_for_another_key_does_not_open():
    error = refused(Unverified, letter(to=NIGER))
    assert (error.code, error.place) == ("envelope.sealed-for", "ciphertext")


def test_a_letter_moved_under_another_header_does_not_open_even_when_its_sender_signs_it():
    parts = split(LETTER)
    moved = dataclasses.replace(parts.header, convention="aes-2025").to_bytes()
    assert refused(Unverified, signed(moved, parts.ciphertext)).code == "envelope.sealed-for"


def test_a_ciphertext_that_is_too_short_to_be_one_does_not_open():
    assert refused(Unverified, signed(split(LETTER).header_bytes, b"x")).code == "envelope.sealed-for"


# The content


def test_a_content_that_is_not_what_the_header_commits_to_is_refused():
    other = dataclasses.replace(HEADER, commitment=commitment_of(b"s" * 32, b"another"))
    error = refused(Unverified, crafted(header=other))
    assert (error.code, error.place) == ("envelope.commitment", "header.commitment")


@pytest.mark.parametrize(
    ("salt", "payload"),
    [
        (b"t" * 32, b"a question"),
        (b"s" * 32, b"another"),
        (b"s" * 31, b"sa question"),
        (b"s" * 32 + b"a", b" question"),
    ],
)
def test_only_the_true_salt_and_content_are_proof(salt, payload):
    with pytest.raises(Unverified) as caught:
        verify_content(LETTER, MALI.public, salt, payload)
    assert caught.value.code == "envelope.commitment"


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"s" * 35,
        padded(b"s" * 32, b"x")[:-1],
        padded(b"s" * 32, b"x")[:-1] + b"\x01",
        padded(b"s" * 32, b"x") + bytes(256),
        b"s" * 32 + (2**32 - 1).to_bytes(4) + b"x" * 220,
        b"s" * 32 + (221).to_bytes(4) + b"x" * 220,
    ],
)
def test_a_plaintext_that_is_not_laid_out_as_agreed_is_refused(plain):
    error = refused(Invalid, crafted(plain))
    assert (error.code, error.place) == ("envelope.malformed", "plaintext")


# Time


@pytest.mark.parametrize("late", [dt.timedelta(0), dt.timedelta(hours=23), CLOCK_GRACE])
def test_a_clock_that_is_a_day_wrong_does_not_stop_an_exchange(late):
    assert opened(LETTER, now=HEADER.expires() + late)


def test_a_letter_is_refused_a_day_after_its_expiry():
    error = refused(Unverified, LETTER, now=HEADER.expires() + dt.timedelta(hours=24, seconds=1))
    assert (error.code, error.place, error.facts) == (
        "envelope.expired",
        "header.expires_at",
        {"expires_at": HEADER.expires_at},
    )
    assert dt.timedelta(hours=24) == CLOCK_GRACE


def test_a_letter_from_the_future_opens():
    assert opened(LETTER, now=HEADER.sent() - dt.timedelta(days=30))


def test_an_expired_letter_still_proves_what_it_said():
    assert verify_content(LETTER, MALI.public, b"s" * 32, b"a question")


# The form


@pytest.mark.parametrize("length", [0, 1, 3, 4, 7, 8, 100, 500, len(LETTER) - 65, len(LETTER) - 64, len(LETTER) - 1])
def test_a_truncated_letter_is_refused(length):
    assert refused(Invalid, LETTER[:length]).code == "envelope.malformed"


def test_bytes_after_the_signature_are_refused():
    error = refused(Invalid, LETTER + b"\x00")
    assert (error.code, error.place) == ("envelope.malformed", "signature")


def test_something_that_is_no_envelope_is_refused():
    assert refused(Invalid, b"PK\x03\x04" + bytes(1000)).place == "magic"
    assert refused(Invalid, b"BKE2" + LETTER[4:]).place == "magic"


def test_an_oversized_letter_is_refused_unread():
    error = refused(Invalid, LETTER + bytes(MAX_ENVELOPE_BYTES))
    assert (error.code, error.place, error.facts) == ("envelope.too-large", "envelope", {"limit": 4194304})


def test_the_largest_content_is_sealed_and_one_byte_more_is_not():
    assert len(opened(letter(bytes(MAX_PAYLOAD_BYTES))).payload) == MAX_PAYLOAD_BYTES
    with pytest.raises(Invalid) as caught:
        letter(bytes(MAX_PAYLOAD_BYTES + 1))
    assert (caught.value.code, caught.value.place, caught.value.facts) == (
        "envelope.too-large",
        "payload",
        {"limit": MAX_PAYLOAD_BYTES},
    )


@pytest.mark.parametrize(("header", "place"), [(b"", "header"), (b"{}" + b" " * 2047, "header")])
def test_a_header_that_is_empty_or_too_long_is_refused(header, place):
    assert refused(Invalid, signed(header, b"c")).place == place


def test_an_empty_ciphertext_is_refused():
    assert refused(Invalid, signed(split(LETTER).header_bytes, b"")).place == "ciphertext"


@pytest.mark.parametrize("salt", [b"", b"s" * 31, b"s" * 33])
def test_a_salt_of_another_length_is_not_sealed(salt):
    with pytest.raises(Invalid) as caught:
        letter(salt=salt)
    assert (caught.value.code, caught.value.place) == ("envelope.malformed", "salt")


@pytest.mark.parametrize("public", [b"", bytes(1215), bytes(1217), b"\xff" * 1216])
def test_nothing_is_sealed_for_a_key_that_is_none(public):
    class Recipient:
        pass

    Recipient.public = public
    with pytest.raises(Invalid) as caught:
        letter(to=Recipient)
    assert (caught.value.code, caught.value.place) == ("key.invalid", "encryption_key")


def test_a_header_that_cannot_be_read_cannot_be_sealed():
    with pytest.raises(Invalid) as caught:
        letter(sender="Mali")
    assert caught.value.place == "header.sender"


# Laws


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=1000), st.binary(min_size=32, max_size=32))
def test_every_content_comes_back_as_it_was(payload, salt):
    seen = opened(letter(payload, salt=salt))
    assert (seen.payload, seen.salt) == (payload, salt)
    assert len(padded(salt, payload)) % 256 == 0
    assert unpadded(padded(salt, payload)) == (salt, payload)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(LETTER) - 1), st.integers(1, 255))
def test_no_single_altered_byte_gets_through(position, change):
    data = LETTER[:position] + bytes([LETTER[position] ^ change]) + LETTER[position + 1 :]
    with pytest.raises(BenkanError):
        opened(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: b"BKE1" + tail))
def test_no_bytes_at_all_crash_the_reader(data):
    with pytest.raises(Invalid):
        peek(data)


def test_the_encryption_is_bound_to_the_header_by_its_sha_512():
    import hashlib

    raw = split(LETTER).header_bytes
    assert info_of(raw) == b"benkan-envelope-seal-1\n" + hashlib.sha512(raw).digest()


def test_what_is_signed_separates_header_and_ciphertext():
    import hashlib

    parts = split(LETTER)
    counted = b"".join(len(part).to_bytes(4, "big") + part for part in (parts.header_bytes, parts.ciphertext))
    assert parts.signed_bytes() == b"benkan-envelope-signature-1\n" + hashlib.sha512(counted).digest()
    assert json.loads(parts.header_bytes)["kind"] == "search.ask"


def test_a_fresh_recipient_opens_its_letter():
    key = EncryptionKey.generate()
    data = letter(to=key)
    assert (
        open_sealed(data, recipient="ma-dgsn", key=key, sender_signing_public=MALI.public, now=NOW).payload
        == b"a question"
    )
    assert opened(letter()).payload == b"a question"
    assert MOROCCO.public != key.public
