"""How a file is cut and named: whole chunks only, one root, and names that are nothing but names."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core import attachments
from benkan.core.attachments import Cut, extension, is_safe_name, root, safe_name
from benkan.core.errors import Invalid

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "attachments.json").read_text("utf-8"))


@given(st.integers(1, attachments.MAX_BYTES), st.integers(65_536, 1_048_576))
def test_the_chunks_are_as_long_as_the_file(data_bytes, chunk_bytes):
    cut = Cut(data_bytes, chunk_bytes)
    assert (cut.count - 1) * chunk_bytes + cut.size(cut.count - 1) == data_bytes
    assert 0 < cut.size(cut.count - 1) <= chunk_bytes
    assert 1 <= cut.most_at_once * chunk_bytes <= attachments.MAX_ANSWER_BYTES


def test_an_answer_is_split_into_whole_chunks_and_the_short_last_one():
    cut = Cut(150_000, 65_536)
    data = bytes(150_000)
    assert [(number, len(piece)) for number, piece in cut.split(0, data)] == [(0, 65_536), (1, 65_536), (2, 18_928)]
    assert [number for number, _ in cut.split(2, data[131_072:])] == [2]


@pytest.mark.parametrize(("number", "size"), [(0, 65_535), (0, 65_537), (2, 18_929), (2, 18_927), (3, 1), (0, 150_001)])
def test_bytes_that_are_not_whole_chunks_are_refused(number, size):
    with pytest.raises(Invalid) as caught:
        list(Cut(150_000, 65_536).split(number, bytes(size)))
    assert caught.value.code == "attachment.size"


def test_the_root_holds_both_sizes_and_every_digest():
    cut, digests = Cut(131_072, 65_536), hashlib.sha256(b"a").digest() + hashlib.sha256(b"b").digest()
    others = [
        root(Cut(131_071, 65_536), digests),
        root(Cut(131_072, 65_537), digests),
        root(cut, digests[32:] + digests[:32]),
        root(cut, digests[:32]),
    ]
    assert root(cut, digests) not in others
    assert len(set(others)) == 4


def test_the_published_roots_and_names_hold():
    for one in VECTORS["roots"]:
        digests = b"".join(bytes.fromhex(each) for each in one["digests"])
        assert root(Cut(one["data_bytes"], one["chunk_bytes"]), digests) == one["chunks_sha256"]
    assert all(is_safe_name(name) for name in VECTORS["names"]["safe"])
    assert not any(is_safe_name(name) for name in VECTORS["names"]["refused"])


@pytest.mark.parametrize(
    ("given_name", "travels"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\rapport.pdf", "rapport.pdf"),
        ("exe.\u202egnp.exe", "exe.gnp.exe"),
        ("a\u200bb\nc.txt", "abc.txt"),
        (".bashrc", "bashrc"),
        ("con.txt", "_con.txt"),
        ("", "file"),
        ("...", "file"),
        ("photo?.jpg  ", "photo.jpg"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("تقرير نهائي.pdf", "تقرير نهائي.pdf"),
        ("x" * 300 + ".tar", "x" * 116 + ".tar"),
    ],
)
def test_a_name_travels_without_paths_and_hidden_signs(given_name, travels):
    assert safe_name(given_name) == travels


@given(st.text(max_size=300))
def test_whatever_a_file_is_called_its_travelling_name_is_safe_and_stays(name):
    travels = safe_name(name)
    assert is_safe_name(travels)
    assert safe_name(travels) == travels


def test_the_extension_is_the_last_one():
    assert (extension("photo.jpg.EXE"), extension("sans"), extension("a.PDF")) == ("exe", "", "pdf")
