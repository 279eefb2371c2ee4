"""Bodies that programs send: one answer for whatever is no object, in every slice."""

import re
from pathlib import Path

import pytest
from django.test import RequestFactory, override_settings

from benkan.core.errors import Invalid
from benkan.web import json_body

SOURCE = Path(json_body.__file__).parents[1]


def request(body: bytes):
    return RequestFactory().post("/api/x", body, content_type="application/json")


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{",
        b"null",
        b"1",
        b'"x"',
        b"\xff",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a": NaN}',
        b'{"a": -Infinity}',
    ],
)
def test_what_is_no_object_is_refused_with_its_place(body):
    with pytest.raises(Invalid) as refused:
        json_body.read(request(body))
    assert (refused.value.code, refused.value.place) == ("api.body", "body")
    assert refused.value.remedy


def test_an_object_is_read_up_to_its_bound_and_not_a_byte_further():
    body = b'{"a": 1}'
    assert json_body.read(request(body), len(body)) == {"a": 1}
    with pytest.raises(Invalid):
        json_body.read(request(body + b" "), len(body))
    assert json_body.read(request(b"")) == {}


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_a_body_that_django_does_not_take_has_the_same_answer():
    with pytest.raises(Invalid) as refused:
        json_body.read(request(b'{"a": "' + b"x" * 200 + b'"}'))
    assert refused.value.code == "api.body"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (json_body.text, 1),
        (json_body.text, None),
        (json_body.texts, "x"),
        (json_body.texts, ["x", 1]),
        (json_body.day, "31/12/2026"),
        (json_body.day, 20261231),
        (json_body.moment, "2026-12-31T12:00:00"),
        (json_body.moment, "soon"),
    ],
)
def test_a_field_of_another_type_is_refused_by_its_name(field, value):
    with pytest.raises(Invalid) as refused:
        field({"until": value}, "until")
    assert (refused.value.code, refused.value.place) == ("api.field", "until")


def test_no_slice_parses_a_body_by_itself():
    for path in SOURCE.rglob("*.py"):
        if path != Path(json_body.__file__):
            assert not re.search(r"json\.loads\(request\b", path.read_text("utf-8")), path
