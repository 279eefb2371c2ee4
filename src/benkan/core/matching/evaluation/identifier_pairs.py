"""How often one identifier written in two ways is seen as one, and two as two: they are one if they share a token."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benkan.core.matching.evaluation.figures import at_threshold
from benkan.core.matching.identifiers import Identifier
from benkan.core.matching.subject import Subject
from benkan.core.matching.tokens import Role, tokens


@dataclass(frozen=True, slots=True)
class LabelledIdentifiers:
    """Two written identifiers and whether they are one.

    Args:
        place: file and line.
        type: what the file calls them, such as ``iban``.
        kind: what the matcher calls them, such as ``account``.
        a: one as written; ``b`` the other.
        same: whether they are the same identifier.
        note: what was changed, such as ``format`` or ``one_digit``.
        region: the country whose national form a phone may have, or empty.
    """

    place: str
    type: str
    kind: str
    a: str
    b: str
    same: bool
    note: str
    region: str


def are_one(pair: LabelledIdentifiers) -> bool:
    """Whether both share an identifier token, one stored and the other asked.

    Raises:
        Invalid: an importer would refuse one of them.
    """
    return not _tokens(pair, pair.a, "record").isdisjoint(_tokens(pair, pair.b, "query"))


def identifier_report(pairs: Sequence[LabelledIdentifiers], judged: Sequence[bool]) -> dict[str, Any]:
    """Accuracy, precision and recall over all, of each type and of each note of a type; and where it was wrong.

    Args:
        pairs: the labelled pairs.
        judged: for each, what ``are_one`` said.
    """
    chosen: defaultdict[str, list[int]] = defaultdict(list)
    notes: defaultdict[str, list[int]] = defaultdict(list)
    for at, pair in enumerate(pairs):
        chosen[pair.type].append(at)
        notes[f"{pair.type} {pair.note}".strip()].append(at)
    errors = [
        {"place": pair.place, "type": pair.type, "note": pair.note, "same": pair.same}
        for pair, one in zip(pairs, judged, strict=True)
        if one != pair.same
    ]
    return {
        **_told(pairs, judged, range(len(pairs))),
        "types": {name: _told(pairs, judged, some) for name, some in sorted(chosen.items())},
        "notes": {name: _told(pairs, judged, some) for name, some in sorted(notes.items())},
        "errors": errors,
    }


def _told(pairs: Sequence[LabelledIdentifiers], judged: Sequence[bool], chosen: Sequence[int]) -> dict[str, Any]:
    labels = [pairs[at].same for at in chosen]
    figures = at_threshold([float(judged[at]) for at in chosen], labels, 1.0)
    right = len(labels) - figures.wrong - figures.missed
    return {
        "pairs": len(labels),
        "accuracy": right / len(labels) if labels else None,
        "precision": figures.precision,
        "recall": figures.recall,
    }


def _tokens(pair: LabelledIdentifiers, value: str, role: Role) -> set[str]:
    one = Subject(identifiers=(Identifier(pair.kind, value),))
    found = tokens(one, role=role, default_region=pair.region or None)
    return {token.value for token in found if token.tier == "identifier"}
