"""What may be written and what is taken at the door."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from benkan.core.errors import BenkanError, Invalid
from benkan.core.jointcases import GRACE, Content, arrives, in_time, tick, well_formed
from tests.core.jointcases.parties import AGREEMENT, DAY, NAMES, NOW, PERSON, UNTIL, circle, meet

BF, MA, ML = NAMES
TASK = {"title": ["Entendre"], "assignee": [MA], "status": ["open"], "due_on": ["2026-03-09"]}
DOCUMENT = {"name": ["pv.pdf"], "size": ["12"], "sha256": ["ab" * 32], "note": ["Copie"]}


def made(kind="entity", fields=None, of=None, **changes):
    """(header, content) of an item as an honest party would write it, but for the changes."""
    item = circle()[ML].put(kind, PERSON if fields is None else fields, of)
    return item.header, replace(item.content, **changes)


@pytest.mark.parametrize(
    ("kind", "fields"), [("entity", PERSON), ("task", TASK), ("note", {"text": ["Vu"]}), ("document", DOCUMENT)]
)
def test_what_the_agreement_foresees_is_well_formed(kind, fields) -> None:
    well_formed(AGREEMENT, *made(kind, fields))


@pytest.mark.parametrize(
    ("kind", "fields", "changes", "place"),
    [
        ("entity", {"name": ["Moussa"]}, {}, "schema"),
        ("entity", {}, {}, "fields"),
        ("entity", PERSON | {f"f{n}": ["x"] for n in range(40)}, {}, "content"),
        ("entity", PERSON | {"alias": ["x"] * 51}, {}, "alias"),
        ("entity", PERSON | {"alias": [" "]}, {}, "alias"),
        ("entity", PERSON | {"notes": ["x" * 8_001]}, {}, "notes"),
        ("entity", PERSON | {f"f{n}": ["x" * 8_000] for n in range(10)}, {}, "content"),
        ("entity", None, {"handling": "H3"}, "handling"),
        ("entity", None, {"handling": ""}, "handling"),
        ("entity", None, {"categories": ("account",)}, "categories"),
        ("entity", None, {"retained_until": None}, "retained_until"),
        ("entity", None, {"retained_until": DAY + dt.timedelta(days=366)}, "retained_until"),
        ("task", TASK | {"status": ["soon"]}, {}, "status"),
        ("task", TASK | {"assignee": ["fr-tiers"]}, {}, "assignee"),
        ("task", TASK | {"assignee": [ML, MA]}, {}, "assignee"),
        ("task", TASK | {"due_on": ["2026-02-30"]}, {}, "due_on"),
        ("task", TASK | {"name": ["x"]}, {}, "name"),
        ("note", {"text": ["x"], "happened_on": ["hier"]}, {}, "happened_on"),
        ("document", DOCUMENT | {"size": ["-1"]}, {}, "size"),
        ("document", DOCUMENT | {"size": ["0" * 14]}, {}, "size"),
        ("document", DOCUMENT | {"sha256": ["AB" * 32]}, {}, "sha256"),
        ("withdrawal", {"text": ["x"]}, {}, "notice"),
        ("end", {"reason": ["x"]}, {"categories": ("person",)}, "notice"),
    ],
)
def test_what_it_does_not_foresee_is_named_and_not_quoted(kind, fields, changes, place) -> None:
    with pytest.raises(Invalid) as refused:
        well_formed(AGREEMENT, *made(kind, fields, **changes))
    assert (refused.value.code, refused.value.place) == ("joint-case.content", place)
    assert "Moussa" not in str(refused.value)


def test_the_day_of_an_item_counts_from_the_day_on_which_it_was_written() -> None:
    header, content = made(retained_until=DAY + dt.timedelta(days=365))
    well_formed(AGREEMENT, header, content)


@pytest.mark.parametrize("day", [dt.date(2026, 1, 1), dt.date(2026, 12, 31)])
def test_the_first_and_the_last_day_count(day) -> None:
    in_time(AGREEMENT, day)


@pytest.mark.parametrize(
    ("day", "code"), [(dt.date(2025, 12, 31), "joint-case.not-yet"), (dt.date(2027, 1, 1), "joint-case.over")]
)
def test_nothing_is_written_outside_the_dates(day, code) -> None:
    with pytest.raises(BenkanError) as refused:
        in_time(AGREEMENT, day)
    assert refused.value.code == code


def door(header, **given):
    arrives(AGREEMENT, header, **({"at": NOW, "left_at": None, "end": None} | given))


def test_an_item_of_today_arrives() -> None:
    door(made()[0])
    door(made()[0], left_at=1)  # written before its party left


@pytest.mark.parametrize(
    ("changes", "given", "code"),
    [
        ({"number": 100_001}, {}, "joint-case.content"),
        ({"number": 2}, {"left_at": 1}, "joint-case.left"),
        ({"clock": int(NOW.timestamp() * 1000) + 86_400_001}, {}, "joint-case.clock"),
        ({"clock": int(dt.datetime(2027, 1, 1, tzinfo=dt.UTC).timestamp() * 1000)},
         {"at": dt.datetime(2027, 1, 1, 1, tzinfo=dt.UTC)}, "joint-case.over"),
        ({}, {"at": dt.datetime(2027, 1, 15, tzinfo=dt.UTC)}, "joint-case.over"),
    ],
)  # fmt: skip
def test_what_is_too_late_or_from_tomorrow_is_refused(changes, given, code) -> None:
    with pytest.raises(BenkanError) as refused:
        door(replace(made()[0], **changes), **given)
    assert refused.value.code == code


def test_who_knew_of_the_end_puts_nothing_in_and_who_did_not_has_two_weeks() -> None:
    parties = circle()
    ml, ma = parties[ML], parties[MA]
    crossed = ma.put("note", {"text": ["Sans savoir"]}).header
    end = ml.put("end", {}).header
    meet(ml, ma)
    knew = ma.put("note", {"text": ["Après"]}).header
    own = ml.put("note", {"text": ["Après"]}).header
    takes_back = ma.put("withdrawal", {}, crossed.reference).header
    ended_at = dt.datetime.fromtimestamp(end.clock / 1000, dt.UTC)
    door(crossed, end=end, at=ended_at + GRACE)
    door(takes_back, end=end, at=ended_at + GRACE * 5)
    for header, at in ((knew, NOW), (own, NOW), (crossed, ended_at + GRACE + dt.timedelta(seconds=1))):
        with pytest.raises(BenkanError) as refused:
            door(header, end=end, at=at)
        assert refused.value.code == "joint-case.over"


def test_a_clock_that_is_behind_still_writes_above_what_it_has_read() -> None:
    assert tick(NOW, 0) == int(NOW.timestamp() * 1000)
    assert tick(NOW, int(NOW.timestamp() * 1000) + 500) == int(NOW.timestamp() * 1000) + 501


def test_the_digest_of_a_destroyed_content_cannot_be_guessed() -> None:
    one = Content("A", {"name": ("Moussa",)}, "0" * 32, "H1", "B2", UNTIL, ("person",))
    assert one.sha256() != replace(one, salt="1" * 32).sha256()
    assert "salt" not in repr(one)
