"""What the style sheets and templates promise: contrast, both directions of writing, nothing that the policy refuses."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "benkan"
TOKENS = (SOURCE / "web" / "static" / "web" / "tokens.css").read_text("utf-8")
SHEET = (SOURCE / "web" / "static" / "web" / "app.css").read_text("utf-8")
TEMPLATES = sorted([*SOURCE.glob("web/templates/**/*.html"), *SOURCE.glob("apps/*/templates/**/*.html")])
NAMES = {"Benkan", "CSV", "JSON", "SHA", "TOML"}
GROUNDS = ("canvas", "surface", "sunken")
PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "accent") for ground in GROUNDS],
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    *[(ink, f"{state}-soft") for state in ("ok", "warn", "stop", "accent") for ink in (state, "ink", "ink-soft")],
]


def _scheme(name: str) -> dict[str, str]:
    parts = TOKENS.split("@media (prefers-color-scheme: dark)")
    light, dark = parts[0], parts[1].split("@media print")[0]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found | (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark)) if name == "dark" else {})


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_ink_can_be_read_on_its_ground(scheme: str, ink: str, ground: str) -> None:
    colours = _scheme(scheme)
    one, other = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= 4.5, f"{ink} on {ground}"


def test_both_schemes_colour_the_same_things() -> None:
    light, dark = _scheme("light"), TOKENS.split("prefers-color-scheme: dark")[1].split("@media print")[0]
    assert set(light) == set(re.findall(r"--([\w-]+): #[0-9a-f]{6};", dark))


def test_the_sheet_knows_no_left_and_no_right() -> None:
    physical = re.findall(r"[{;]\s*((?:margin|padding|border)-(?:left|right)[\w-]*|left|right|float):", SHEET)
    assert physical == []
    # Code and digests are always read from left to right.
    assert re.findall(r"text-align: (?:left|right)", SHEET) == ["text-align: left"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_holds_nothing_that_the_policy_refuses(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\son[a-z]+=[\"']", text)
    assert "javascript:" not in text
    assert not re.search(r"(?:src|href)=[\"']https?:", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_leaves_no_word_untranslated(path: Path) -> None:
    text = path.read_text("utf-8")
    text = re.sub(
        r"{% (?:blocktranslate|blocktrans)\b.*?{% end(?:blocktranslate|blocktrans) %}", "", text, flags=re.DOTALL
    )
    text = re.sub(
        r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<(?:code|kbd|title)\b.*?</(?:code|kbd|title)>", "", text, flags=re.DOTALL
    )
    text = re.sub(r"<[^>]*>|&\w+;", " ", text)
    words = [word for word in re.findall(r"[A-Za-zÀ-ÿ]{3,}", text) if word not in NAMES]
    assert words == []


def test_every_class_of_the_guide_is_in_the_sheet() -> None:
    guide = (SOURCE.parents[1] / "docs" / "ui.md").read_text("utf-8")
    classes = {name for value in re.findall(r'class="([\w |-]+)"', guide) for name in re.split(r"[ |]+", value) if name}
    lacking = {name for name in classes if not re.search(rf"\.{re.escape(name)}\b", SHEET)}
    assert lacking == set()
