"""A chart as a network: chains, key persons, an order of removal, groups, ties that may be missing.

The measures are those of ``core.networks``; here nodes get their numbers and answers get their names back. Several ties
between two nodes make one tie of that weight.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from benkan.core import charts
from benkan.core.charts import Graph, Node, Tie
from benkan.core.networks import (
    Network,
    Said,
    TimedTie,
    central_persons,
    dismantling,
    hidden_ties,
    hub_degree,
    in_order,
    read,
    shortest,
)
from benkan.core.networks import Tie as NetworkTie
from benkan.core.networks.dismantling import Dismantling
from benkan.web import words

MOST_CHAINS: Final = 20
MOST_PERSONS: Final = 20
MOST_MEASURED: Final = 5_000
"""Nodes of which key persons and groups are worked out while a reader waits."""
SEARCH_SECONDS: Final = 1.0
"""Processor time at most for the order of removal."""
MOST_FOR_MISSING: Final = 400
"""Nodes among which missing ties are looked for while a reader waits."""
MOST_MISSING: Final = 20
MOST_PAIRS: Final = 500
ACTING: Final = frozenset({"person", "company", "phone", "account", "search", "hit", "other"})
"""Kinds of nodes that may have a tie that nobody recorded; two places or two seizures have none."""
MOST_GROUPS: Final = 50
SMALLEST_GROUP: Final = 3
KEPT: Final = 16
"""Answers that a process keeps, by what was asked: a chart that did not change is not worked out again."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain: the node that it leads to, and the ties that it rests on."""

    node: Node
    ties: tuple[Tie, ...]
    grade: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A way from one node to another.

    Args:
        grade: the worst of its steps; each step rests on its best tie.
    """

    start: Node
    steps: tuple[Step, ...]
    grade: str
    handling: str

    @property
    def mark(self) -> list[str]:
        """What the drawing marks: its nodes, and each step as a pair."""
        keys = [self.start.key, *(step.node.key for step in self.steps)]
        return [*keys, *(f"{one} {other}" for one, other in itertools.pairwise(keys))]


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains between two nodes with the sentences that go with them."""

    chains: tuple[Chain, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyNode:
    """A node that stands high in one of the two orders, and why."""

    node: Node
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyNodes:
    """Who has the contacts, and who stands between others."""

    contacts: tuple[KeyNode, ...]
    brokers: tuple[KeyNode, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breaking:
    """In which order nodes would have to go so that the chart falls apart soonest.

    Args:
        order: keys, the first to go first.
        left: the largest part when none, one, two … of them are gone.
        r: the mean of what is left over all removals, as a share of the chart.
    """

    order: tuple[str, ...]
    left: tuple[int, ...]
    r: float
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """Nodes with more ties among themselves than outwards, the largest group first: a proposal and nothing more.

    Args:
        smaller: how many groups are too small to be shown.
    """

    groups: tuple[tuple[Node, ...], ...]
    smaller: int
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Two nodes without a tie that look like two with one, and why."""

    one: Node
    other: Node
    reasons: tuple[str, ...]


Pairs = tuple[tuple[str, str], ...]


def network_of(graph: Graph) -> Network:
    """The chart as a network whose names are the keys of its nodes."""
    return read((NetworkTie(tie.start, tie.end) for tie in graph.ties), graph.nodes).network


def chains(graph: Graph, start: str, end: str, *, avoid_hubs: bool) -> Chains:
    """All shortest chains, around hubs where that is possible."""
    network = network_of(graph)
    around = hub_degree(network) if avoid_hubs else None
    found = shortest(network, network.number(start), network.number(end), around=around, most=MOST_CHAINS)
    between = _between(graph)
    made = tuple(_chain(graph, [network.names[one] for one in chain], between) for chain in found.chains)
    return Chains(made, sentences(found.said, graph))


def in_time(graph: Graph, start: str, end: str, *, avoid_hubs: bool) -> Chains:
    """Chains whose steps follow each other in time; ties without a day are left out and counted."""
    network = network_of(graph)
    hubs = {n for n in range(network.persons) if network.degrees[n] >= hub_degree(network)} if avoid_hubs else set()
    ties = [
        TimedTie(
            network.numbers[tie.start],
            network.numbers[tie.end],
            None if tie.since is None else float(tie.since.toordinal()),
            key=tie.key,
        )
        for tie in graph.ties
    ]
    found = in_order(ties, network.number(start), network.number(end), around=hubs, most=MOST_CHAINS)
    by_key = {tie.key: tie for tie in graph.ties}
    made = []
    for legs in found.chains:
        steps = [
            Step(graph.nodes[network.names[leg.target]], (by_key[leg.key],), by_key[leg.key].document.grade)
            for leg in legs
        ]
        made.append(_whole(graph.nodes[network.names[legs[0].source]], steps))
    return Chains(tuple(made), sentences(found.said, graph))


def key_nodes(graph: Graph) -> KeyNodes | None:
    """Both orders; None for a chart that is too large to be measured while somebody waits."""
    if len(graph.nodes) > MOST_MEASURED:
        return None
    network = network_of(graph)
    central = central_persons(network)

    def named(order: Sequence[int], reasons: Iterable[Sequence[Said]]) -> tuple[KeyNode, ...]:
        return tuple(
            KeyNode(graph.nodes[network.names[number]], sentences(said, graph))
            for number, said in zip(order, reasons, strict=True)
        )

    contacts, brokers = central.by_contact(MOST_PERSONS), central.by_brokerage(MOST_PERSONS)
    return KeyNodes(
        named(contacts, (central.contact_reasons(number) for number in contacts)),
        named(brokers, (central.broker_reasons(number) for number in brokers)),
        sentences(central.said, graph),
    )


def breaking(graph: Graph) -> Breaking | None:
    """The order of removal and its curve; None for a chart that is too large."""
    if len(graph.nodes) > dismantling.MOST_PERSONS:
        return None
    found = _dismantled(tuple(sorted(graph.nodes)), _pairs(graph))
    return Breaking(
        tuple(found.network.names[number] for number in found.order),
        tuple(int(left) for left in found.left),
        found.r,
        sentences(found.said, graph),
    )


def groups(graph: Graph) -> Groups | None:
    """Groups among the nodes that have a tie; None for a chart that is too large."""
    if len(graph.nodes) > MOST_MEASURED:
        return None
    from benkan.core.networks.large import communities

    network = _tied(graph)
    found = communities(network)
    members: list[list[Node]] = [[] for _size in found.sizes]
    for name, label in zip(network.names, found.labels, strict=True):
        members[label].append(graph.nodes[name])
    shown = tuple(tuple(one) for one in members[:MOST_GROUPS] if len(one) >= SMALLEST_GROUP)
    return Groups(shown, len(members) - len(shown), sentences(found.said, graph) if members else ())


def missing(graph: Graph) -> tuple[tuple[Missing, ...], tuple[str, ...]] | None:
    """Pairs that may be tied, the likeliest first, and what must stand beside them; None for a chart too large.

    Only pairs with a contact in common, of which one acts: the others rest on the pattern of the whole chart, which is
    made of nodes of many kinds, and nobody could follow such a suggestion.
    """
    network = _tied(graph)
    if network.persons > MOST_FOR_MISSING:
        return None
    found, said = _suggested(tuple(network.names), _pairs(graph))
    pairs = tuple(
        Missing(
            graph.nodes[network.names[one.first]],
            graph.nodes[network.names[one.second]],
            sentences(one.reasons, graph),
        )
        for one in found
        if one.reasons[0].code == "hidden.common"
        and ACTING & {graph.nodes[network.names[end]].kind for end in (one.first, one.second)}
    )[:MOST_MISSING]
    return pairs, sentences(said, graph)


@lru_cache(maxsize=KEPT)
def _dismantled(names: tuple[str, ...], pairs: Pairs) -> Dismantling:
    return dismantling.dismantle(_network(names, pairs), seconds=SEARCH_SECONDS)


@lru_cache(maxsize=KEPT)
def _suggested(names: tuple[str, ...], pairs: Pairs) -> tuple[list[hidden_ties.HiddenTie], tuple[Said, ...]]:
    return hidden_ties.suggest(_network(names, pairs), MOST_PAIRS)


def _network(names: Iterable[str], pairs: Pairs) -> Network:
    return read((NetworkTie(start, end) for start, end in pairs), names).network


def _tied(graph: Graph) -> Network:
    """The nodes that have a tie: of one without any, a pattern of ties says nothing."""
    pairs = _pairs(graph)
    return _network(sorted({end for pair in pairs for end in pair}), pairs)


def _pairs(graph: Graph) -> Pairs:
    """Each two nodes that are tied, once, in an order that depends on nothing else."""
    return tuple(sorted({(min(tie.start, tie.end), max(tie.start, tie.end)) for tie in graph.ties}))


def sentences(said: Iterable[Said], graph: Graph) -> tuple[str, ...]:
    """Sentences in the reader's language; a key in them becomes the name of its node."""
    found = []
    for one in said:
        facts = {
            name: graph.nodes[str(value)].label if name == "name" and value in graph.nodes else value
            for name, value in one.facts.items()
        }
        found.append(words.sentence(one.text, facts))
    return tuple(found)


def _between(graph: Graph) -> dict[frozenset[str], list[Tie]]:
    found: dict[frozenset[str], list[Tie]] = {}
    for tie in graph.ties:
        found.setdefault(frozenset((tie.start, tie.end)), []).append(tie)
    return found


def _chain(graph: Graph, keys: Sequence[str], between: dict[frozenset[str], list[Tie]]) -> Chain:
    steps = []
    for one, other in itertools.pairwise(keys):
        ties = tuple(between[frozenset((one, other))])
        steps.append(Step(graph.nodes[other], ties, charts.best(tie.document.grade for tie in ties)))
    return _whole(graph.nodes[keys[0]], steps)


def _whole(start: Node, steps: Sequence[Step]) -> Chain:
    return Chain(
        start,
        tuple(steps),
        charts.worst(step.grade for step in steps),
        charts.strictest(tie.document.handling for step in steps for tie in step.ties),
    )
