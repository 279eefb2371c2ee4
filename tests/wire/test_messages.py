"""Every message comes back as it was; nothing else is read; every refusal names its place."""

import base64
import contextlib
import json
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from benkan import wire
from benkan.core.errors import Invalid
from benkan.wire.fields import Packed
from benkan.wire.messages import MAX_PAYLOAD_BYTES

from .samples import BY_KIND, HASH, MESSAGES, UUIDS

VECTORS = Path(__file__).parents[1] / "vectors" / "messages.json"
kinds = pytest.mark.parametrize("kind", sorted(wire.KINDS))
json_kinds = pytest.mark.parametrize(
    "kind", sorted(kind for kind, model in wire.KINDS.items() if not issubclass(model, Packed))
)


def refused(kind, values):
    data = values if isinstance(values, bytes) else spelled(kind, values)
    with pytest.raises(Invalid) as caught:
        wire.decode(kind, data)
    assert str(caught.value)
    return caught.value


def body_of(kind):
    """What follows the JSON of the sample: nothing, or a line feed and bytes."""
    field = wire.KINDS[kind].body if kind in wire.KINDS else ""
    return b"\n" + getattr(BY_KIND[kind], field) if field else b""


def spelled(kind, values):
    return rfc8785.dumps(values) + body_of(kind)


def values(kind):
    return json.loads(wire.encode(BY_KIND[kind]).partition(b"\n")[0])


def test_there_is_a_sample_of_every_kind():
    assert set(BY_KIND) == set(wire.KINDS)


@kinds
def test_every_message_comes_back_as_it_was(kind):
    data = wire.encode(BY_KIND[kind])
    again = wire.decode(kind, data)
    assert again == BY_KIND[kind]
    assert wire.kind_of(again) == kind


@json_kinds
def test_a_message_is_canonical_json_and_its_body(kind):
    assert wire.encode(BY_KIND[kind]) == spelled(kind, values(kind))


@kinds
def test_the_published_bytes_never_change(kind):
    published = json.loads(VECTORS.read_text(encoding="utf-8"))["messages"]
    published = published[kind]
    data = bytes.fromhex(published["hex"]) if isinstance(published, dict) else published.encode()
    assert wire.encode(BY_KIND[kind]) == data
    assert wire.decode(kind, data) == BY_KIND[kind]


@json_kinds
def test_an_extra_field_is_refused_with_its_place(kind):
    error = refused(kind, values(kind) | {"subject": "x"})
    assert (error.code, error.place) == ("wire.invalid", f"{kind}.subject")


@json_kinds
def test_each_missing_field_is_refused_with_its_place(kind):
    whole = values(kind)
    for field in whole:
        error = refused(kind, {key: value for key, value in whole.items() if key != field})
        # A default may stand in for a missing field; then the bytes are not canonical, or do not fit the other fields.
        told = {("wire.invalid", f"{kind}.{field}"), ("wire.invalid", kind), ("wire.not-canonical", kind)}
        assert (error.code, error.place) in told


@json_kinds
def test_each_field_of_another_type_is_refused_with_its_place(kind):
    whole = values(kind)
    for field, value in whole.items():
        other = "x" if isinstance(value, int) else 7
        error = refused(kind, whole | {field: other})
        assert error.code == "wire.invalid"
        assert error.place.startswith(f"{kind}.{field}")


@json_kinds
def test_each_text_has_a_largest_size(kind):
    whole = values(kind)
    for field, value in whole.items():
        if isinstance(value, str):
            error = refused(kind, whole | {field: "a" * 400_000})
            assert (error.code, error.place) == ("wire.invalid", f"{kind}.{field}")


@json_kinds
def test_each_list_and_table_has_a_largest_size(kind):
    whole = values(kind)
    for field, value in whole.items():
        if isinstance(value, list):
            many = [value[0]] * (200 if isinstance(value[0], dict) else 15_000)
        elif isinstance(value, dict) and value:
            many = {
                f"{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number // 676)}": next(
                    iter(value.values())
                )
                for number in range(700)
            }
        else:
            continue
        assert refused(kind, whole | {field: many}).place.startswith(f"{kind}.{field}")


@kinds
def test_a_message_is_frozen(kind):
    message = BY_KIND[kind]
    with pytest.raises(ValidationError):
        message.anything = 1


@json_kinds
def test_a_second_spelling_is_refused(kind):
    error = refused(kind, json.dumps(values(kind), ensure_ascii=False).encode() + body_of(kind))
    assert (error.code, error.place) == ("wire.not-canonical", kind)


def test_a_key_written_twice_is_refused():
    data = wire.encode(BY_KIND["receipt"])
    assert refused("receipt", data.replace(b'{"envelope"', b'{"sha256":"x","envelope"')).code == "wire.not-canonical"


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_message_is_refused_at_its_root(data):
    error = refused("receipt", data)
    assert (error.code, error.place) == ("wire.invalid", "receipt")


def test_an_unknown_kind_is_refused():
    error = refused("order", {})
    assert (error.code, error.place) == ("wire.kind", "kind")


def test_an_oversized_message_is_refused_unread():
    error = refused("receipt", b" " * (MAX_PAYLOAD_BYTES + 1))
    assert (error.code, error.place, error.facts) == ("wire.too-large", "receipt", {"limit": 4_000_000})
    assert refused("receipt", b" " * MAX_PAYLOAD_BYTES).code == "wire.invalid"


def test_a_refusal_of_a_message_never_repeats_what_was_in_it():
    secret = "Iyad-ag-Ghali\u202e"
    error = refused("request", values("request") | {"question": secret, "urgency": secret})
    assert "Iyad" not in str(error)
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_a_long_unknown_key_is_cut_in_the_place():
    assert len(refused("receipt", values("receipt") | {"k" * 500: 1}).place) == len("receipt.") + 80


def test_a_wrong_item_of_a_list_is_named_with_its_number():
    proof = [base64.b64encode(b"e" * 32).decode(), "AAAA"]
    assert refused("witness.ask", values("witness.ask") | {"proof": proof}).place == "witness.ask.proof[1]"


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("index.manifest", "epoch_started_on", "2026-02-30"),
        ("index.manifest", "epoch_started_on", "20260101"),
        ("index.manifest", "secret", "AAAA"),
        ("index.manifest", "secret", base64.b64encode(bytes(33)).decode()),
        ("index.manifest", "base", {"count": 2**40 + 1}),
        ("index.manifest", "responder", "Niger"),
        ("index.manifest", "format", ""),
        ("index.digests.ask", "sha256", "../../keys/blind"),
        ("request", "handle", "AAAB="),
        ("request", "handle", "AB=="),
        ("request", "handle", "é==="),
        ("request", "request", "11111111-2222-4333-8444-55555555555"),
        ("request", "request", UUIDS[0].replace("1", "A")),
        ("request", "urgency", "whenever"),
        ("request", "language", "de"),
        ("request", "question", ""),
        ("request", "question", "a\u202eb"),
        ("request", "question", "a\u2066b"),
        ("request", "question", "a\u200fb"),
        ("request", "question", "a\x07b"),
        ("request", "question", "a\u2028b"),
        ("request", "question", "x" * 4001),
        ("request", "officer", "x" * 201),
        ("request", "handle", base64.b64encode(bytes(15)).decode()),
        ("request", "tier", "x" * 33),
        ("release", "decision", "some"),
        ("release", "version", 0),
        ("release", "version", 2),
        ("release", "handling", "H4"),
        ("release", "grade", "G1"),
        ("release", "grade", "A5"),
        ("release", "properties", {"na me": ["x"]}),
        ("release", "properties", {"name": []}),
        ("release", "properties", {"name": [1]}),
        ("correction", "properties", {}),
        ("withdrawal", "fields", ["birth date"]),
        ("acknowledgement", "what", "done"),
        ("suspension", "convention", "AES"),
        ("witness.ask", "proof", ["AAAA"]),
        ("witness.ask", "old_size", -1),
        ("receipt", "sha256", ""),
        ("refusal", "code", "Not A Code"),
        ("refusal", "facts", {"a b": "x"}),
        ("refusal", "facts", {"a": 1}),
    ],
)
def test_a_value_beyond_its_bounds_is_refused_with_its_place(kind, field, value):
    error = refused(kind, values(kind) | {field: value})
    assert error.code == "wire.invalid"
    assert error.place.startswith(f"{kind}.{field}")


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("request", "question", "x" * 4000),
        ("request", "handle", None),
        ("request", "tier", ""),
        ("request", "question", "«\u00a0Qui\u202f?\u00a0»\nنعم"),
        ("release", "second_officer", None),
        ("release", "grade", "X4"),
        ("release", "version", 1),
        ("withdrawal", "fields", []),
        ("index.manifest", "deltas", []),
        ("refusal", "facts", {}),
    ],
)
def test_a_value_on_its_bound_is_accepted(kind, field, value):
    assert wire.decode(kind, spelled(kind, values(kind) | {field: value}))


# Messages with a body


@pytest.mark.parametrize("body", [b"", b"\n", b"\x00\xff", bytes(65_536)])
def test_a_body_travels_as_it_is(body):
    data = wire.encode(wire.IndexChunk(number=1, data=body))
    assert data == b'{"number":1}\n' + body
    assert wire.decode("index.chunk", data).data == body


def test_a_body_beyond_its_size_is_refused():
    error = refused("index.chunk", b'{"number":1}\n' + bytes(65_537))
    assert (error.code, error.place) == ("wire.invalid", "index.chunk.data")


@pytest.mark.parametrize(
    "data",
    [
        b'{"number":1}',
        b'{"data":"AAAA","number":1}',
        b'{"data":"AAAA","number":1}\nbody',
        b'{"number":1,"number":1}\nbody',
        b'{"number":1} \nbody',
    ],
)
def test_a_second_spelling_of_a_body_is_refused(data):
    assert refused("index.chunk", data).code in {"wire.invalid", "wire.not-canonical"}


@pytest.mark.parametrize("data", [b"", b"\n", b"{\nbody", b"[]\nbody", b"\xff\nbody", b"[" * 100_000])
def test_what_is_no_message_with_a_body_is_refused(data):
    assert refused("index.chunk", data).code == "wire.invalid"


# What a release may say


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"decision": "nothing"}, "carries no data"),
        ({"decision": "nothing", "properties": {}}, "carries no data"),
        ({"decision": "part", "properties": {}}, "carries data"),
        ({"decision": "all", "schema": None}, "carries data"),
        ({"decision": "all"}, "withholds nothing"),
        ({"second_officer": "K. Alaoui"}, "another person"),
    ],
)
def test_a_release_that_contradicts_itself_is_refused(changes, why):
    error = refused("release", values("release") | changes)
    assert (error.code, error.place) == ("wire.invalid", "release")
    assert why in error.sentence


@pytest.mark.parametrize(
    "changes", [{"decision": "nothing", "properties": {}, "schema": None}, {"decision": "all", "withheld": 0}]
)
def test_a_release_of_all_or_nothing_is_read(changes):
    assert wire.decode("release", rfc8785.dumps(values("release") | changes))


def test_bytes_are_bytes_in_python_and_not_text():
    with pytest.raises(ValidationError):
        wire.IndexChunk(number=1, data="AAAA")
    assert wire.decode("index.chunk", b'{"number":1}\n\x00\x00\x00').data == bytes(3)


@settings(deadline=None)
@given(st.sampled_from(sorted(wire.KINDS)), st.binary(max_size=200))
def test_no_bytes_crash_the_reader(kind, data):
    with contextlib.suppress(Invalid):
        assert data == wire.encode(wire.decode(kind, data))


def test_every_sample_is_made_of_invented_values_only():
    assert HASH == "ab" * 32
    assert len(MESSAGES) == len(wire.KINDS)
