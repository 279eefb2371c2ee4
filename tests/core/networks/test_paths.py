"""Shortest chains against writing down all of them; chains in the order of time against trying every order."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.networks.made import chains, network_of, networks

from benkan.core.errors import Invalid
from benkan.core.networks import Network, TimedTie, in_order, shortest


@given(networks(), st.data())
def test_all_shortest_chains_are_found(network: Network, data: st.DataObject) -> None:
    source = data.draw(st.integers(0, network.persons - 1))
    target = data.draw(st.integers(0, network.persons - 1))
    found = shortest(network, source, target)
    wanted = chains(network, source, target)
    assert list(found.chains) == wanted
    assert found.count == len(wanted)
    assert found.steps == (len(wanted[0]) - 1 if wanted else -1)


@given(networks(), st.data())
def test_chains_go_around_hubs_where_there_is_a_way(network: Network, data: st.DataObject) -> None:
    source = data.draw(st.integers(0, network.persons - 1))
    target = data.draw(st.integers(0, network.persons - 1))
    hubs = [person for person in range(network.persons) if network.degrees[person] >= 3]
    found = shortest(network, source, target, around=3)
    wanted = chains(network, source, target, hubs)
    if wanted:
        assert list(found.chains) == wanted
        assert not found.through_hubs
    else:
        assert list(found.chains) == chains(network, source, target)
        assert found.through_hubs == bool(found.chains)


def test_a_way_through_the_hub_alone_is_given_and_said() -> None:
    star = network_of([(0, number) for number in range(1, 30)])
    found = shortest(star, 1, 2, around=12)
    assert found.chains == ((1, 0, 2),)
    assert found.said[1].sentence.startswith("There is a chain only through persons with 12 ties or more")


def test_chains_without_number_are_counted_and_the_first_are_listed() -> None:
    # Thirty diamonds in a row: 2^30 chains.
    ties = []
    for number in range(30):
        ties += [(3 * number, 3 * number + 1), (3 * number, 3 * number + 2)]
        ties += [(3 * number + 1, 3 * number + 3), (3 * number + 2, 3 * number + 3)]
    network = network_of(ties, 91)
    found = shortest(network, 0, 90, most=5)
    assert (found.steps, found.count, len(found.chains)) == (60, 2**30, 5)
    assert found.said[-1].code == "paths.more"


def test_no_chain_says_that_an_unrecorded_tie_may_exist() -> None:
    found = shortest(network_of([(0, 1), (2, 3)]), 0, 3)
    assert (found.steps, found.chains) == (-1, ())
    assert "not recorded" in found.said[0].sentence


def test_an_end_that_is_no_person_is_refused() -> None:
    with pytest.raises(Invalid):
        shortest(network_of([(0, 1)]), 0, 7)


TIES = st.lists(
    st.builds(
        TimedTie, st.integers(0, 4), st.integers(0, 4), st.one_of(st.none(), st.integers(0, 5)), st.booleans(),
        st.uuids().map(str),
    ),
    max_size=9,
)  # fmt: skip


def in_time(
    ties: list[TimedTie], source: int, target: int, wait: float
) -> list[tuple[tuple[int, int, float, str], ...]]:
    """Every chain in the order of time, by trying every order of the legs."""
    legs = []
    for tie in ties:
        if tie.time is not None and tie.source != tie.target:
            legs.append((tie.source, tie.target, float(tie.time), tie.key))
            if tie.both_ways:
                legs.append((tie.target, tie.source, float(tie.time), tie.key))
    found, pending = [], [(leg,) for leg in legs if leg[0] == source]
    while pending:
        chain = pending.pop()
        if chain[-1][1] == target:
            found.append(chain)
            continue
        seen = {source, *(leg[1] for leg in chain)}
        pending += [
            (*chain, leg)
            for leg in legs
            if leg[0] == chain[-1][1] and leg[2] >= chain[-1][2] + wait and leg[1] not in seen
        ]
    return found


@given(TIES, st.integers(0, 2))
def test_chains_respect_time_and_none_of_the_shortest_is_missed(ties: list[TimedTie], wait: int) -> None:
    wanted = in_time(ties, 0, 4, wait)
    found = in_order(ties, 0, 4, wait=wait)
    least = min(map(len, wanted), default=0)
    plain = [tuple((leg.source, leg.target, leg.time, leg.key) for leg in chain) for chain in found.chains]
    assert sorted(plain) == sorted(chain for chain in wanted if len(chain) == least)
    if wanted:
        assert found.earliest[-1].time == min(chain[-1][2] for chain in wanted)
        for before, after in itertools.pairwise(found.earliest):
            assert after.time >= before.time + wait
    else:
        assert found.earliest == ()
        assert found.said[-1].code == "timed.none"


def test_a_message_cannot_travel_back_in_time() -> None:
    assert not in_order([TimedTie(0, 1, 5), TimedTie(1, 2, 4)], 0, 2).chains
    assert in_order([TimedTie(0, 1, 4), TimedTie(1, 2, 5)], 0, 2).count == 1
    assert not in_order([TimedTie(0, 1, 4), TimedTie(1, 2, 5)], 2, 0).chains


def test_a_transfer_is_followed_in_its_direction_only() -> None:
    assert not in_order([TimedTie(1, 0, 4, both_ways=False)], 0, 1).chains


def test_persons_can_be_gone_around_and_dates_bound_the_chain() -> None:
    ties = [TimedTie(0, 1, 1), TimedTie(1, 3, 2), TimedTie(0, 2, 3), TimedTie(2, 3, 4)]
    assert in_order(ties, 0, 3).count == 2
    assert [leg.target for leg in in_order(ties, 0, 3, around=[1]).chains[0]] == [2, 3]
    assert in_order(ties, 0, 3, after=3).count == 1
    assert in_order(ties, 0, 3, before=2).count == 1


def test_ties_without_a_time_are_left_out_and_said() -> None:
    found = in_order([TimedTie(0, 1, None), TimedTie(0, 1, 2)], 0, 1)
    assert found.count == 1
    assert "Ties without a time, left out: 1." in [said.sentence for said in found.said]


def test_a_time_that_is_no_number_is_refused() -> None:
    with pytest.raises(Invalid):
        in_order([TimedTie(0, 1, math.nan)], 0, 1)
    with pytest.raises(Invalid):
        in_order([], 0, 1, wait=-1)
