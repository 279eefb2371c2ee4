"""BKP-03, section 7: a convention in the making travels between its parties, outside any convention.

Three letters: a text that one party proposes, what a party says about a text, and a party's signature of it. Each names
the exact text by its digest. They carry no data about people; every text in them has a largest size.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from benkan.wire.fields import Binary, ConventionId, Date, Form, Message, Sha256, Short, Text, Version

MAX_TEXT = 262_144
Remark = Annotated[str, Text(2_000, smallest=0)]
Article = Annotated[str, Form(r"([0-9]{1,3}(\.[0-9]{1,3}){0,2})?")]
"""The number of an article of the text that is named; empty for the whole text."""


class ConventionProposal(Message):
    """This text, without signatures, is on the table."""

    convention: ConventionId
    version: Version
    sha256: Sha256
    text: Annotated[str, Text(MAX_TEXT)]
    note: Remark
    officer: Short


class ConventionOpinion(Message):
    """What the sender says about a text: it has read it, comments on it or on one article, agrees or declines."""

    convention: ConventionId
    version: Version
    sha256: Sha256
    stance: Annotated[str, Form(r"seen|comments|agrees|declines")]
    comment: Remark
    article: Article = ""
    officer: Short

    @model_validator(mode="after")
    def _says_something(self) -> ConventionOpinion:
        if self.stance == "comments" and not self.comment.strip():
            raise ValueError("a comment has words")
        if self.article and self.stance != "comments":
            raise ValueError("a text is agreed to or declined as a whole")
        return self


class ConventionSignature(Message):
    """The sender's signature of a text, and the two officers who prepared and gave it."""

    convention: ConventionId
    version: Version
    sha256: Sha256
    key: Annotated[bytes, Binary(32, 32)]
    value: Annotated[bytes, Binary(64, 64)]
    signed_on: Date
    prepared_by: Short
    signed_by: Short

    @model_validator(mode="after")
    def _four_eyes(self) -> ConventionSignature:
        if self.prepared_by == self.signed_by:
            raise ValueError("the officer who signs is another person than the one who prepared")
        return self
