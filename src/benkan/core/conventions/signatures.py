"""Who signed the convention: Ed25519 (RFC 8032) signatures of the parties over its canonical form.

A signature is a ``[[signatures]]`` table at the end of the text. It never changes the agreement: the canonical form
leaves signatures out, so parties may sign in any order and exchange only their own table. Keys come from the text
itself (``parties.<id>.signing_key``): comparing them with the directory is the app's work.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benkan.core.conventions.canonical import signed_bytes
from benkan.core.conventions.model import Convention, Signature, parse
from benkan.core.errors import N_, Invalid, Unverified

RESEND = N_("Ask the party to sign the text again and to send it anew.")


@dataclass(frozen=True, slots=True)
class Standing:
    """Which parties have signed and which have not, each in the order of the text."""

    signed: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every party has signed."""
        return not self.missing


def sign(text: str, party: str, signer: Callable[[bytes], bytes], public: bytes, on: dt.date) -> str:
    """The same text with the party's signature appended.

    Args:
        text: the convention, signed by others or not.
        party: who signs; one of the parties.
        signer: makes a 64-byte Ed25519 signature of the bytes it is given.
        public: the signer's public key (32 bytes), which must be the one the text names for this party.
        on: the day of the signature.

    Raises:
        Invalid: unknown party, another key than the text's, or already signed.
        Unverified: the signer made a wrong signature, or a signature already in the text is wrong.
    """
    convention = parse(text)
    if party not in convention.parties:
        raise Invalid(
            "convention.party.unknown",
            N_("“%(party)s” is not a party to this convention."),
            N_("Sign as one of the parties."),
            place="parties",
            party=party,
        )
    if convention.parties[party].signing_key != public:
        raise Invalid(
            "convention.key.other",
            N_("The convention names another signing key for “%(party)s”."),
            N_("Correct the key in the text before anyone signs it."),
            place=f"parties.{party}.signing_key",
            party=party,
        )
    if party in verify(convention).signed:
        raise Invalid(
            "convention.signed.already",
            N_("“%(party)s” has already signed this convention."),
            N_("Nothing to do."),
            place="signatures",
            party=party,
        )
    value = signer(signed_bytes(convention.sha256, party, on))
    return append(convention, [Signature(party, public, value, on)])


def append(convention: Convention, signatures: Iterable[Signature]) -> str:
    """The text of the convention with these signatures, each checked, added at its end.

    Raises:
        Unverified: one of them does not hold; see ``verify``.
    """
    text = convention.text.rstrip("\n") + "\n"
    for each in signatures:
        _check(convention, each)
        text += (
            f'\n[[signatures]]\nparty = "{each.party}"\nkey = "{base64.b64encode(each.key).decode()}"\n'
            f'value = "{base64.b64encode(each.value).decode()}"\nsigned_on = {each.signed_on.isoformat()}\n'
        )
    return text


def verify(convention: Convention | str) -> Standing:
    """Who has signed; every signature in the text is checked.

    Raises:
        Unverified: ``convention.signature`` when one does not hold, ``….stranger`` when it is not a party's,
            ``….key`` when it was made with another key than the text names, ``….twice`` when a party has two.
        Invalid: when the text cannot be read.
    """
    if isinstance(convention, str):
        convention = parse(convention)
    signed: set[str] = set()
    for signature in convention.signatures:
        _check(convention, signature)
        if signature.party in signed:
            raise _unverified("convention.signature.twice", N_("“%(party)s” has signed twice."), signature.party)
        signed.add(signature.party)
    return Standing(
        tuple(party for party in convention.parties if party in signed),
        tuple(party for party in convention.parties if party not in signed),
    )


def _check(convention: Convention, signature: Signature) -> None:
    party = convention.parties.get(signature.party)
    if party is None:
        raise _unverified(
            "convention.signature.stranger", N_("“%(party)s” signed but is not a party."), signature.party
        )
    if party.signing_key != signature.key:
        raise _unverified(
            "convention.signature.key",
            N_("The signature of “%(party)s” was made with another key than the text names."),
            signature.party,
        )
    message = signed_bytes(convention.sha256, signature.party, signature.signed_on)
    try:
        Ed25519PublicKey.from_public_bytes(signature.key).verify(signature.value, message)
    except InvalidSignature as error:
        raise _unverified(
            "convention.signature",
            N_("The signature of “%(party)s” does not hold: the text, the date or the signature was altered."),
            signature.party,
        ) from error


def _unverified(code: str, text: str, party: str) -> Unverified:
    return Unverified(code, text, RESEND, place=f"signatures.{party}", party=party)
