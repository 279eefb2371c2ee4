"""BKP-07: what was released changes afterwards, at every receiver.

``version`` counts the states of one release: the release is 1, each correction, withdrawal or extension adds one. A
receiver applies them in order and acknowledges each; a version it already has changes nothing. Where the convention
allows onward transfer, each carries the owner's statement about the new state, and is passed on to whoever holds it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from benkan.wire.fields import Code, Date, FieldName, Message, Properties, Short, Time, Uuid, Version
from benkan.wire.requests import Beside
from benkan.wire.statements import Salts, Statement


class _Change(Message):
    """What every change says: of which release, the number of the new state, why, and who decided."""

    release: Uuid
    version: Version
    reason_code: Code
    reason: Beside
    officer: Short
    statement: Statement | None = None

    @model_validator(mode="after")
    def _of_this_state(self) -> _Change:
        stated = self.statement
        if stated is not None and (stated.release, stated.version) != (self.release, self.version):
            raise ValueError("the statement is about another state")
        return self


class Correction(_Change):
    """New values for some properties; the others stay as they were."""

    properties: Annotated[Properties, Field(min_length=1)]
    salts: Salts = Field(default_factory=dict)

    @model_validator(mode="after")
    def _salted(self) -> Correction:
        if set(self.salts) != (set() if self.statement is None else set(self.properties)):
            raise ValueError("each stated property has its salt")
        return self


class Withdrawal(_Change):
    """The named fields, or everything when none is named, must be erased; ``fields`` on the wire."""

    fields_withdrawn: Annotated[list[FieldName], Field(alias="fields", max_length=100)]

    @model_validator(mode="after")
    def _nothing_left(self) -> Withdrawal:
        if self.statement is not None and not self.fields_withdrawn and self.statement.digests:
            raise ValueError("what is withdrawn whole has no field left")
        return self


class Extension(_Change):
    """The copy may be kept until a later day."""

    retained_until: Date

    @model_validator(mode="after")
    def _same_day(self) -> Extension:
        if self.statement is not None and self.statement.retained_until != self.retained_until:
            raise ValueError("the statement names another day")
        return self


class ExtensionAsk(Message):
    """A holder asks the owner to keep its copy until a later day."""

    ask: Uuid
    release: Uuid
    retained_until: Date
    reason_code: Code
    reason: Beside
    officer: Short


class ExtensionRefusal(Message):
    """The owner says no; a yes is the extension itself."""

    ask: Uuid
    reason_code: Code
    reason: Beside
    officer: Short


class Acknowledgement(Message):
    """Says that a change was carried out (``of`` is its envelope's id)."""

    of: Uuid
    release: Uuid
    version: Version
    done_at: Time
    what: Literal["corrected", "withdrawn", "extended"]
