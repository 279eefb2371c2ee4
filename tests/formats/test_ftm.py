"""FollowTheMoney lines: good ones are read, bad ones are named, nothing else can happen."""

import io
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared_data import ROOT

from benkan.core.errors import Invalid
from benkan.formats import ftm
from benkan.formats.report import Report

GOOD = {"id": "p1", "schema": "Person", "properties": {"name": ["Moussa Keita"], "birthDate": ["1984"]}}


def read(*lines, report=None):
    data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return list(ftm.read(io.BytesIO(data), report if report is not None else Report()))


def test_the_schema_table_is_what_its_yaml_says():
    done = subprocess.run([sys.executable, "resources/build_followthemoney.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_a_line_becomes_an_entity_with_its_line_as_place():
    (entity,) = read({**GOOD, "caption": "x", "datasets": ["y"], "target": True})
    assert (entity.id, entity.schema, entity.place) == ("p1", "Person", "line 1")
    assert entity.properties == {"name": ("Moussa Keita",), "birthDate": ("1984",)}


def test_what_is_written_is_read_again():
    (entity,) = read(GOOD)
    (again,) = read(json.loads(ftm.line(entity.id, entity.schema, entity.properties, "Moussa Keita")))
    assert again.properties == entity.properties


@pytest.mark.parametrize(
    ("bad", "code", "place"),
    [
        (b"{broken", "ftm.not-json", "line 2, column 2"),
        (b'{"id": "\xff"}', "ftm.not-json", "line 2"),
        (b"[" * 900 + b"]" * 900, "ftm.not-an-object", "line 2"),
        (b"7", "ftm.not-an-object", "line 2"),
        ({**GOOD, "id": ""}, "ftm.id", "line 2"),
        ({**GOOD, "id": "a\0b"}, "ftm.id", "line 2"),
        ({**GOOD, "schema": "Spaceship"}, "ftm.schema", "line 2"),
        ({**GOOD, "schema": "Thing"}, "ftm.schema", "line 2"),
        ({**GOOD, "properties": []}, "ftm.properties", "line 2"),
        ({**GOOD, "properties": {"shoe": ["44"]}}, "ftm.property", "line 2 · shoe"),
        ({**GOOD, "properties": {"birthDate": ["1984-13-01"]}}, "ftm.value", "line 2 · birthDate"),
        ({**GOOD, "properties": {"birthDate": ["١٩٨٤"]}}, "ftm.value", "line 2 · birthDate"),
        ({**GOOD, "properties": {"name": [{"nested": 1}]}}, "ftm.value", "line 2 · name"),
        ({**GOOD, "properties": {"name": ["A\u202eB"]}}, "name.bidi", "line 2 · name"),
        ({**GOOD, "properties": {"name": ["x" * 10_000]}}, "name.too-long", "line 2 · name"),
        ({**GOOD, "properties": {"phone": ["7" * 600]}}, "ftm.too-long", "line 2 · phone"),
        ({**GOOD, "properties": {"alias": [f"Name {n}" for n in range(501)]}}, "ftm.too-many", "line 2 · alias"),
    ],
)
def test_a_bad_line_is_left_out_and_named(bad, code, place):
    report = Report()
    assert [entity.id for entity in read(GOOD, bad, {**GOOD, "id": "p3"}, report=report)] == ["p1", "p3"]
    (finding,) = report.findings
    assert (finding.code, finding.place, finding.refused) == (code, place, True)


def test_a_file_without_one_entity_is_refused():
    for data in (b"", b"\n\n", b"nothing here\n"):
        with pytest.raises(Invalid) as refused:
            read(data)
        assert refused.value.code == "ftm.nothing"
        assert refused.value.remedy


def test_a_json_list_is_refused_with_what_to_do():
    with pytest.raises(Invalid) as refused:
        read(json.dumps([GOOD]).encode())
    assert refused.value.code == "ftm.not-lines"
    assert "jq" in refused.value.remedy


def test_an_endless_line_is_refused_without_reading_it_all():
    with pytest.raises(Invalid) as refused:
        read(GOOD, b'{"id": "' + b"x" * (2 * 1024 * 1024))
    assert (refused.value.code, refused.value.place) == ("ftm.line-too-long", "line 2")


def refusal_of(act):
    """The refusal that the act ends in, if it ends in one; anything else is a failure of the test."""
    try:
        act()
    except Invalid as error:
        return error
    return None


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_no_bytes_raise_anything_but_a_refusal(lines):
    refused = refusal_of(lambda: read(*lines))
    assert refused is None or refused.place


@given(st.sampled_from(["Person", "Vehicle", "Ownership", "?"]),
       st.dictionaries(st.sampled_from(["name", "phone", "birthDate", "gender", "notes", "height", "x"]), json_values, max_size=4))  # fmt: skip
def test_no_entity_raises_anything_but_a_refusal(schema, properties):
    refused = refusal_of(lambda: read({"id": "a", "schema": schema, "properties": properties}))
    assert refused is None or refused.code == "ftm.nothing"
