"""The responder's engine: the Rust package ``voprf``, facebook's voprf over curve25519-dalek. Nobody else imports it.

It accepts elements with trailing bytes (``oprf`` checks their length), and it may panic, which is a
``BaseException`` that no ``except Exception`` would stop: closed here. Its asker's half is not used: it hides the
blinding scalar, so an answer could only come back to the process that asked, and no supervisor could ever open an
element. It draws its own proof nonces and holds the GIL while it works.
"""

from __future__ import annotations

from collections.abc import Sequence

from voprf import ristretto

from benkan.core.blind.refusals import bad_element


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
