"""Sealing and opening, and every way in which a letter can lie."""

import dataclasses
import datetime as dt
import uuid

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
from benkan.core.envelope.layout import LETTER as MAGIC
from benkan.core.envelope.layout import REPLY, commitment_of, join, padded, split, unpadded
from benkan.core.envelope.secrets import info_of, letter_salt, reply_cipher, reply_salt
from benkan.core.errors import BenkanError, Invalid, Unverified

from .letters import (
    BURKINA,
    HEADER,
    MALI,
    MOROCCO,
    MOROCCO_SIGNS,
    NIGER,
    NOW,
    REPLY_HEADER,
    SALT,
    SECRET,
    crafted,
    crafted_reply,
    letter,
    opened,
    reply,
    reply_opened,
    signed,
)

LETTER = letter()
ANSWER = reply()


def refused(error_type, data, **changes):
    with pytest.raises(error_type) as caught:
        opened(data, **changes)
    assert str(caught.value)
    return caught.value


def test_a_letter_opens_for_its_recipient_with_what_was_sealed():
    seen = opened(LETTER)
    assert (seen.payload, seen.salt, seen.secret) == (b"a question", SALT, SECRET)
    assert dataclasses.replace(seen.header, commitment="") == HEADER
    assert seen.header.commitment == commitment_of(SALT, b"a question")
    assert peek(LETTER) == verify(LETTER, MALI.public) == seen.header
    assert verify_content(LETTER, MALI.public, seen.salt, seen.payload) == seen.header


def test_two_letters_with_one_content_share_no_ciphertext_and_no_commitment():
    one, two = letter(secret=None), letter(secret=None)
    assert opened(one).salt != opened(two).salt
    assert peek(one).commitment != peek(two).commitment
    assert split(one).ciphertext != split(two).ciphertext


@pytest.mark.parametrize(
    ("kind", "one", "two", "step"),
    [
        ("request", 0, 252, 256),
        ("request", 253, 508, 256),
        ("search.ask", 0, 28, 32),
        ("search.ask", 29, 60, 32),
        ("search.answer", 5, 12, 8),
    ],
)
def test_contents_of_about_one_size_make_letters_of_exactly_one_size(kind, one, two, step):
    assert len(letter(b"x" * one, kind=kind)) == len(letter(b"x" * two, kind=kind))
    assert len(letter(b"x" * two, kind=kind)) + step == len(letter(b"x" * (two + 1), kind=kind))


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
        raw = dataclasses.replace(parts.header, expires_at="2026-01-05T12:00:00Z").to_bytes()
        data = join(MAGIC, raw, parts.ciphertext, parts.signature)
    elif part == "ciphertext":
        data = join(
            MAGIC, parts.header_bytes, parts.ciphertext[:-1] + bytes([parts.ciphertext[-1] ^ 1]), parts.signature
        )
    else:
        data = LETTER[:-1] + bytes([LETTER[-1] ^ 1])
    assert refused(Unverified, data).code == "envelope.signature"
    with pytest.raises(Unverified):
        verify(data, MALI.public)
    with pytest.raises(Unverified):
        verify_content(data, MALI.public, SALT, b"a question")


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
    other = dataclasses.replace(HEADER, commitment=commitment_of(SALT, b"another"))
    error = refused(Unverified, crafted(header=other))
    assert (error.code, error.place) == ("envelope.commitment", "header.commitment")


@pytest.mark.parametrize(
    ("salt", "payload"),
    [
        (b"t" * 32, b"a question"),
        (SALT, b"another"),
        (SALT[:31], SALT[31:] + b"a question"),
        (SALT + b"a", b" question"),
        (SECRET, b"a question"),
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
        SECRET,
        SECRET[:31],
        SECRET + b"\x00" * 3,
        SECRET + padded(b"x", "search.ask")[:-1],
        SECRET + padded(b"x", "search.ask")[:-1] + b"\x01",
        SECRET + padded(b"x", "search.ask") + bytes(32),
        SECRET + padded(b"x", "request"),
        SECRET + (2**32 - 1).to_bytes(4) + b"x" * 28,
        SECRET + (29).to_bytes(4) + b"x" * 28,
    ],
)
def test_a_plaintext_that_is_not_laid_out_as_agreed_is_refused(plain):
    error = refused(Invalid, crafted(plain))
    assert (error.code, error.place) == ("envelope.malformed", "plaintext")


# Time


@pytest.mark.parametrize("late", [dt.timedelta(0), dt.timedelta(hours=30), CLOCK_GRACE])
def test_a_clock_that_is_a_day_wrong_does_not_stop_an_exchange(late):
    assert opened(LETTER, now=HEADER.expires() + late)


def test_a_letter_is_refused_two_days_after_its_expiry():
    error = refused(Unverified, LETTER, now=HEADER.expires() + dt.timedelta(hours=48, seconds=1))
    assert (error.code, error.place, error.facts) == (
        "envelope.expired",
        "header.expires_at",
        {"expires_at": HEADER.expires_at},
    )
    assert dt.timedelta(hours=48) == CLOCK_GRACE


def test_a_letter_from_the_future_opens():
    assert opened(LETTER, now=HEADER.sent() - dt.timedelta(days=30))


def test_an_expired_letter_still_proves_what_it_said():
    assert verify_content(LETTER, MALI.public, SALT, b"a question")


# The form


@pytest.mark.parametrize("data", [LETTER, ANSWER], ids=["letter", "reply"])
@pytest.mark.parametrize("length", [0, 1, 3, 4, 5, 6, 100, 150])
def test_a_truncated_letter_is_refused(data, length):
    assert refused(Invalid, data[:length]).code == "envelope.malformed"


@pytest.mark.parametrize("cut", [1, 64, 65, 500])
def test_a_letter_that_lost_its_end_or_gained_one_is_signed_by_nobody(cut):
    assert refused(Unverified, LETTER[:-cut]).code == "envelope.signature"
    assert refused(Unverified, LETTER + bytes(cut)).code == "envelope.signature"


def test_something_that_is_no_envelope_is_refused():
    assert refused(Invalid, b"PK\x03\x04" + bytes(1000)).place == "magic"
    assert refused(Invalid, b"BKE1" + LETTER[4:]).place == "magic"
    assert refused(Invalid, REPLY + LETTER[4:]).place == "magic"


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


@pytest.mark.parametrize("header", [b"", b"x" * 513, b"x" * 65535])
def test_a_header_that_is_empty_or_too_long_is_refused(header):
    assert refused(Invalid, signed(header, b"c")).place == "header"


def test_an_empty_ciphertext_is_refused():
    assert refused(Invalid, signed(split(LETTER).header_bytes, b"")).place == "ciphertext"


@pytest.mark.parametrize("secret", [b"", b"s" * 31, b"s" * 33])
def test_a_secret_of_another_length_seals_and_opens_nothing(secret):
    for act in (
        lambda: letter(secret=secret),
        lambda: reply(secret=secret),
        lambda: reply_opened(ANSWER, secret=secret),
    ):
        with pytest.raises(Invalid) as caught:
            act()
        assert (caught.value.code, caught.value.place) == ("envelope.malformed", "secret")


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
def test_every_content_comes_back_as_it_was(payload, secret):
    seen = opened(letter(payload, secret=secret))
    assert (seen.payload, seen.secret, seen.salt) == (payload, secret, letter_salt(secret))
    back = reply_opened(reply(payload, secret=secret), secret=secret)
    assert (back.payload, back.secret, back.salt) == (payload, secret, reply_salt(secret, REPLY_HEADER.id))
    for kind, block in (("request", 256), ("search.ask", 32), ("search.answer", 8)):
        assert len(padded(payload, kind)) % block == 0
        assert unpadded(padded(payload, kind), kind) == payload


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(LETTER) - 1), st.integers(1, 255))
def test_no_single_altered_byte_gets_through(position, change):
    data = LETTER[:position] + bytes([LETTER[position] ^ change]) + LETTER[position + 1 :]
    with pytest.raises(BenkanError):
        opened(data)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(ANSWER) - 1), st.integers(1, 255))
def test_no_single_altered_byte_of_a_reply_gets_through(position, change):
    data = ANSWER[:position] + bytes([ANSWER[position] ^ change]) + ANSWER[position + 1 :]
    with pytest.raises(BenkanError):
        reply_opened(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: MAGIC + tail))
def test_no_bytes_at_all_crash_the_reader(data):
    with pytest.raises(Invalid):
        peek(data)


def test_the_encryption_is_bound_to_the_header_by_its_sha_512():
    import hashlib

    raw = split(LETTER).header_bytes
    assert info_of(raw) == b"benkan-envelope-seal-2\n" + hashlib.sha512(raw).digest()


def test_what_is_signed_separates_header_and_ciphertext():
    import hashlib

    parts = split(LETTER)
    counted = b"BKE2" + len(parts.header_bytes).to_bytes(2, "big") + parts.header_bytes + parts.ciphertext
    assert parts.signed_bytes() == b"benkan-envelope-signature-2\n" + hashlib.sha512(counted).digest()


def test_a_fresh_recipient_opens_its_letter():
    key = EncryptionKey.generate()
    data = letter(to=key)
    assert (
        open_sealed(data, recipient="ma-dgsn", key=key, sender_signing_public=MALI.public, now=NOW).payload
        == b"a question"
    )
    assert opened(letter()).payload == b"a question"
    assert MOROCCO.public != key.public


# Replies


def test_a_reply_opens_for_who_wrote_the_letter():
    seen = reply_opened(ANSWER)
    assert (seen.payload, seen.salt) == (b"an answer", reply_salt(SECRET, REPLY_HEADER.id))
    assert dataclasses.replace(seen.header, commitment="") == REPLY_HEADER
    assert peek(ANSWER) == verify(ANSWER, MOROCCO_SIGNS.public) == seen.header
    assert verify_content(ANSWER, MOROCCO_SIGNS.public, seen.salt, seen.payload) == seen.header


def test_a_reply_costs_the_link_no_key_exchange():
    assert len(LETTER) - len(reply(b"a question", kind="search.ask", thread=HEADER.id)) > 1100


def test_the_secret_of_a_letter_is_made_again_from_the_key_and_is_its_own():
    key = EncryptionKey.from_bytes(b"k" * 32)
    again = EncryptionKey.from_bytes(b"k" * 32)
    other = str(uuid.uuid4())
    assert key.letter_secret("ma-dgsn", HEADER.id) == again.letter_secret("ma-dgsn", HEADER.id)
    made = {
        key.letter_secret("ma-dgsn", HEADER.id),
        key.letter_secret("ma-dgs", HEADER.id),
        key.letter_secret("ma-dgsn", other),
        MOROCCO.letter_secret("ma-dgsn", HEADER.id),
    }
    assert len(made) == 4
    assert {len(each) for each in made} == {32}


def test_what_a_judge_is_shown_opens_no_reply():
    """The salts of letter and reply are shown with their contents; neither is the secret nor gives it away."""
    for shown in (SALT, reply_salt(SECRET, REPLY_HEADER.id)):
        with pytest.raises(Unverified) as caught:
            reply_opened(ANSWER, secret=shown)
        assert caught.value.code == "envelope.other-reply"
    assert len({SECRET, SALT, reply_salt(SECRET, REPLY_HEADER.id), reply_salt(SECRET, HEADER.id)}) == 4


def test_two_replies_to_one_letter_never_share_a_key():
    one, two = reply(b"wait"), reply(b"now!")
    other = reply(b"wait", id=str(uuid.uuid4()))
    keys = [reply_cipher(SECRET, split(each).header_bytes)[1] for each in (one, two, other)]
    assert len(set(keys)) == 3
    assert reply(b"wait") == one
    assert reply_opened(two).payload == b"now!"


@pytest.mark.parametrize(
    ("data", "changes", "code"),
    [
        (ANSWER, {"secret": b"t" * 32}, "envelope.other-reply"),
        (ANSWER, {"recipient": "bf-drug"}, "envelope.recipient"),
        (ANSWER, {"sender": MALI.public}, "envelope.signature"),
        (reply(key=BURKINA), {}, "envelope.signature"),
        (ANSWER, {"now": REPLY_HEADER.expires() + dt.timedelta(hours=48, seconds=1)}, "envelope.expired"),
        (crafted_reply(header=dataclasses.replace(REPLY_HEADER, commitment="00" * 32)), {}, "envelope.commitment"),
        (signed(split(ANSWER).header_bytes, b"x", MOROCCO_SIGNS, REPLY), {}, "envelope.other-reply"),
    ],
)
def test_a_reply_that_does_not_hold_is_refused(data, changes, code):
    with pytest.raises(Unverified) as caught:
        reply_opened(data, **changes)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "plain", [b"", b"\x00" * 3, padded(b"x", "search.ask"), padded(b"x", "search.answer") + bytes(8)]
)
def test_a_reply_that_is_not_laid_out_as_agreed_is_refused(plain):
    with pytest.raises(Invalid) as caught:
        reply_opened(crafted_reply(plain))
    assert (caught.value.code, caught.value.place) == ("envelope.malformed", "plaintext")


def test_a_letter_is_no_reply_and_a_reply_no_letter():
    with pytest.raises(Invalid) as caught:
        reply_opened(LETTER, recipient="ma-dgsn", sender=MALI.public)
    assert caught.value.place == "magic"
    assert refused(Invalid, ANSWER, recipient="ml-ocs", sender=MOROCCO_SIGNS.public).place == "magic"
    # Nor does a signature move from one to the other.
    parts = split(ANSWER)
    with pytest.raises(Unverified):
        verify(join(MAGIC, parts.header_bytes, parts.ciphertext, parts.signature), MOROCCO_SIGNS.public)


def test_a_reply_names_the_letter_that_it_answers():
    with pytest.raises(Invalid) as caught:
        reply(previous="")
    assert caught.value.place == "header.previous"
