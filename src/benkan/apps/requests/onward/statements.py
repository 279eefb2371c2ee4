"""The owner's signed word about a release: made here for ours, checked here for others'.

A statement is made where the convention lets a receiver ask to pass something on; elsewhere the letter's own signature
is enough, and nothing that a third service could show around is signed. Keys are those that the convention names.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.conf import settings

from benkan import wire
from benkan.apps.requests import rules
from benkan.apps.requests.models import Decision, Direction, Release
from benkan.core.conventions import Convention
from benkan.core.conventions.vocabulary import HANDLING_CODES
from benkan.core.envelope import EncryptionKey, SigningKey
from benkan.core.errors import N_, Refused, Unverified
from benkan.wire.fields import Message

M = TypeVar("M", bound=Message)
STRICTEST = HANDLING_CODES[-1]


def key() -> SigningKey:
    """This node's own signing key."""
    return SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed())


def may_go_on(convention: Convention, handling: str) -> bool:
    """Whether what is released so may ever be passed on, and needs a statement."""
    return convention.onward_transfer != "never" and handling != STRICTEST


def salts_of(release: str, version: int, names: Iterable[str]) -> dict[str, bytes]:
    """The salts of our fields that are new in this version."""
    secret = EncryptionKey.from_bytes(settings.BENKAN_NODE.encryption_private())
    return {name: secret.field_salt(release, version, name) for name in names}


def of_new(convention: Convention, receiver: str, decision: str, **facts: Any) -> dict[str, Any]:
    """The statement and the salts of a new release of ours, as its message takes them; nothing where none is due.

    Args:
        facts: ``release``, ``schema``, ``properties``, ``handling``, ``grade``, ``purpose``, ``retained_until``.
    """
    if decision == Decision.NOTHING or not may_go_on(convention, facts["handling"]):
        return {}
    salts = salts_of(facts["release"], 1, facts["properties"])
    statement = _made(convention.identifier, receiver, 1, salts, facts)
    return {"statement": statement, "salts": salts}


def of_change(
    release: Release,
    version: int,
    properties: Mapping[str, list[str]],
    *,
    new: Iterable[str] = (),
    retained_until: dt.date | None = None,
) -> dict[str, Any]:
    """The statement about a state to come of our release, and the salts of its new values; nothing where none is due.

    Args:
        properties: every field that the receiver will have then.
        new: names of those whose values are new.
    """
    if release.statement is None:
        return {}
    fresh = salts_of(str(release.pk), version, new)
    salts = {name: bytes.fromhex(salt) for name, salt in release.salts.items()} | fresh
    facts = {
        "release": str(release.pk),
        "schema": release.schema,
        "properties": properties,
        "handling": release.handling,
        "grade": release.grade,
        "purpose": release.purpose,
        "retained_until": (retained_until or release.retained_until).isoformat(),
    }
    return {"statement": _made(release.convention, release.partner, version, salts, facts), "salts": fresh}


def kept(message: wire.Statement | wire.Permit | None) -> dict[str, Any] | None:
    """The signed message as a row keeps it."""
    return None if message is None else message.model_dump(mode="json", by_alias=True)


def read(model: type[M], value: Mapping[str, Any]) -> M:
    """A signed message out of a row."""
    return model.model_validate_json(json.dumps(value))


def in_hex(salts: Mapping[str, bytes]) -> dict[str, str]:
    """The salts as a row keeps them."""
    return {name: salt.hex() for name, salt in salts.items()}


def salts_in(release: Release, names: Iterable[str]) -> dict[str, bytes]:
    """The salts of these fields out of a row."""
    return {name: bytes.fromhex(release.salts[name]) for name in names}


def checked(
    statement: wire.Statement,
    *,
    convention: str,
    owner: str,
    properties: Mapping[str, list[str]],
    salts: Mapping[str, bytes],
) -> None:
    """Nothing when this owner signed the statement under this convention and it asserts every one of the fields.

    Raises:
        Unverified: ``onward.owner``, ``onward.signature`` or ``onward.field``.
    """
    if statement.owner != owner or statement.convention != convention:
        raise Unverified(
            "onward.owner",
            N_("The statement names another owner or another convention."),
            N_("Pass on the owner's own statement, unchanged."),
        )
    signed_by(owner, convention, statement)
    beyond = wire.uncovered(statement, properties, salts)
    if beyond:
        raise Unverified(
            "onward.field",
            N_("The owner's statement does not cover the field “%(field)s” as it was sent."),
            N_("Pass on only what the owner gave, unchanged."),
            field=beyond[0],
        )


def signed_by(agency: str, convention: str, message: wire.Statement | wire.Permit | wire.Holding) -> None:
    """Nothing when the message carries the signature of this party of the convention, of whichever of its versions.

    The duty to erase outlives a key and a membership, so a party's former key still counts for what it signed.

    Raises:
        Unverified: ``onward.signature``.
    """
    if not any(wire.signature_holds(message, key) for key in rules.keys_of(convention, agency)):
        raise Unverified(
            "onward.signature",
            N_("“%(agency)s” did not sign this, or somebody has altered it."),
            N_("Pass on exactly what was signed."),
            agency=agency,
        )


def chain_holds(statement: wire.Statement, permits: Sequence[wire.Permit], giver: str, receiver: str) -> None:
    """Nothing when the owner permitted each hop from its first receiver to us, and nobody stands in it twice.

    Raises:
        Unverified: ``onward.chain``, ``onward.signature``.
    """
    way = [statement.owner, statement.receiver]
    for permit in permits:
        named = (permit.owner, permit.convention, permit.release, permit.giver, permit.hop)
        if named != (statement.owner, statement.convention, statement.release, way[-1], len(way)):
            raise _broken()
        signed_by(statement.owner, statement.convention, permit)
        way.append(permit.receiver)
    if (way[-2], way[-1]) != (giver, receiver) or len(set(way)) != len(way):
        raise _broken()


def way_of(release: Release) -> list[str]:
    """Every service through which our copy came, the owner first, ourselves last; ourselves alone for our own."""
    if release.direction == Direction.OUT:
        return [release.owner]
    return [release.owner, *(permit["giver"] for permit in release.permits), rules.own()]


def hop_of(release: Release) -> int:
    """How many hops our copy is from its owner: 0 for our own release."""
    return 0 if release.direction == Direction.OUT else 1 + len(release.permits)


def too_far() -> Refused:
    """The refusal of a hop too many."""
    return Refused(
        "onward.hops",
        N_("What was given travels %(limit)d hops at most."),
        N_("The other service must ask the owner itself."),
        limit=wire.MAX_HOPS,
    )


def _broken() -> Unverified:
    return Unverified(
        "onward.chain",
        N_("The owner did not permit this way from service to service."),
        N_("Ask the owner for its consent first."),
    )


def _made(
    convention: str, receiver: str, version: int, salts: Mapping[str, bytes], facts: Mapping[str, Any]
) -> wire.Statement:
    given = {name: facts[name] for name in ("release", "schema", "handling", "grade", "purpose", "retained_until")}
    return wire.signed(
        wire.Statement,
        key(),
        owner=rules.own(),
        convention=convention,
        receiver=receiver,
        version=version,
        digests=wire.digests_of(facts["properties"], salts),
        **given,
    )
