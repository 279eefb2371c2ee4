"""Answers that every protocol shares: it was received, or it was refused and why.

A refusal travels as the untranslated sentence with its facts, so that the other side can say it in its own language.
What a partner sends is never trusted as a format: only plain named places are filled in.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from benkan.core.errors import BenkanError, Refused
from benkan.wire.fields import Code, FieldName, Long, Message, Sha256, Text, Time, Uuid


class Receipt(Message):
    """The envelope was received and kept; the digest says which bytes."""

    envelope: Uuid
    sha256: Sha256
    received_at: Time


class Refusal(Message):
    """The partner's refusal: stable code, English sentence, and the facts to say it in another language."""

    code: Code
    text: Long
    clause: Annotated[str, Text(200, smallest=0)]
    facts: Annotated[dict[FieldName, Annotated[str, Text(4_000, smallest=0)]], Field(max_length=32)]
    remedy: Annotated[str, Text(1_000, smallest=0)]


PLAIN_PLACES = re.compile(r"([^%]|%%|%\((?P<name>[a-z_0-9]+)\)[sd])*", re.ASCII)
PLACE = re.compile(r"%\(([a-z_0-9]+)\)([sd])", re.ASCII)


def refusal_of(error: BenkanError) -> Refusal:
    """The refusal to send for an error: its facts as texts, cut to what the protocol carries."""
    facts = {name: str(value)[:4_000] for name, value in list(error.facts.items())[:32]}
    return Refusal(
        code=error.code, text=error.text, clause=error.clause[:200], facts=facts, remedy=error.remedy[:1_000]
    )


def error_of(refusal: Refusal) -> Refused:
    """The partner's refusal as an error of ours, safe to show whatever the partner wrote."""
    facts: dict[str, object] = {name: _number_or_text(value) for name, value in refusal.facts.items()}
    text, remedy = (_safe(template, facts) for template in (refusal.text, refusal.remedy))
    error = Refused(refusal.code, text, remedy, clause=refusal.clause)
    error.facts = facts
    return error


def _number_or_text(value: str) -> int | str:
    return int(value) if re.fullmatch(r"0|-?[1-9][0-9]{0,17}", value, re.ASCII) else value


def _safe(template: str, facts: dict[str, object]) -> str:
    """The template if each of its places has a fact of its kind; else its letters, shown as they are."""
    if not facts:
        return template  # an error without facts is never filled in
    plain = PLAIN_PLACES.fullmatch(template) is not None
    filled = all(
        name in facts and (form == "s" or isinstance(facts[name], int)) for name, form in PLACE.findall(template)
    )
    return template if plain and filled else template.replace("%", "%%")
