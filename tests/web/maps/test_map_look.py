"""What the style of maps promises: marks that stand out from land and sea, names that can be read, both directions."""

import re
from pathlib import Path

import pytest

from tests.web.test_look import _luminance, _scheme

SHEET = (Path(__file__).resolve().parents[3] / "src/benkan/web/static/web/map.css").read_text("utf-8")
SCRIPT = (Path(__file__).resolve().parents[3] / "src/benkan/web/static/web/map.js").read_text("utf-8")


def colours(scheme: str) -> dict[str, str]:
    light, rest = SHEET.split("@media (prefers-color-scheme: dark)", 1)
    part = light if scheme == "light" else rest.split("@media print")[0]
    return _scheme(scheme) | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))


def contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_and_lines_stand_out(scheme: str) -> None:
    found = colours(scheme)
    for kind in (*(f"map-{at}" for at in range(6)), "map-flow", "map-line"):
        for ground in ("map-land", "map-sea"):
            assert contrast(found[kind], found[ground]) >= 3, (kind, ground)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_and_the_dashed_border_can_be_read(scheme: str) -> None:
    found = colours(scheme)
    # A name carries a rim in the colour of the land, so that is what it is read on.
    assert contrast(found["ink-soft"], found["map-land"]) >= 4.5
    assert contrast(found["ink"], found["map-sea"]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_shade_differs_from_the_one_before(scheme: str) -> None:
    found = colours(scheme)
    steps = [_luminance(found[f"map-shade-{at}"]) for at in range(5)]
    assert steps == sorted(steps, reverse=scheme == "light")
    assert len(set(steps)) == 5


def test_the_sheet_knows_no_left_and_no_right() -> None:
    assert re.findall(r"[{;]\s*((?:margin|padding|border)-(?:left|right)[\w-]*|left|right|float):", SHEET) == []


def test_the_script_writes_no_style_and_no_markup() -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|\.style\b|\beval\b|new Function|https?://(?!www\.w3\.org/2000/svg)",
        SCRIPT,
    )
