"""The rank: what goes in, that more speaks for and innocence against, and that the shipped weights say so."""

from __future__ import annotations

import dataclasses

from benkan.core.flows import Alert, find
from benkan.core.flows.ranking import FEATURES, features, rank
from benkan.core.flows.table import RANKING
from tests.core.flows.world import World

MATERIAL_XOF = 200_000


def one() -> Alert:
    world = World(41)
    world.case = 0
    world.labels.append(("fan_in", set()))
    world.fan_in()
    transfers, accounts, _ = world.read()
    (alert,) = find(transfers, accounts)
    return alert


def test_the_weights_are_those_of_the_features():
    assert [name for name, _ in RANKING] == ["constant", *FEATURES]


def test_more_senders_and_a_larger_sum_rank_higher_and_a_near_explanation_lower():
    alert = one()
    fewer = dataclasses.replace(alert, measured={**alert.measured, "senders": 6})
    smaller = dataclasses.replace(alert, amount_xof=alert.amount_xof // 4)
    nearly = dataclasses.replace(
        alert, explanations=(*alert.explanations[1:], dataclasses.replace(alert.explanations[0], nearness=0.9))
    )
    assert all(rank(other, MATERIAL_XOF) < rank(alert, MATERIAL_XOF) for other in (fewer, smaller, nearly))


def test_who_somebody_is_does_not_change_the_rank():
    alert = one()
    other = dataclasses.replace(
        alert, parties=tuple(dataclasses.replace(party, account=f"X{n}") for n, party in enumerate(alert.parties))
    )
    assert features(other, MATERIAL_XOF) == features(alert, MATERIAL_XOF)
    assert alert.rank == rank(other, MATERIAL_XOF)
