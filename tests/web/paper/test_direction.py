"""Which way text runs, as a reader of each script sees it."""

import pytest

from benkan.web.paper import direction


def seen(text, *, rtl):
    """The text as it stands on paper from left to right."""
    shown = ""
    for start, end, level in direction.runs(text, rtl=rtl):
        shown += text[start:end][::-1] if level % 2 else text[start:end]
    return shown


@pytest.mark.parametrize(
    ("text", "rtl", "expected"),
    [
        ("Gao 12", False, "Gao 12"),
        ("Gao 12", True, "Gao 12"),
        ("ابج", False, "جبا"),
        ("ابج 12,5 kg", True, "kg 12,5 جبا"),
        ("12.5% ابج", True, "جبا 12.5%"),
        ("Gao ابج 12 دهو Kidal", False, "Gao وهد 12 جبا Kidal"),
        ("ابج Gao, Mali دهو", True, "وهد Gao, Mali جبا"),
        ("ابج ٤٠٠ دهو", True, "وهد ٤٠٠ جبا"),
        ("(ابج)", True, ")جبا("),
        ("2026-09-01", True, "2026-09-01"),
        ("ابج -", True, "- جبا"),
        ("", True, ""),
    ],
)
def test_a_line_is_seen_in_the_order_of_its_scripts(text, rtl, expected):
    assert seen(text, rtl=rtl) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kidal\u202egpj.exe", "Kidalgpj.exe"),
        ("\u2067Gao\u2069\u200f\ufeff", "Gao"),
        (" a\n\t b\x00 ", "a b"),
        ("e\u0301", "\u00e9"),
        ("1\u202f234", "1\u00a0234"),
        ("\ud800x\ue000", "x"),
    ],
)
def test_nothing_invisible_stays(text, expected):
    assert direction.clean(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("12 ابج", True), ("12 Gao ابج", False), ("12", False), ("", False)])
def test_a_text_by_itself_runs_as_its_first_letter(text, expected):
    assert direction.leftwards(text) is expected
