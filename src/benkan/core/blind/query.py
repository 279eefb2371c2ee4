"""The asker's side of a search: prepare a message of one of four shapes, resolve its answer against the index at home.

Slots that the subject does not fill carry random tokens. They hide how many tokens there are, and they are canaries:
no honest index can hold them, so one that hits proves fraud (by chance once in four thousand million).
Prepare one query for each partner: two partners that share a blinded element could tell that you ask both the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benkan.core.blind import stored
from benkan.core.blind.index import Index
from benkan.core.blind.oprf import Blinder, Blinding, blind, finalize
from benkan.core.blind.shape import KINDS, SMALLEST, shape_for
from benkan.core.blind.tags import Context, tag
from benkan.core.errors import N_, Invalid, Unverified


@dataclass(frozen=True, slots=True)
class Hit:
    """A token that the partner holds.

    Args:
        kind: kind of the token.
        token: the token asked, never to be logged.
        handle: 16 bytes by which a request names the hit.
        label: 0 to 65535, what the partner says about it.
    """

    kind: str
    token: bytes = field(repr=False)
    handle: bytes
    label: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One element of a question as its asker knows it.

    Args:
        kind: kind of the token.
        blinding: the token, its secret and the element that travels.
        canary: whether the token is padding that nobody can hold.
    """

    kind: str
    blinding: Blinding = field(repr=False)
    canary: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A prepared search: what travels, and the secrets that open the answer."""

    elements: dict[str, list[bytes]]
    _tokens: dict[str, tuple[bytes, ...]] = field(repr=False)
    _blindings: dict[str, tuple[Blinding, ...]] = field(repr=False)

    @property
    def count(self) -> int:
        """Number of elements that travel: 8, 16, 24 or 40."""
        return sum(len(elements) for elements in self.elements.values())

    def slots(self) -> list[Slot]:
        """Every element in the order in which the kinds and their elements travel; for whoever audits the asker."""
        return [
            Slot(kind, blinding, place >= len(self._tokens[kind]))
            for kind, made in self._blindings.items()
            for place, blinding in enumerate(made)
        ]

    def slot(self, place: int) -> Slot:
        """The element at this place of ``slots``.

        Raises:
            Invalid: ``blind.stored``: the query has fewer elements, so it is another one than was stored for the place.
        """
        slots = self.slots()
        if place >= len(slots):
            raise stored.damaged()
        return slots[place]

    def to_bytes(self) -> bytes:
        """What ``restored`` needs beside the tokens; whoever reads it can test guesses: as secret as the tokens."""
        return stored.pack({kind: len(tokens) for kind, tokens in self._tokens.items()}, self._blindings)

    @classmethod
    def restored(cls, tokens: Mapping[str, Sequence[bytes]], data: bytes) -> Query:
        """The query that was stored, ready for its answer.

        Args:
            tokens: what ``prepare`` was given, in the same order.
            data: what ``to_bytes`` gave.

        Raises:
            Invalid: ``blind.stored``: truncated, altered, of another version, or of other tokens.
        """
        asked = _distinct(tokens)
        blindings = stored.unpack(asked, data)
        return cls(_elements(blindings), {kind: asked.get(kind, ()) for kind in blindings}, blindings)

    def resolve(
        self,
        answers: Mapping[str, bytes],
        public_keys: Mapping[str, bytes],
        contexts: Mapping[str, Context],
        index: Index,
    ) -> list[Hit]:
        """The hits, in the order of the kinds and of the tokens given; every proof is verified first.

        Args:
            answers: the evaluation of each kind, as ``answer`` makes them.
            public_keys: the pinned public key of each kind, from the signed manifest.
            contexts: the context of each kind.
            index: the partner's index of the same epoch.

        Raises:
            Invalid: ``blind.answer-kinds``, ``blind.evaluation``, ``blind.public-key``.
            Unverified: ``blind.proof`` or ``blind.canary``; no hit of such an answer may be used.
        """
        for given in (answers, public_keys, contexts):
            if set(given) != set(self.elements):
                raise Invalid(
                    "blind.answer-kinds",
                    N_("The partner's answer does not hold exactly the kinds of token that were asked."),
                    N_("Ask again with the manifest of the current epoch."),
                )
        hits = []
        for kind, blindings in self._blindings.items():
            outputs = finalize(blindings, answers[kind], public_keys[kind])
            tags = [tag(contexts[kind], output) for output in outputs]
            labels = [index.lookup(wanted) for wanted in tags]
            tokens = self._tokens[kind]
            if any(label is not None for label in labels[len(tokens) :]):
                raise Unverified(
                    "blind.canary",
                    N_("The partner's index claims to hold a random token that nobody can hold."),
                    N_("Do not use the answer; keep it with the index and tell your control officer: it shows fraud."),
                )
            found = zip(tokens, tags, labels, strict=False)
            hits += [Hit(kind, token, at.handle, label) for token, at, label in found if label is not None]
        return hits


def prepare(
    tokens: Mapping[str, Sequence[bytes]], *, smallest: int = SMALLEST, blinder: Blinder | None = None
) -> Query:
    """A search for these tokens, filled with canaries to the smallest shape that holds them.

    Args:
        tokens: tokens of each kind; repeated ones count once; a missing kind is all canaries, and so is a cover
            query without any token.
        smallest: the smallest shape to take (``shape.SHAPES``).
        blinder: one for all partners that are asked about the same tokens saves time; nothing links them.

    Raises:
        Invalid: ``blind.kind``, ``blind.token``, or ``blind.too-many`` beyond the largest shape.
    """
    asked = _distinct(tokens)
    shape = shape_for({kind: len(given) for kind, given in asked.items()}, smallest)
    real = {kind: asked.get(kind, ()) for kind in KINDS}
    blinder = blinder or Blinder()
    blindings = {}
    for kind in KINDS:
        canaries = [secrets.token_bytes(stored.CANARY_BYTES) for _ in range(shape[kind] - len(real[kind]))]
        blindings[kind] = (*map(blinder.blind, real[kind]), *map(blind, canaries))
    return Query(_elements(blindings), real, blindings)


def _distinct(tokens: Mapping[str, Sequence[bytes]]) -> dict[str, tuple[bytes, ...]]:
    return {kind: tuple(dict.fromkeys(given)) for kind, given in tokens.items()}


def _elements(blindings: Mapping[str, Sequence[Blinding]]) -> dict[str, list[bytes]]:
    return {kind: [each.element for each in made] for kind, made in blindings.items()}
