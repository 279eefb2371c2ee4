"""What ``benkan networks analyse`` says: each question of ``core.networks`` with its sentences, as data and as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import typer

from benkan.core.networks import Network, Reading, Said, central_persons
from benkan.core.networks.dismantling import MOST_PERSONS as MOST_TO_BREAK
from benkan.core.networks.dismantling import dismantle
from benkan.core.networks.hidden_ties import MOST_PERSONS as MOST_TO_SUGGEST
from benkan.core.networks.hidden_ties import suggest
from benkan.core.networks.key_players import MOST_PERSONS as MOST_FOR_SETS
from benkan.core.networks.key_players import KeySet, to_reach_from, to_take_away
from benkan.core.networks.large import LargeNetwork, Watch

SET_SIZE = 3
MOST_ON_A_CHART = 5_000

Translate = Callable[[str], str]
Told = dict[str, Any]


def analysis(reading: Reading, *, first: int, seconds: float, translate: Translate, watch: Watch | None = None) -> Told:
    """Everything that can be asked of a network of this size; questions that it is too large for are left out."""
    network = reading.network
    names = network.names

    def words(said: Iterable[Said]) -> list[str]:
        return [one.words(translate) for one in said]

    large = LargeNetwork(network, watch)
    parts = large.parts()
    groups = large.communities()
    found: Told = {
        "persons": network.persons,
        "ties": network.ties,
        "reading": words(reading.said),
        "parts": {"sizes": parts.sizes[:first].tolist(), "said": words(parts.said)},
        "groups": {
            "sizes": groups.sizes[:first].tolist(),
            "modularity": groups.modularity,
            "said": words(groups.said),
        },
    }
    if network.persons <= MOST_ON_A_CHART:
        central = central_persons(network)
        found["contacts"] = [
            {"name": names[one], "mark": float(central.contact[one]), "said": words(central.contact_reasons(one))}
            for one in central.by_contact(first)
        ]
        found["brokers"] = [
            {"name": names[one], "mark": float(central.brokerage[one]), "said": words(central.broker_reasons(one))}
            for one in central.by_brokerage(first)
        ]
        found["central_said"] = words(central.said)
    else:
        found["brokers"] = [
            {"name": names[one], "mark": mark, "said": words((said,))} for one, mark, said in large.brokers(first)
        ]
    if SET_SIZE <= network.persons <= MOST_FOR_SETS:
        found["key_sets"] = {
            "take_away": _set(network, to_take_away(network, SET_SIZE), translate),
            "reach_from": _set(network, to_reach_from(network, SET_SIZE), translate),
        }
    if network.persons <= MOST_TO_BREAK:
        broken = dismantle(network, seconds=seconds)
        found["removal"] = {
            "r": broken.r,
            "usual_r": broken.usual_r,
            "order": [names[one] for one in broken.order],
            "left": broken.left.tolist(),
            "said": words((*broken.said, *(broken.step(place) for place in range(min(first, network.persons))))),
        }
    if network.persons <= MOST_TO_SUGGEST:
        hidden, warnings = suggest(network, first)
        found["missing"] = {
            "pairs": [{"names": [names[one.first], names[one.second]], "said": words(one.reasons)} for one in hidden],
            "said": words(warnings),
        }
    return found


def show(found: Told) -> None:
    """The analysis for people: each list under its heading, reasons behind each person."""
    typer.echo(f"persons {found['persons']}, ties {found['ties']}")
    for part in ("parts", "groups", "removal"):
        _lines(part, [*found["reading"], *found[part]["said"]] if part == "parts" else found.get(part, {}).get("said"))
    for part in ("contacts", "brokers"):
        _lines(part, [f"{one['name']}: {' '.join(one['said'])}" for one in found.get(part, [])])
    _lines("contacts and brokers", found.get("central_said"))
    for part, told in found.get("key_sets", {}).items():
        _lines(part.replace("_", " "), [f"{', '.join(told['names'])}: {' '.join(told['said'])}"])
    if "missing" in found:
        pairs = [f"{' – '.join(one['names'])}: {' '.join(one['said'])}" for one in found["missing"]["pairs"]]
        _lines("ties that may be missing", [*pairs, *found["missing"]["said"]])


def _lines(heading: str, lines: list[str] | None) -> None:
    if lines:
        typer.echo(f"\n{heading}")
        for line in lines:
            typer.echo(f"  {line}")


def _set(network: Network, found: KeySet, translate: Translate) -> Told:
    return {
        "names": [network.names[one] for one in found.persons],
        "value": found.value,
        "said": [one.words(translate) for one in found.said],
    }
