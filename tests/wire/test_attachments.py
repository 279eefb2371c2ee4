"""Cards in a release: without files its bytes are those of before, with files they are checked one by one."""

import json
from pathlib import Path

import pytest

from benkan import wire
from benkan.core.errors import Invalid

from .samples import BY_KIND, CARD

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "attachments.json").read_text("utf-8"))


def release(**changes):
    given = json.loads(wire.encode(BY_KIND["release"]))
    return given | {"attachments": [CARD.model_dump()]} | changes


def refused(**card):
    given = release(attachments=[CARD.model_dump() | card])
    with pytest.raises(Invalid) as caught:
        wire.decode("release", json.dumps(given).encode())
    return caught.value


def test_a_release_without_files_says_nothing_of_them():
    assert b"attachments" not in wire.encode(BY_KIND["release"])


def test_an_empty_list_is_no_second_spelling():
    data = wire.encode(BY_KIND["release"]).replace(b'{"decision"', b'{"attachments":[],"decision"')
    with pytest.raises(Invalid) as caught:
        wire.decode("release", data)
    assert caught.value.code == "wire.not-canonical"


def test_the_published_release_with_a_file_never_changes():
    found = wire.decode("release", VECTORS["release"].encode())
    assert found == wire.Release.model_validate(release())
    assert wire.encode(found).decode() == VECTORS["release"]


@pytest.mark.parametrize("name", VECTORS["names"]["refused"])
def test_a_name_that_is_more_than_a_name_is_refused(name):
    error = refused(name=name)
    assert (error.code, error.place) == ("wire.invalid", "release.attachments[0].name")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("data_bytes", 0),
        ("data_bytes", 2**31 + 1),
        ("chunk_bytes", 65_535),
        ("chunk_bytes", 1_048_577),
        ("media_type", "text/html; charset=x"),
        ("media_type", "TEXT/HTML"),
        ("sha256", "AB" * 32),
        ("attachment", "../../etc"),
    ],
)
def test_a_card_beyond_its_bounds_is_refused(field, value):
    assert refused(**{field: value}).place == f"release.attachments[0].{field}"


def test_a_file_is_listed_once_and_twenty_at_most():
    for given in (
        [CARD.model_dump()] * 2,
        [CARD.model_dump() | {"attachment": f"{n:08}-2222-4333-8444-555555555555"} for n in range(21)],
    ):
        with pytest.raises(Invalid):
            wire.decode("release", json.dumps(release(attachments=given)).encode())


def test_nothing_leaves_without_its_files_too():
    given = release(decision="nothing", schema=None, properties={}, withheld=0)
    with pytest.raises(Invalid) as caught:
        wire.decode("release", json.dumps(given).encode())
    assert "no data" in str(caught.value)
