"""Badges and dates look the same everywhere and never rely on colour alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import engines
from django.utils import timezone, translation

from benkan.web import times, words


def rendered(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def test_a_handling_badge_says_its_code_and_its_words() -> None:
    with translation.override("en"):
        assert "<b>H1</b>Not for court" in rendered('{% handling "h1" %}')


def test_an_unknown_handling_code_is_shown_as_the_strictest_words() -> None:
    with translation.override("en"):
        assert words.handling("H9") == words.handling("H3")


@pytest.mark.parametrize("code", ["identifier", "name+date", "rare-name", "weak"])
def test_every_tier_has_a_shape_and_a_word(code: str) -> None:
    shown = rendered("{% tier code %}", code=code)
    assert "<svg" in shown
    assert words.tier(code)[0] in shown


def test_no_two_tiers_share_a_shape() -> None:
    shapes = {
        rendered("{% tier code %}", code=code).split("<svg")[1].split("</svg>")[0]
        for code in ("identifier", "name+date", "rare-name", "weak")
    }
    assert len(shapes) == 4


def test_a_deadline_that_has_passed_says_how_late_it_is() -> None:
    with translation.override("en"):
        shown = rendered("{% deadline due %}", due=timezone.now() - timedelta(hours=3))
    assert "deadline late" in shown
    assert "late by 3 h" in shown


def test_a_deadline_near_its_end_is_marked_soon() -> None:
    now = timezone.now()
    shown = rendered("{% deadline due start %}", due=now + timedelta(hours=10), start=now - timedelta(hours=158))
    assert "deadline soon" in shown
    assert 'class="bar" width="6"' in shown


def test_a_date_is_spoken_with_its_weekday_and_keeps_the_exact_instant() -> None:
    moment = datetime(2025, 9, 25, 8, 0, tzinfo=UTC)
    with translation.override("fr"):
        spoken = times.spoken(moment, moment + timedelta(hours=2))
        shown = rendered("{% when at %}", at=moment)
    assert spoken.startswith("jeudi 25 septembre 2025")
    assert "2025-09-25 08:00:00 UTC" in shown


def test_a_plain_date_and_no_date_are_both_shown() -> None:
    with translation.override("en"):
        assert "Thursday 25 September 2025" in rendered("{% when at %}", at=date(2025, 9, 25))
    assert rendered("{% when at %}", at=None) == "–"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(10, "just now"), (600, "10 min ago"), (7200, "2 h ago"), (3 * 86400, "3 days ago"), (-86400 * 4, "in 4 days")],
)
def test_relative_time_is_said_in_the_largest_fitting_unit(seconds: int, expected: str) -> None:
    now = datetime(2025, 9, 25, 8, 0, tzinfo=UTC)
    with translation.override("en"):
        assert times.relative(now - timedelta(seconds=seconds), now) == expected


def test_a_name_is_isolated_from_the_direction_of_the_page_and_escaped() -> None:
    assert rendered("{% person_name n %}", n="<b>موسى") == '<bdi class="name">&lt;b&gt;موسى</bdi>'


def test_a_grade_is_explained_in_words() -> None:
    with translation.override("en"):
        shown = rendered('{% grade "b2" %}')
    assert "<b>B2</b>Mostly reliable source" in shown
    assert "known personally to the source" in shown


def test_a_phone_number_is_read_from_left_to_right_in_an_arabic_sentence() -> None:
    assert words.isolated("+22370000000") == "\u2066+22370000000\u2069"
    assert words.isolated("موسى") == "\u2068موسى\u2069"
    assert words.isolated("") == ""
    assert rendered("{% person_name n %}", n="+22370000000") == '<bdi class="name" dir="ltr">+22370000000</bdi>'
