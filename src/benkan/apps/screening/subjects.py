"""An entry of a list as matching sees it: the same reading as that of own records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from benkan.apps.records import services as records
from benkan.apps.screening.models import Entry
from benkan.core.canonical import canonical
from benkan.core.matching import Subject
from benkan.core.matching.open_keys import open_keys

kind_of = records.kind_of


def subject_of(entry: Entry) -> Subject:
    """The entry as a subject.

    Raises:
        Invalid: nothing in it can be read.
    """
    return records.subject_from(entry.schema, entry.properties)


def keys_of(entry: Entry) -> list[int]:
    """The keys under which a record of ours finds the entry."""
    return list(open_keys(subject_of(entry), role="record", default_region=region()))


def region() -> str | None:
    """The country of phones that are written without one."""
    return settings.BENKAN_NODE.phone_region or None


def digest(schema: str, properties: Mapping[str, Any]) -> str:
    """SHA-256 of what is known of somebody: another one means that something has changed."""
    return hashlib.sha256(canonical({"schema": schema, "properties": dict(properties)})).hexdigest()
