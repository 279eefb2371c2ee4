"""Each rule finds its case in a made-up world, and ordinary life that looks like it is no alert."""

from __future__ import annotations

import dataclasses

import pytest

from benkan.core.errors import Invalid
from benkan.core.flows import PATTERNS, Account, Accounts, Notes, Settings, TransferRow, Transfers, find
from benkan.core.flows.evaluation import Case, evaluate, is_right
from tests.core.flows.world import CASES, DAY, STARTS, World

SMALL = {"accounts": 900, "transfers": 5_000, "cases": 2}


def alone(kind: str, seed: int, **changed: float) -> tuple[Transfers, Accounts, tuple[Case, ...]]:
    """One case and nothing else."""
    world = World(seed, **changed)
    world.case = 0
    world.labels.append((kind, set()))
    getattr(world, kind)()
    return world.read()


def looking(*parts: str, seed: int = 5) -> tuple[Transfers, Accounts]:
    """Ordinary life of these sorts and nothing else."""
    world = World(seed, accounts=600)
    for part in parts:
        getattr(world, part)()
    return world.read()[:2]


def test_every_rule_has_its_case() -> None:
    assert set(CASES) == set(PATTERNS)


@pytest.mark.parametrize("kind", CASES)
@pytest.mark.parametrize("pace", [0.6, 1.0, 1.3])
def test_a_case_alone_is_one_alert_of_its_rule_with_all_its_transfers(kind: str, pace: float) -> None:
    for seed in range(3):
        transfers, accounts, cases = alone(kind, seed, pace=pace)
        alerts = [alert for alert in find(transfers, accounts) if alert.pattern == kind]
        assert len(alerts) == 1, (seed, alerts)
        missed = cases[0].transfers - set(alerts[0].transfers)
        assert len(missed) <= 0.2 * len(cases[0].transfers)
        assert set(alerts[0].transfers) <= cases[0].transfers
        assert alerts[0].starts_at <= alerts[0].ends_at
        assert alerts[0].amount_xof == sum(int(transfers.xof[one]) for one in alerts[0].positions)


@pytest.mark.parametrize("kind", CASES)
def test_a_case_that_is_cut_to_its_first_two_transfers_is_no_alert(kind: str) -> None:
    transfers, accounts, _ = alone(kind, 1)
    first = Transfers(
        transfers.ids[:2],
        transfers.seconds[:2],
        transfers.source[:2],
        transfers.target[:2],
        transfers.xof[:2],
        transfers.channels[:2],
    )
    assert find(first, accounts) == []


def test_salaries_are_explained_and_no_alert() -> None:
    notes = Notes([])
    assert find(*looking("salaries"), notes=notes) == []
    assert notes.explained
    assert all(any(one.code == "salary" and one.holds for one in alert.explanations) for alert in notes.explained)


def test_salaries_of_one_month_are_known_by_their_run() -> None:
    transfers, accounts = looking("salaries")
    month = transfers.seconds < STARTS + 20 * DAY
    cut = Transfers(
        transfers.ids[: month.sum()],
        *(getattr(transfers, name)[month] for name in ("seconds", "source", "target", "xof", "channels")),
    )
    notes = Notes([])
    assert find(cut, accounts, notes=notes) == []
    assert notes.explained


def test_savings_rounds_are_explained_and_no_alert() -> None:
    notes = Notes([])
    assert find(*looking("tontines"), notes=notes) == []
    assert {one.code for alert in notes.explained for one in alert.explanations if one.holds} == {"tontine"}


def test_a_collection_of_equal_sums_that_nobody_gets_back_is_an_alert() -> None:
    world = World(3)
    for one in world.persons(12):
        world.put(world.drawn.uniform(0, 2 * DAY), one, "MLP00000", 100_000, "mm")
    world.kinds["MLP00000"] = ("person", "ML")
    transfers, accounts, _ = world.read()
    assert [alert.pattern for alert in find(transfers, accounts)] == ["fan_in"]


@pytest.mark.parametrize("part", ["programmes", "remittances", "shops"])
def test_aid_money_home_and_shops_are_no_alert(part: str) -> None:
    assert find(*looking(part)) == []


@pytest.mark.parametrize("seed", [11, 12])
def test_in_a_whole_world_cases_are_found_and_few_alerts_are_wrong(seed: int) -> None:
    transfers, accounts, cases = World(seed, **SMALL).made()
    alerts = find(transfers, accounts)
    figures = evaluate(alerts, cases)
    assert figures["transfer_f1"] >= 0.9
    assert figures["alert_precision"] >= 0.85
    labelled = frozenset().union(*(case.transfers for case in cases))
    ranks = [alert.rank for alert in alerts]
    assert ranks == sorted(ranks, reverse=True)
    wrong = [alert.rank for alert in alerts if not is_right(alert, labelled)]
    if wrong:
        assert sum(wrong) / len(wrong) < sum(ranks) / len(ranks)


def test_the_same_transfers_give_the_same_alerts_whatever_the_order_of_rows() -> None:
    world = World(21, **SMALL)
    transfers, accounts, _ = world.made()
    before = find(transfers, accounts)
    world.drawn.shuffle(rows := list(range(len(transfers))))
    again = Transfers.of(
        (
            TransferRow(
                transfers.ids[one],
                float(transfers.seconds[one]),
                accounts.identifiers[transfers.source[one]],
                accounts.identifiers[transfers.target[one]],
                int(transfers.xof[one]),
                ("", "bank", "card", "cash", "cash_in", "cash_out", "mm", "remit")[transfers.channels[one]],
            )
            for one in rows
        ),
        accounts,
    )
    assert sorted(alert.key for alert in find(again, accounts)) == sorted(alert.key for alert in before)


def test_only_the_rules_that_are_asked_for_run() -> None:
    transfers, accounts, _ = World(13, **SMALL).made()
    assert {alert.pattern for alert in find(transfers, accounts, patterns=["fan_in", "cycle"])} == {"fan_in", "cycle"}
    with pytest.raises(Invalid, match="no rule"):
        find(transfers, accounts, patterns=["score_of_a_person"])


def test_nothing_is_found_in_nothing() -> None:
    accounts = Accounts.of([Account("A"), Account("B")])
    assert find(Transfers.of([], accounts), accounts) == []


def test_a_setting_changes_what_is_found() -> None:
    transfers, accounts, cases = alone("fan_in", 4)
    strict = Settings.of({"fan_in": {"least_senders": len(cases[0].transfers) + 1}})
    assert find(transfers, accounts)
    assert find(transfers, accounts, strict) == []


def legs(*ways: str, sum_xof: int = 1_043_217) -> tuple[Transfers, Accounts]:
    """One odd sum along these ways, such as ``AB``, a month apart, the last way first."""
    accounts = Accounts.of([Account(name, "person", "ML") for name in "ABCDEFGH"])
    rows = [
        TransferRow(str(at), STARTS + (len(ways) - at) * 30 * DAY, way[0], way[1], sum_xof, "bank")
        for at, way in enumerate(ways)
    ]
    return Transfers.of(rows, accounts), accounts


def gaps(many: int) -> Settings:
    return Settings.of({"cycle": {"ring_days": 365, "ring_gaps": many}})


def test_a_ring_that_lacks_a_transfer_is_found_where_the_setting_allows_gaps() -> None:
    for ways in (("AB", "BC", "CD"), ("CD", "AB", "BC")):
        assert find(*legs(*ways), gaps(0), patterns=["cycle"]) == []
        (alert,) = find(*legs(*ways), gaps(1), patterns=["cycle"])
        assert (alert.measured["gaps"], alert.measured["legs"], alert.amount_xof) == (1, 3, 3 * 1_043_217)
        assert {party.role: party.account for party in alert.parties if party.role != "intermediary"} == {
            "source": "A",
            "sink": "D",
        }
    assert find(*legs("AB", "BC", "EF", "FG"), gaps(1), patterns=["cycle"])[0].measured["gaps"] == 1
    assert find(*legs("AB", "BC", "EF", "FG"), gaps(2), patterns=["cycle"])[0].measured["gaps"] == 2


@pytest.mark.parametrize(
    "ways",
    [
        ("AB", "CD", "EF"),  # strangers who paid one price
        ("AB", "BC", "BD"),  # paid out to two
        ("AC", "BC", "CD"),  # collected
        ("AB",),
    ],
)
def test_sums_that_are_equal_by_chance_are_no_ring_with_gaps(ways: tuple[str, ...]) -> None:
    assert find(*legs(*ways), gaps(5), patterns=["cycle"]) == []
    assert find(*legs("AB", "BC", "CD", sum_xof=1_043_200), gaps(5), patterns=["cycle"]) == []


def test_a_whole_ring_is_told_as_one_that_came_back_though_gaps_are_allowed() -> None:
    (alert,) = find(*legs("AB", "CA", "BC"), gaps(5), patterns=["cycle"])
    assert "gaps" not in alert.measured
    assert alert.measured["returned_percent"] == 100.0


def test_no_threshold_and_no_value_is_about_a_person() -> None:
    transfers, accounts, _ = World(14, **SMALL).made()
    for alert in find(transfers, accounts):
        assert {field.name for field in dataclasses.fields(alert)} == {
            "pattern", "transfers", "positions", "parties", "starts_at", "ends_at", "amount_xof", "measured",
            "thresholds", "explanations", "rank",
        }  # fmt: skip
        assert alert.explanations
        assert not alert.explained
        assert 0 <= alert.rank <= 1


def test_a_hub_with_many_payers_all_the_year_is_trade() -> None:
    world = World(15)
    world.kinds["MLP00000"] = ("person", "ML")
    for _ in range(600):
        world.put(world.drawn.uniform(0, 90 * DAY), world.persons(1)[0], "MLP00000", world.large(), "mm")
    transfers, accounts, _ = world.read()
    assert all(len(alert.transfers) > 300 for alert in find(transfers, accounts))


@pytest.mark.parametrize("shape", ["circle", "hub", "hour", "ping-pong"])
def test_files_that_are_made_to_be_slow_end(shape: str) -> None:
    many = 6_000
    world = World(16)
    names = [f"MLX{number}" for number in range(many)]
    world.kinds |= dict.fromkeys(names, ("person", "ML"))
    for number in range(many):
        if shape == "circle":
            world.put(number * 600.0, names[number], names[(number + 1) % many], 900_000, "bank")
        elif shape == "ping-pong":
            world.put(number * 60.0, names[number % 2], names[(number + 1) % 2], 500_000, "mm")
        else:
            at = number * (0.5 if shape == "hour" else 1_200)
            ends = (names[number], names[0]) if number % 2 else (names[0], names[number])
            world.put(at, *ends, 150_000 + number % 999, "mm")
    transfers, accounts, _ = world.read()
    notes = Notes([])
    alerts = find(transfers, accounts, notes=notes)
    assert all(len(alert.transfers) <= 1_000 for alert in alerts)
    if shape == "circle":
        (chain,) = (alert for alert in alerts if alert.pattern == "layered_chain")
        assert chain.measured["transfers"] > 1_000
    if shape in ("hour", "ping-pong"):
        assert notes.too_busy
