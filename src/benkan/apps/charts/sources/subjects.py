"""What records, releases and joint entities have in common: names, numbers and addresses as entities and bonds.

A number that two items name is one entity. Its key is a keyed digest: in positions, groups and snapshots stands nothing
that could be read back when the item is gone.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from benkan.apps.records import services as records
from benkan.apps.search import services as search
from benkan.core.charts import Bond, Entity
from benkan.core.errors import Invalid
from benkan.core.matching import Identifier, Subject
from benkan.core.matching.identifiers import canonical

KIND_OF_IDENTIFIER: Final = {
    "phone": "phone",
    "account": "account",
    "wallet": "account",
    "document": "document",
    "registration": "document",
    "plate": "vehicle",
    "vin": "vehicle",
    "imo": "vessel",
    "email": "email",
    "other": "other",
}
_KIND_OF_SCHEMA: Final = {"BankAccount": "account", "CryptoWallet": "account", "Address": "address"}
_READ_BACK: Final = {"phone": "phone", "account": "account", "document": "document", "email": "email"}


def items(prefix: str, references: Iterable[str]) -> list[uuid.UUID]:
    """The ids in references of this source; what is no id is passed over."""
    found = []
    for reference in references:
        name, _colon, item = reference.partition(":")
        if name == prefix:
            try:
                found.append(uuid.UUID(item))
            except ValueError:
                continue
    return found


def key(kind: str, value: str) -> str:
    """The key of something that has no row of its own: the same wherever it is named, and never readable."""
    return f"{kind}:{salted_hmac('benkan.charts.key', f'{kind}:{value}', algorithm='sha256').hexdigest()[:24]}"


def kind_of(schema: str) -> str:
    """What an entity of FollowTheMoney is on a chart."""
    return _KIND_OF_SCHEMA.get(schema) or records.kind_of(schema) or "document"


def named(holder: str, subject: Subject) -> tuple[list[Entity], list[Bond]]:
    """The numbers and addresses of a subject, each an entity, each bound to its holder."""
    entities: dict[str, Entity] = {}
    bonds = []
    for identifier in subject.identifiers:
        for form in canonical(identifier, settings.BENKAN_NODE.phone_region or None)[:1]:
            kind = KIND_OF_IDENTIFIER.get(identifier.kind, "other")
            made = Entity(key(kind, form), kind, form.partition(":")[2])
            if made.key not in entities:
                entities[made.key] = made
                words = str(search.what_matched(identifier.kind))
                bonds.append(Bond(holder, made.key, f"has-{identifier.kind}", words))
    for address in subject.addresses:
        made = Entity(key("address", " ".join(address.casefold().split())), "address", address[:200])
        if made.key not in entities:
            entities[made.key] = made
            bonds.append(Bond(holder, made.key, "has-address", _("address")))
    return list(entities.values()), bonds


def subjects_of(entities: Iterable[Entity]) -> list[Subject]:
    """What numbers on the chart look like to matching: by them other records are found."""
    found = []
    for entity in entities:
        kind = _READ_BACK.get(entity.kind) or ("plate" if entity.kind == "vehicle" else "")
        if kind and ":" in entity.key and not entity.key.startswith("records:"):
            try:
                found.append(Subject(identifiers=(Identifier(kind, entity.label),)))
            except Invalid:
                continue
    return found
