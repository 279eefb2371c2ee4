"""QR codes are read back by another program's reader."""

import numpy as np
import pytest
import zxingcpp

from benkan.core.errors import Invalid
from benkan.web import qr


@pytest.mark.parametrize("text", ["https://noeud.example/c/1", "باماكو 2026", "a" * qr.MAX_TEXT])
def test_a_reader_reads_what_was_written(text):
    rows = np.pad(np.array(qr.squares(text)), qr.QUIET)
    picture = np.where(np.kron(rows, np.ones((4, 4))) > 0, 0, 255).astype(np.uint8)
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == text


def test_the_drawing_has_the_same_squares_and_an_escaped_label():
    rows = qr.squares("BENKAN")
    drawn = qr.svg("BENKAN", 'a "label" <b>')
    dark = sum(int(part.split("h")[1].split("v")[0]) for part in drawn.split('fill="#000"')[1].split("M")[1:])
    assert dark == sum(map(sum, rows))
    assert "<b>" not in drawn


def test_too_much_text_is_refused():
    with pytest.raises(Invalid) as refused:
        qr.squares("a" * (qr.MAX_TEXT + 1))
    assert refused.value.code == "qr.too-long"
