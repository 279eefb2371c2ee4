"""BKP-07: what the owner of a release signs about it, so that whoever receives it by others can prove whose it is.

A statement names the owner, the first source and every condition, and covers each field by a salted digest: a service
that passes on a part proves that part and shows nothing of the rest. A permit is the owner's leave for one hop. A
holding is a holder's own word about its copy. Each is RFC 8785 JSON behind a prefix of its own, signed with Ed25519;
the keys are those that the convention names. Nothing here knows whether a permit was wise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeVar

import rfc8785
from pydantic import Field, model_validator

from benkan.core.envelope import SigningKey, verify_signature
from benkan.wire.fields import (
    Agency,
    Binary,
    Code,
    ConventionId,
    Date,
    FieldName,
    Grade,
    HandlingCode,
    Message,
    Time,
    Uuid,
    Version,
)

MAX_HOPS = 3
"""Owner to first receiver is one hop; the third receiver is the last."""

Salt = Annotated[bytes, Binary(16, 16)]
Salts = Annotated[dict[FieldName, Salt], Field(max_length=100)]
Names = Annotated[list[FieldName], Field(min_length=1, max_length=100)]
Signature = Annotated[bytes, Binary(64, 64)]


class Statement(Message):
    """The owner's word about one state of its release; without digests nothing of it holds any more."""

    format: Literal["benkan-statement-1"] = "benkan-statement-1"
    owner: Agency
    convention: ConventionId
    release: Uuid
    version: Version
    receiver: Agency
    schema_name: Annotated[FieldName, Field(alias="schema")]
    handling: HandlingCode
    grade: Grade
    purpose: Code
    retained_until: Date
    digests: Annotated[list[Annotated[bytes, Binary(32, 32)]], Field(max_length=100)]
    signature: Signature

    @model_validator(mode="after")
    def _sorted(self) -> Statement:
        if self.digests != sorted(set(self.digests)):
            raise ValueError("the digests stand in their order, each once")
        return self


class Permit(Message):
    """The owner's leave that the giver passes these fields of its release to the receiver, until a day."""

    format: Literal["benkan-permit-1"] = "benkan-permit-1"
    permit: Uuid
    owner: Agency
    convention: ConventionId
    release: Uuid
    giver: Agency
    receiver: Agency
    hop: Annotated[int, Field(ge=2, le=MAX_HOPS)]
    names: Names
    valid_until: Date
    signature: Signature


class Holding(Message):
    """What a holder did with its copy, and how many fields it still has; signed by the holder, carried by others."""

    format: Literal["benkan-holding-1"] = "benkan-holding-1"
    release: Uuid
    owner: Agency
    holder: Agency
    version: Version
    what: Literal["received", "corrected", "withdrawn", "extended", "deleted", "expired"]
    fields_left: Annotated[int, Field(ge=0, le=100)]
    reason_code: Code | None
    done_at: Time
    signature: Signature

    @model_validator(mode="after")
    def _gone(self) -> Holding:
        if self.what in {"deleted", "expired"} and self.fields_left:
            raise ValueError("a copy that is gone has no field left")
        return self


Signed = TypeVar("Signed", Statement, Permit, Holding)


def signed(model: type[Signed], key: SigningKey, **values: Any) -> Signed:
    """The message of these values with its signature."""
    unsigned = model.model_validate({**values, "signature": bytes(64)})
    return unsigned.model_copy(update={"signature": key.sign(_signed_bytes(unsigned))})


def signature_holds(message: Statement | Permit | Holding, public: bytes) -> bool:
    """Whether the holder of this Ed25519 key signed exactly this message."""
    return verify_signature(public, message.signature, _signed_bytes(message))


def digest_of(name: str, values: Iterable[str], salt: bytes) -> bytes:
    """The salted digest of one field: without the salt nobody can guess a telephone number from it."""
    return hashlib.sha256(b"benkan-field-1\n" + salt + rfc8785.dumps([name, list(values)])).digest()


def digests_of(properties: Mapping[str, list[str]], salts: Mapping[str, bytes]) -> list[bytes]:
    """The digests of these fields, as a statement lists them."""
    return sorted(digest_of(name, values, salts[name]) for name, values in properties.items())


def uncovered(statement: Statement, properties: Mapping[str, list[str]], salts: Mapping[str, bytes]) -> list[str]:
    """The names of the fields that the statement does not assert with these values."""
    known = set(statement.digests)
    return [
        name
        for name, values in properties.items()
        if name not in salts or digest_of(name, values, salts[name]) not in known
    ]


def _signed_bytes(message: Message) -> bytes:
    prefix = f"{message.model_dump()['format']}\n".encode()
    return prefix + rfc8785.dumps(message.model_dump(mode="json", by_alias=True, exclude={"signature"}))
