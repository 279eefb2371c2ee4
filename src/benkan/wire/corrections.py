"""BKP-07: what was released changes afterwards, at every receiver.

``version`` counts the states of one release: the release is 1, each correction or withdrawal adds one. A receiver
applies them in order and acknowledges each; a version it already has changes nothing.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from benkan.wire.fields import FieldName, Long, Message, Properties, Short, Time, Uuid, Version


class Correction(Message):
    """New values for some properties; the others stay as they were."""

    release: Uuid
    version: Version
    properties: Annotated[Properties, Field(min_length=1)]
    reason: Long
    officer: Short


class Withdrawal(Message):
    """The named fields, or everything when none is named, must be erased; ``fields`` on the wire."""

    release: Uuid
    version: Version
    fields_withdrawn: Annotated[list[FieldName], Field(alias="fields", max_length=100)]
    reason: Long
    officer: Short


class Acknowledgement(Message):
    """Says that a correction or a withdrawal was carried out (``of`` is its envelope's id)."""

    of: Uuid
    release: Uuid
    version: Version
    done_at: Time
    what: Literal["corrected", "withdrawn"]
