"""The outside of a letter: one spelling, every field of its form, nothing more."""

import dataclasses
import datetime as dt
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.envelope import Header, new_id, parse_header, time_text
from benkan.core.envelope.header import MAX_HEADER_BYTES
from benkan.core.errors import Invalid

from .letters import HEADER

WHOLE = dataclasses.replace(HEADER, commitment="ab" * 32)
BYTES = WHOLE.to_bytes()
OTHER = "77777777-2222-4333-8444-555555555555"
START = b"\x0asearch.ask\x06ml-ocs\x07ma-dgsn\x05ml-ma"
SENT, EXPIRES = (int(at.timestamp()).to_bytes(5) for at in (WHOLE.sent(), WHOLE.expires()))
COMMITMENT = b"\xab" * 32


def refused(act, *given_):
    with pytest.raises(Invalid) as caught:
        act(*given_)
    assert caught.value.code == "envelope.header"
    return caught.value.place


def spelled(start=START, flags=b"\x02", ids=(WHOLE.id, WHOLE.thread), sent=SENT, expires=EXPIRES):
    return start + flags + b"".join(uuid.UUID(each).bytes for each in ids) + sent + expires + COMMITMENT


def test_a_header_comes_back_as_it_was():
    assert parse_header(BYTES) == WHOLE
    assert spelled() == BYTES
    assert (WHOLE.sent(), WHOLE.expires()) == (
        dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC),
        dt.datetime(2026, 1, 4, 12, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize(
    ("thread", "previous", "flags", "ids"),
    [
        (WHOLE.id, "", 0, (WHOLE.id,)),
        (WHOLE.id, OTHER, 4, (WHOLE.id, OTHER)),
        (OTHER, OTHER, 5, (WHOLE.id, OTHER)),
        (WHOLE.thread, "", 2, (WHOLE.id, WHOLE.thread)),
        (WHOLE.thread, OTHER, 6, (WHOLE.id, OTHER, WHOLE.thread)),
    ],
)
def test_a_thread_that_is_known_already_costs_no_byte(thread, previous, flags, ids):
    header = dataclasses.replace(WHOLE, thread=thread, previous=previous)
    assert header.to_bytes() == spelled(flags=bytes((flags,)), ids=ids)
    assert parse_header(header.to_bytes()) == header


@pytest.mark.parametrize(
    ("flags", "ids", "place"),
    [
        (1, (WHOLE.id,), "header.thread"),
        (1, (WHOLE.id, OTHER), "header.thread"),
        (3, (WHOLE.id, OTHER), "header.thread"),
        (8, (WHOLE.id,), "header.thread"),
        (255, (WHOLE.id, OTHER), "header.thread"),
        (2, (WHOLE.id, WHOLE.id), "header"),
        (6, (WHOLE.id, OTHER, OTHER), "header"),
        (6, (WHOLE.id, OTHER, WHOLE.id), "header"),
        (5, (WHOLE.id, WHOLE.id), "header"),
        (0, (WHOLE.id, OTHER), "header"),
        (4, (WHOLE.id,), "header"),
    ],
)
def test_a_thread_has_one_spelling(flags, ids, place):
    assert refused(parse_header, spelled(flags=bytes((flags,)), ids=ids)) == place


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sender", "ML"),
        ("sender", "m"),
        ("sender", "m" * 41),
        ("sender", "ml--ocs"),
        ("sender", "ml-ocs\n"),
        ("sender", 5),
        ("recipient", ""),
        ("recipient", "٣ml"),
        ("convention", "AES"),
        ("convention", "a"),
        ("convention", "a" * 65),
        ("kind", ""),
        ("kind", "Search"),
        ("kind", "search..ask"),
        ("kind", "a" * 41),
        ("id", "1"),
        ("id", "11111111-2222-4333-8444-55555555555G"),
        ("id", "11111111-2222-4333-8444-555555555555".upper().replace("1", "A")),
        ("id", ""),
        ("thread", ""),
        ("previous", "x"),
        ("previous", None),
        ("sent_at", "2026-01-01T12:00:00+00:00"),
        ("sent_at", "2026-1-01T12:00:00Z"),
        ("sent_at", "2026-02-30T12:00:00Z"),
        ("sent_at", "2026-01-01T24:00:00Z"),
        ("sent_at", "1969-12-31T23:59:59Z"),
        ("sent_at", 1),
        ("expires_at", "tomorrow"),
        ("expires_at", "2026-01-01T12:00:00Z"),
        ("expires_at", "2026-01-01T11:59:59Z"),
        ("commitment", ""),
        ("commitment", "AB" * 32),
        ("commitment", "ab" * 31),
    ],
)
def test_a_field_of_another_form_is_not_written_and_named(field, value):
    assert refused(dataclasses.replace(WHOLE, **{field: value}).to_bytes) == f"header.{field}"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (spelled(start=START.replace(b"\x06ml-ocs", b"\x06ML-OCS")), "header.sender"),
        (spelled(start=START.replace(b"\x06ml-ocs", b"\x00")), "header.sender"),
        (spelled(start=START.replace(b"ml-ocs", b"ml-oc\xe9")), "header.sender"),
        (spelled(start=START.replace(b"\x07ma-dgsn", b"\x29" + b"m" * 41)), "header.recipient"),
        (spelled(start=START.replace(b"\x05ml-ma", b"\x05ml ma")), "header.convention"),
        (spelled(start=START.replace(b"search.ask", b"search.as\n")), "header.kind"),
        (spelled(expires=SENT), "header.expires_at"),
        (spelled(sent=EXPIRES), "header.expires_at"),
        (spelled(expires=b"\xff" * 5), "header.expires_at"),
        (spelled(sent=b"\xff" * 5), "header.sent_at"),
        (BYTES[:-1], "header"),
        (BYTES + b"\x00", "header"),
        (b"", "header"),
        (b"\xff", "header"),
        (b"\x00" * 4, "header.thread"),
        (b"{}", "header"),
        (BYTES + bytes(MAX_HEADER_BYTES), "header"),
    ],
)
def test_bytes_that_are_no_header_are_refused_at_the_place(data, place):
    assert refused(parse_header, data) == place


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("convention", ""),
        ("convention", "ab"),
        ("convention", "a" * 64),
        ("previous", WHOLE.id),
        ("sender", "ml"),
        ("sender", "m" * 40),
        ("kind", "a" * 40),
        ("sent_at", "1970-01-01T00:00:00Z"),
        ("expires_at", "2026-01-01T12:00:01Z"),
        ("expires_at", "9999-12-31T23:59:59Z"),
    ],
)
def test_a_field_on_the_edge_of_its_form_comes_back(field, value):
    header = dataclasses.replace(WHOLE, **{field: value})
    assert parse_header(header.to_bytes()) == header


def test_the_longest_header_fits():
    longest = dataclasses.replace(
        WHOLE, sender="m" * 40, recipient="n" * 40, convention="a" * 64, kind="k" * 40, previous=OTHER
    )
    assert len(longest.to_bytes()) <= MAX_HEADER_BYTES
    assert parse_header(longest.to_bytes()) == longest


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader(data):
    with pytest.raises(Invalid):
        parse_header(data)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(BYTES) - 1), st.integers(1, 255))
def test_an_altered_byte_is_refused_or_another_header_with_the_same_spelling(position, change):
    data = BYTES[:position] + bytes([BYTES[position] ^ change]) + BYTES[position + 1 :]
    try:
        header = parse_header(data)
    except Invalid:
        return
    assert header != WHOLE
    assert header.to_bytes() == data


def test_an_id_is_a_fresh_random_uuid():
    assert uuid.UUID(new_id()).version == 4
    assert new_id() != new_id()


def test_times_are_written_in_utc_to_the_second():
    bamako_plus_two = dt.timezone(dt.timedelta(hours=2))
    assert time_text(dt.datetime(2026, 1, 1, 14, 0, 5, 999, bamako_plus_two)) == "2026-01-01T12:00:05Z"


def test_a_header_is_uncommitted_until_it_is_sealed():
    assert HEADER.commitment == ""
    assert Header.__slots__
