"""The stream below goAML and ISO 20022: what it keeps, what it frees, what it refuses."""

from __future__ import annotations

import io

import pytest

from benkan.core.errors import Invalid
from benkan.formats import xml_stream
from benkan.formats.report import Report
from benkan.formats.xml_stream import Parts, local


class Pieces(io.RawIOBase):
    """Gives its pieces one by one, so that chunks end where a test wants them to."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = iter(pieces)

    def read(self, _size: int = -1) -> bytes:
        return next(self._pieces, b"")


def parts(*pieces: bytes) -> tuple[list[str], Parts, Report]:
    found = Report(listed=10)
    reader = Parts(Pieces(*pieces), found, frozenset(("t",)))  # type: ignore[arg-type]
    return ["".join(part.element.itertext()) for part in reader], reader, found


def test_parts_come_whole_wherever_a_chunk_ends() -> None:
    data = b"<r><h>1</h>" + b"".join(b"<t>\n<a>%d</a>\n</t> x \n" % number for number in range(50)) + b"<z/></r>"
    whole, _reader, _found = parts(data)
    for size in (1, 2, 3, 7, 64):
        cut = [data[at : at + size] for at in range(0, len(data), size)]
        assert parts(*cut)[0] == whole
    assert [text.strip() for text in whole] == [str(number) for number in range(50)]


def test_the_frame_stays_and_the_parts_are_gone() -> None:
    _texts, reader, _found = parts(b"<r><h>1</h>", b"<t><a/></t>" * 5_000, b"<z/></r>")
    assert reader.root is not None
    assert [local(node) for node in reader.root.iter()] == ["r", "h", "z"]
    assert reader.count == 5_000


def test_a_part_says_after_how_many_others_it_stands() -> None:
    reader = Parts(io.BytesIO(b"<r><h/><!-- c --><t/><t/><i/><t/><d><t/></d></r>"), Report(), frozenset(("t",)))
    assert [(part.number, part.after) for part in reader] == [(1, 1), (2, 1), (3, 2), (4, -1)]


def test_many_parts_are_no_large_frame_though_every_chunk_ends_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "MAX_FRAME_LETTERS", 200)
    texts, _reader, found = parts(b"<r>\n", *[b"<t>12345</t>\n" * 10] * 50, b"</r>")
    assert len(texts) == 500
    assert found.findings == []


@pytest.mark.parametrize(
    "frame",
    [b"<h>" + b"x" * 300 + b"</h>", b"<!--" + b"x" * 300 + b"-->", b"<h a='" + b"x" * 300 + b"'/>", b"<h/>" + b" " * 300 + b"<h/>",
     b"<?p " + b"x" * 300 + b"?>"],
    ids=["text", "comment", "attribute", "blanks", "instruction"],
)  # fmt: skip
def test_whatever_stays_in_the_tree_is_counted(frame: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "MAX_FRAME_LETTERS", 200)
    with pytest.raises(Invalid) as refused:
        parts(b"<r>" + frame + b"</r>")
    assert refused.value.code == "xml.frame"


def test_a_part_that_is_too_large_is_emptied_while_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "MAX_PART_ELEMENTS", 50)
    found = Report()
    reader = Parts(
        Pieces(b"<r><t>1</t><t>", *[b"<a><b>1</b></a>"] * 2_000, b"</t><t>3</t></r>"),  # type: ignore[arg-type]
        found,
        frozenset(("t",)),
    )
    given = [part.number for part in reader]
    assert given == [1, 3]
    assert found.counts() == {"xml.part-too-large": 1}


def test_a_file_may_not_be_larger_than_its_bound() -> None:
    reader = Parts(io.BytesIO(b"<r>" + b"<t/>" * 1_000 + b"</r>"), Report(), frozenset(("t",)), limit=1_000)
    with pytest.raises(Invalid) as refused:
        list(reader)
    assert refused.value.code == "input.too-large"


def test_control_characters_cost_nothing_but_themselves() -> None:
    texts, _reader, found = parts(b"<r><t>a\x0bb</t><t>c\x01</t></r>")
    assert texts == ["a\ufffdb", "c\ufffd"]
    assert found.counts() == {"xml.control": 1}
