"""The verifiable oblivious pseudorandom function VOPRF(ristretto255, SHA-512) of RFC 9497.

The asker blinds a token, the key holder evaluates the blinded element and proves which key it used, the asker
verifies and unblinds. The blinded element is uniform in the group, so the key holder learns nothing about the token,
whatever computer it owns. This is the only module that imports ``voprf``; it closes four holes of that library:
a bad batch proof is a Rust panic (a ``BaseException``), elements with trailing bytes are accepted, the empty token is
accepted when evaluated in the clear, and lengths are not bounded. The panic's own line on stderr names no token.

It does not do the base OPRF (no proof) nor the POPRF, and it cannot store a blinding: an answer must come back to the
process that asked. The library draws its own blinds and proof nonces and holds the GIL while it works.
"""

from __future__ import annotations

from collections.abc import Sequence

from voprf import ristretto

from benkan.core.errors import N_, Invalid, Unverified

ELEMENT_BYTES = 32
PROOF_BYTES = 64
OUTPUT_BYTES = 64
SEED_BYTES = 32
MAX_INFO_BYTES = 1024
MAX_TOKEN_BYTES = 1024
MAX_BATCH = 64


class SecretKey:
    """One key of one responder for one convention, epoch and kind of token."""

    __slots__ = ("_evaluator", "_public_key")

    def __init__(self, evaluator: ristretto.Evaluator) -> None:
        self._evaluator = evaluator
        self._public_key: bytes = evaluator.public_key.serialize()

    @classmethod
    def from_seed(cls, seed: bytes, info: bytes) -> SecretKey:
        """The key that ``DeriveKeyPair`` (RFC 9497 section 3.2.1) makes of a seed.

        Args:
            seed: 32 secret bytes.
            info: 1 to 1024 public bytes that name the use of the key: convention, epoch, kind.

        Raises:
            Invalid: ``blind.seed`` or ``blind.info``.
        """
        if len(seed) != SEED_BYTES:
            raise Invalid(
                "blind.seed",
                N_("The seed of a search key has %(length)d bytes, not 32."),
                N_("Restore the key file of the node or make a new one."),
                length=len(seed),
            )
        if not 1 <= len(info) <= MAX_INFO_BYTES:
            raise Invalid(
                "blind.info",
                N_("The name of a search key has %(length)d bytes; 1 to 1024 are allowed."),
                N_("Name the convention, the epoch and the kind of token."),
                length=len(info),
            )
        return cls(ristretto.Evaluator.from_seed(seed, info))

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that a partner pins to verify every evaluation."""
        return self._public_key

    def evaluate(self, elements: Sequence[bytes]) -> bytes:
        """One proof for all, then the evaluated elements in the order asked: 64 + 32 n bytes.

        Args:
            elements: 1 to 64 blinded elements of 32 bytes.

        Raises:
            Invalid: ``blind.empty``, ``blind.too-many`` or ``blind.element`` (with its place); nothing is evaluated.
        """
        _bounded(len(elements))
        inputs = [_element(element, place) for place, element in enumerate(elements)]
        evaluated: bytes = self._evaluator.evaluate_batch(inputs).serialize()
        return evaluated

    def evaluate_known(self, token: bytes) -> bytes:
        """The 64-byte output for a token in the clear: what the asker gets after unblinding.

        Raises:
            Invalid: ``blind.token``, outside 1 to 1024 bytes.
        """
        _check_token(token)
        output: bytes = self._evaluator.evaluate_known_input(token)
        return output


class Blinding:
    """A blinded token: the element that travels, and the secret that opens its evaluation."""

    __slots__ = ("_client", "element")

    def __init__(self, client: ristretto.Client, element: bytes) -> None:
        self._client = client
        self.element = element


def blind(token: bytes) -> Blinding:
    """A fresh blinding of the token; two blindings of one token cannot be linked.

    Args:
        token: 1 to 1024 bytes.

    Raises:
        Invalid: ``blind.token``.
    """
    _check_token(token)
    client, blinded = ristretto.Client.blind(token)
    return Blinding(client, blinded.serialize())


def finalize(blindings: Sequence[Blinding], evaluation: bytes, public_key: bytes) -> list[bytes]:
    """The 64-byte outputs, in the order of the blindings, after the proof has been verified.

    Args:
        blindings: 1 to 64, in the order in which their elements were sent.
        evaluation: proof and evaluated elements as ``SecretKey.evaluate`` gives them.
        public_key: the pinned 32 bytes of the responder.

    Raises:
        Invalid: ``blind.public-key`` or ``blind.evaluation``: not points of the group, or not as many as were sent.
        Unverified: ``blind.proof``: evaluated under another key or altered. Keep the answer: it is evidence.
    """
    _bounded(len(blindings))
    try:
        pinned = ristretto.PublicKey.deserialize(public_key)
    except ValueError:
        raise Invalid(
            "blind.public-key",
            N_("The public key of a search is not a point of ristretto255."),
            N_("Fetch the partner's index manifest again and compare its fingerprint by voice."),
        ) from None
    if len(evaluation) != PROOF_BYTES + ELEMENT_BYTES * len(blindings):
        raise _malformed_evaluation()
    try:
        outputs = ristretto.VerifiableBatchOutput.deserialize(evaluation)
    except ValueError:
        raise _malformed_evaluation() from None
    try:
        return list(ristretto.Client.finalize_batch([each._client for each in blindings], outputs, pinned))  # noqa: SLF001 - the state is private to this module
    except BaseException as failure:
        # voprf 0.2.0 unwraps the failed verification: a panic, which no `except Exception` would stop.
        if not isinstance(failure, ValueError) and type(failure).__module__ != "pyo3_runtime":
            raise
        raise Unverified(
            "blind.proof",
            N_("The partner's answer was not made with the key that it published."),
            N_("Do not use the answer; keep it and tell the partner's administrator and your control officer."),
            place="evaluation",
        ) from None


def _bounded(count: int) -> None:
    if count == 0:
        raise Invalid(
            "blind.empty", N_("The search holds no element."), N_("Send the whole fixed shape of the protocol.")
        )
    if count > MAX_BATCH:
        raise Invalid(
            "blind.too-many",
            N_("The search holds %(count)d elements of one kind; %(limit)d are allowed."),
            N_("Search for fewer names or identifiers at a time."),
            count=count,
            limit=MAX_BATCH,
        )


def _element(element: bytes, place: int) -> ristretto.BlindedInput:
    # The library ignores what follows the 32nd byte, so the length is checked here.
    if len(element) == ELEMENT_BYTES:
        try:
            return ristretto.BlindedInput.deserialize(element)
        except ValueError:
            pass
    raise Invalid(
        "blind.element",
        N_("An element of the search is not a canonical point of ristretto255."),
        N_("Send 32 bytes made by the Blind function of RFC 9497."),
        place=f"elements[{place}]",
    )


def _check_token(token: bytes) -> None:
    if not 1 <= len(token) <= MAX_TOKEN_BYTES:
        raise Invalid(
            "blind.token",
            N_("A token has %(length)d bytes; 1 to 1024 are allowed."),
            N_("Shorten the name or identifier."),
            length=len(token),
        )


def _malformed_evaluation() -> Invalid:
    return Invalid(
        "blind.evaluation",
        N_("The partner's answer is not a proof and as many points as were sent."),
        N_("Ask again; if it stays so, tell the partner's administrator."),
    )
