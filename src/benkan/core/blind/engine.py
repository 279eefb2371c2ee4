"""What an engine of VOPRF(ristretto255, SHA-512), RFC 9497, must do, and which one does it on this machine.

The responder's work (a key, its evaluations and proofs) goes to the Rust package ``voprf``: the fastest and of
constant time. It cannot be given a blinding scalar, nor give one away, so the asker's work (blind, verify, finalize)
goes to ``suite`` over libsodium where the machine has it, else over plain Python: slower, but everywhere. All three
are held to the same vectors and to each other (tests/core/blind/test_engines.py).

Lengths and counts are checked by ``oprf`` before an engine sees anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

ELEMENT_BYTES = 32
PROOF_BYTES = 64
OUTPUT_BYTES = 64
SEED_BYTES = 32
SCALAR_BYTES = 32
ORDER = 2**252 + 27742317777372353535851937790883648493
"""The number of elements of ristretto255, a prime: RFC 9496 section 4."""


class EvaluatingKey(Protocol):
    """A responder's key of one convention, epoch and kind of token."""

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that partners pin."""

    def evaluate(self, elements: Sequence[bytes]) -> bytes:
        """``BlindEvaluate`` of 1 to 64 elements of 32 bytes: proof (64), evaluated elements in the order given.

        Raises:
            Invalid: ``blind.element`` with its place.
        """

    def evaluate_known(self, token: bytes) -> bytes:
        """``Evaluate``: the 64-byte output of a token in the clear, 1 to 1024 bytes."""

    def evaluate_many(self, tokens: Sequence[bytes]) -> list[bytes]:
        """The outputs of many tokens, in their order."""


class EvaluatingEngine(Protocol):
    """Makes keys."""

    name: str

    def derive(self, seed: bytes, info: bytes) -> EvaluatingKey:
        """The key that ``DeriveKeyPair`` makes of a seed of 32 bytes and the name of its use."""


class AskingEngine(Protocol):
    """Blinds and opens with scalars that the caller may keep, in the file of another process if need be."""

    name: str

    def hashed(self, token: bytes) -> Any:
        """The token hashed to the group, in a form that only this engine reads; as secret as the token."""

    def blind(self, point: Any, scalar: int) -> bytes:
        """``Blind`` of what ``hashed`` gave with this scalar, 1 to ``ORDER`` - 1: the 32 bytes that travel."""

    def finalize(
        self, tokens: Sequence[bytes], scalars: Sequence[int], elements: Sequence[bytes], evaluation: bytes, key: bytes
    ) -> list[bytes]:
        """``Finalize`` in the order given, after the proof for all of them was verified: outputs of 64 bytes.

        Args:
            tokens: 1 to 64.
            scalars: what each was blinded with.
            elements: what each became; the proof is about these bytes.
            evaluation: 64 + 32 n bytes from a partner that may be hostile.
            key: the pinned public key of 32 bytes.

        Raises:
            Invalid: ``blind.public-key`` or ``blind.evaluation``.
            Unverified: ``blind.proof``.
        """


@cache
def evaluating_engine() -> EvaluatingEngine:
    """The engine of this node's own keys."""
    from benkan.core.blind.engine_voprf import VoprfEngine

    return VoprfEngine()


@cache
def asking_engine() -> AskingEngine:
    """The fastest engine of this machine that blinds with a given scalar: libsodium when it is there and right."""
    from benkan.core.blind.group_libsodium import LibsodiumGroup
    from benkan.core.blind.suite import SuiteEngine

    try:
        return SuiteEngine(LibsodiumGroup())
    except OSError:
        from benkan.core.blind.group_python import PythonGroup

        return SuiteEngine(PythonGroup())
