"""Sheets of attendance from pictures: turned, tilted, noisy, half in shadow; doubtful boxes are never guessed."""

import io

import numpy as np
import pytest
from PIL import Image

from benkan.core import attendance_sheet as layout
from benkan.core.errors import Invalid
from benkan.formats import sheet_scan

from .sheets import printed

RUN = "0" * 31 + "7"
TICKS = [bool(value) for value in np.random.default_rng(7).integers(0, 2, layout.LINES)]


@pytest.mark.parametrize(
    "look",
    [
        {},
        {"turn": 7},
        {"turn": 180},
        {"turn": 90},
        {"turn": -3, "tilt": 0.05},
        {"tilt": 0.08, "noise": 14},
        {"shadow": True},
        {"hide": ("B",)},
        {"hide": ("A",), "turn": -5},
        {"quality": 30, "noise": 10},
    ],
    ids=str,
)
def test_every_tick_comes_back(look):
    found = sheet_scan.read(printed(RUN, 3, 2, TICKS, seed=3, **look))
    assert (found.run, found.session, found.page) == (RUN, 3, 2)
    wrong = [line for line, (said, true) in enumerate(zip(found.ticked, TICKS, strict=True)) if said is (not true)]
    assert not wrong, "a box that is told wrongly is an untrue statement about a person"
    assert sum(one is None for one in found.ticked) == 0


def test_a_smudge_is_neither():
    found = sheet_scan.read(printed(RUN, 1, 1, [None, True, False]))
    assert found.ticked[:3] == (None, True, False)


def test_a_box_outside_the_picture_is_not_told():
    whole = Image.open(io.BytesIO(printed(RUN, 1, 1, [True] * 25, hide=("B",))))
    cut = whole.crop((0, 0, round(layout.BOX_X * 2.4) + 4, whole.height))
    out = io.BytesIO()
    cut.save(out, "PNG")
    with pytest.raises(Invalid) as refused:
        sheet_scan.read(out.getvalue())
    assert refused.value.code == "sheet.codes"


@pytest.mark.parametrize("hide", [("A", "B"), ("A", "B", "C", "D")])
def test_fewer_than_three_codes_are_refused(hide):
    with pytest.raises(Invalid) as refused:
        sheet_scan.read(printed(RUN, 1, 1, [], hide=hide))
    assert refused.value.code == "sheet.codes"


def test_two_sheets_in_one_picture_are_refused():
    left, right = (Image.open(io.BytesIO(printed(RUN, 1, page, []))) for page in (1, 2))
    both = Image.new("L", (left.width * 2, left.height), 255)
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    out = io.BytesIO()
    both.save(out, "PNG")
    with pytest.raises(Invalid) as refused:
        sheet_scan.read(out.getvalue())
    assert refused.value.code == "sheet.codes"


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"x" * 100, b"\xff\xd8\xff"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(Invalid) as refused:
        sheet_scan.read(data)
    assert refused.value.code == "sheet.picture"


def test_a_picture_that_would_fill_the_memory_is_refused():
    out = io.BytesIO()
    Image.new("L", (9_000, 9_000)).save(out, "PNG")
    with pytest.raises(Invalid) as refused:
        sheet_scan.read(out.getvalue())
    assert refused.value.code == "sheet.picture"


@pytest.mark.parametrize(
    "text", ["", "BKA1", "BKA1 r 1 1 E", "BKA1 r one 1 A", "BKA1 r 1 99999 A", "XKA1 r 1 1 A", "BKA1 r 1 1 A B"]
)
def test_a_code_of_something_else_is_none_of_a_sheet(text):
    assert layout.named(text) is None


def test_a_sheet_has_no_more_lines_than_it_has():
    for line in (-1, layout.LINES):
        with pytest.raises(ValueError):
            layout.box(line)
