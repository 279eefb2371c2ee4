"""The outside of a letter: one spelling, every field of its form, nothing more."""

import dataclasses
import datetime as dt
import json
import uuid

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.envelope import Header, new_id, parse_header, time_text
from benkan.core.errors import Invalid

from .letters import HEADER

WHOLE = dataclasses.replace(HEADER, commitment="ab" * 32)
VALUES = dataclasses.asdict(WHOLE)


def refused(data):
    with pytest.raises(Invalid) as caught:
        parse_header(data)
    assert caught.value.code == "envelope.header"
    return caught.value.place


def test_a_header_comes_back_as_it_was():
    assert parse_header(WHOLE.to_bytes()) == WHOLE
    assert WHOLE.to_bytes() == rfc8785.dumps(VALUES)
    assert (WHOLE.sent(), WHOLE.expires()) == (
        dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC),
        dt.datetime(2026, 1, 4, 12, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize("field", sorted(VALUES))
def test_a_missing_field_is_named(field):
    assert refused(rfc8785.dumps({key: value for key, value in VALUES.items() if key != field})) == f"header.{field}"


def test_an_unknown_field_is_named():
    assert refused(rfc8785.dumps(VALUES | {"subject": "x"})) == "header.subject"
    assert refused(rfc8785.dumps(VALUES | {"z" * 500: "x"})) == "header." + "z" * 40


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", 2),
        ("version", True),
        ("version", "1"),
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
        ("sent_at", 1),
        ("expires_at", "tomorrow"),
        ("expires_at", "2026-01-01T12:00:00Z"),
        ("expires_at", "2026-01-01T11:59:59Z"),
        ("commitment", ""),
        ("commitment", "AB" * 32),
        ("commitment", "ab" * 31),
    ],
)
def test_a_field_of_another_form_is_named(field, value):
    assert refused(rfc8785.dumps(VALUES | {field: value})) == f"header.{field}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("convention", ""),
        ("convention", "ab"),
        ("convention", "a" * 64),
        ("previous", VALUES["id"]),
        ("sender", "ml"),
        ("sender", "m" * 40),
        ("kind", "a" * 40),
        ("expires_at", "2026-01-01T12:00:01Z"),
    ],
)
def test_a_field_on_the_edge_of_its_form_is_accepted(field, value):
    assert getattr(parse_header(rfc8785.dumps(VALUES | {field: value})), field) == value


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(VALUES).encode(),
        json.dumps(VALUES, separators=(",", ":"), sort_keys=True).encode() + b"\n",
        WHOLE.to_bytes().replace(b'"kind":"search.ask"', b'"kind":"receipt","kind":"search.ask"'),
        WHOLE.to_bytes().replace(b"ml-ocs", b"ml\\u002docs"),
        b"[]",
        b"1",
        b"",
        b"\xff",
        b"{" * 1000,
        b"[" * 2000,
        WHOLE.to_bytes().replace(b'"version":1', b'"version":1' + b" " * 2048),
    ],
)
def test_a_second_spelling_or_no_header_at_all_is_refused(data):
    assert refused(data) == "header"


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader(data):
    with pytest.raises(Invalid):
        parse_header(data)


def test_an_id_is_a_fresh_random_uuid():
    assert uuid.UUID(new_id()).version == 4
    assert new_id() != new_id()


def test_times_are_written_in_utc_to_the_second():
    bamako_plus_two = dt.timezone(dt.timedelta(hours=2))
    assert time_text(dt.datetime(2026, 1, 1, 14, 0, 5, 999, bamako_plus_two)) == "2026-01-01T12:00:05Z"


def test_a_header_is_version_1_and_uncommitted_until_it_is_sealed():
    assert (HEADER.version, HEADER.commitment) == (1, "")
    assert Header.__slots__
