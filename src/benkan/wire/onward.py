"""BKP-07: what a receiver was given goes on to a third party, with the owner's leave and under its conditions.

Owner, first source, handling code, purpose and end are in the owner's statement alone: there is no second place where
a service that passes it on could write others.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from benkan.wire.fields import Agency, Code, Message, Properties, Short, Uuid
from benkan.wire.requests import Beside
from benkan.wire.statements import MAX_HOPS, Names, Permit, Salts, Statement


class OnwardAsk(Message):
    """A holder asks the owner whether it may pass these fields to this receiver."""

    ask: Uuid
    release: Uuid
    receiver: Agency
    names: Names
    reason_code: Code
    reason: Beside
    officer: Short


class OnwardAnswer(Message):
    """The owner's leave, or its refusal when there is no permit."""

    ask: Uuid
    permit: Permit | None
    reason_code: Code
    reason: Beside
    officer: Short
    second_officer: Short | None

    @model_validator(mode="after")
    def _two_persons(self) -> OnwardAnswer:
        if self.second_officer == self.officer:
            raise ValueError("the second officer is another person")
        return self


class Onward(Message):
    """A part of somebody else's release, with the owner's statement and one permit for each hop after the first."""

    statement: Statement
    permits: Annotated[list[Permit], Field(min_length=1, max_length=MAX_HOPS - 1)]
    properties: Annotated[Properties, Field(min_length=1)]
    salts: Salts
    reason_code: Code
    reason: Beside
    officer: Short

    @model_validator(mode="after")
    def _salted(self) -> Onward:
        if set(self.salts) != set(self.properties):
            raise ValueError("each property has its salt")
        return self
