"""The responder's engine: the Rust package ``voprf``, facebook's voprf over curve25519-dalek. Nobody else imports it.

It accepts elements with trailing bytes (``oprf`` checks their length), and it may panic, which is a
``BaseException`` that no ``except Exception`` would stop: closed here. Its asker's half is not used: it hides the
blinding scalar, so an answer could only come back to the process that asked, and no supervisor could ever open an
element. It draws its own proof nonces and holds the GIL while it works.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from voprf import ristretto

from benkan.core.blind.refusals import bad_element

DEPTHS = 6
TRIAL = 16
"""So many tokens tell how fast the library is at one depth of the stack."""


class VoprfKey:
    """A key that lives in Rust; its scalar never becomes a Python object."""

    __slots__ = ("_evaluator", "_public_key", "evaluate_known")

    def __init__(self, evaluator: ristretto.Evaluator) -> None:
        self._evaluator = evaluator
        self._public_key: bytes = evaluator.public_key.serialize()
        # The library's own method: an index build calls it a million times.
        self.evaluate_known = evaluator.evaluate_known_input

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that partners pin."""
        return self._public_key

    def evaluate(self, elements: Sequence[bytes]) -> bytes:
        """Proof and evaluated elements; every element is read before the first one is evaluated."""
        inputs = [_read(element, place) for place, element in enumerate(elements)]
        evaluated: bytes = self._evaluator.evaluate_batch(inputs).serialize()
        return evaluated

    def evaluate_many(self, tokens: Sequence[bytes]) -> list[bytes]:
        """The outputs of many tokens, in their order.

        The library takes up to a quarter longer where the stack lies badly for the processor's cache, which is chance
        for every process and call. So the first tokens are evaluated at several depths of the stack, and the rest
        where it went fastest; what comes out is the same at each.
        """
        if len(tokens) < 2 * DEPTHS * TRIAL:
            return list(map(self.evaluate_known, tokens))
        outputs: list[bytes] = []
        took: list[int] = []
        for depth in range(DEPTHS):
            begun = time.thread_time_ns()
            outputs += self._at_depth(depth, tokens[depth * TRIAL : (depth + 1) * TRIAL])
            took.append(time.thread_time_ns() - begun)
        return outputs + self._at_depth(took.index(min(took)), tokens[DEPTHS * TRIAL :])

    def _at_depth(self, depth: int, tokens: Sequence[bytes]) -> list[bytes]:
        """The outputs, computed this many calls deeper; a call of a Python function by ``map`` moves the C stack."""
        if depth == 0:
            return list(map(self.evaluate_known, tokens))
        return next(map(self._at_depth, (depth - 1,), (tokens,)))


class VoprfEngine:
    """Keys of the package ``voprf``."""

    name = "voprf"

    def derive(self, seed: bytes, info: bytes) -> VoprfKey:
        """The key that ``DeriveKeyPair`` makes."""
        return VoprfKey(ristretto.Evaluator.from_seed(seed, info))


def _read(element: bytes, place: int) -> ristretto.BlindedInput:
    try:
        return ristretto.BlindedInput.deserialize(element)
    except BaseException as failure:
        if isinstance(failure, ValueError) or type(failure).__module__ == "pyo3_runtime":
            raise bad_element(place) from None
        raise
