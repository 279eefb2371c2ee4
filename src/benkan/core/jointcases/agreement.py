"""The agreement on a joint case: which parties keep it, for what, until when, and what may go into it.

A TOML text that people can read aloud; its canonical form is that of conventions (RFC 8785). It stands under one
convention and can only narrow it (see ``rules.within``). Its parties never change: another circle is another case.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

import rfc8785

from benkan.core import strict_toml
from benkan.core.errors import N_, Invalid
from benkan.core.jointcases.vocabulary import FORMAT, MAX_PARTIES

CODE: Final = "joint-case.agreement"
SIGNATURE_PREFIX: Final = b"benkan-joint-case-signature-1\n"
UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
AGENCY: Final = re.compile(r"(?=.{2,40}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
CONVENTION: Final = re.compile(r"(?=.{2,64}\Z)[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
WORD: Final = re.compile(r"(?=.{1,40}\Z)[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
HANDLING: Final = ("H0", "H1", "H2", "H3")
MAX_DAYS: Final = 3_660


class _Table(strict_toml.Table):
    code: ClassVar[str] = CODE

    def words(self, key: str, most: int) -> tuple[str, ...]:
        """The list of codes under this key: at least one, none twice."""
        value = self._take(key)
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise self._wrong(self.place(key), N_("A list of texts is expected here."))
        for item in value:
            if not isinstance(item, str) or not WORD.fullmatch(item):
                raise self._wrong(
                    self.place(key), N_("“%(value)s” does not have the expected form."), value=str(item)[:80]
                )
        if len(set(value)) != len(value):
            raise self._wrong(self.place(key), N_("A value is listed twice."))
        return tuple(value)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the parties of a joint case agreed.

    Args:
        case: identity of the joint case, the same at every party.
        parties: agency id -> the office whose officers keep the case there, in the order of the text.
        lead: the party that may end it.
        retention_days: how long an item may be kept, from the day it was written.
        sha256: digest of the canonical text: the name of exactly this agreement.
    """

    case: str
    convention: str
    reference: str
    title: str
    purpose: str
    grounds: str
    lead: str
    starts_on: dt.date
    ends_on: dt.date
    categories: frozenset[str]
    handling: tuple[str, ...]
    retention_days: int
    parties: Mapping[str, str]
    text: str
    sha256: str


def parse(text: str) -> Agreement:
    """The agreement in the text.

    Raises:
        Invalid: ``joint-case.agreement`` with the place of the first wrong value.
    """
    tables = strict_toml.load(text, code=CODE, whole="agreement")
    top = _Table(tables)
    top.choice("format", {FORMAT})
    listed = top.table("parties")
    parties = {name: _office(listed, name) for name in listed}
    listed.done()
    if not 2 <= len(parties) <= MAX_PARTIES:
        raise _wrong("parties", N_("A joint case has from 2 to %(most)d parties."), most=MAX_PARTIES)
    found = Agreement(
        case=top.matching("case", UUID),
        convention=top.matching("convention", CONVENTION),
        reference=top.text("reference", longest=40),
        title=top.text("title", longest=200),
        purpose=top.matching("purpose", WORD),
        grounds=top.text("grounds"),
        lead=top.choice("lead", list(parties)),
        starts_on=top.date("starts_on"),
        ends_on=top.date("ends_on"),
        categories=frozenset(top.words("categories", 20)),
        handling=top.choices("handling", HANDLING),
        retention_days=top.integer("retention_days", 1, MAX_DAYS),
        parties=parties,
        text=text,
        sha256=hashlib.sha256(strict_toml.canonical(tables, code=CODE)).hexdigest(),
    )
    top.done()
    if found.ends_on < found.starts_on:
        raise _wrong("ends_on", N_("A joint case cannot end before it begins."))
    return found


def write(
    *,
    case: str,
    convention: str,
    reference: str,
    title: str,
    purpose: str,
    grounds: str,
    lead: str,
    starts_on: dt.date,
    ends_on: dt.date,
    categories: list[str],
    handling: list[str],
    retention_days: int,
    parties: Mapping[str, str],
) -> str:
    """The text of an agreement; ``parse`` reads and judges it."""
    texts = {
        "format": FORMAT,
        "case": case,
        "convention": convention,
        "reference": reference,
        "title": title,
        "purpose": purpose,
        "grounds": grounds,
        "lead": lead,
    }
    lines = [f"{name} = {_quoted(value)}" for name, value in texts.items()]
    lines += [f"starts_on = {starts_on.isoformat()}", f"ends_on = {ends_on.isoformat()}"]
    lines += [f"{name} = [{', '.join(map(_quoted, values))}]" for name, values in _lists(categories, handling)]
    lines.append(f"retention_days = {retention_days}")
    for name, office in parties.items():
        lines += ["", f"[parties.{name}]", f"office = {_quoted(office)}"]
    return "\n".join(lines) + "\n"


def signed_bytes(sha256: str, party: str, signed_on: dt.date) -> bytes:
    """What a party signs: this agreement, its own name and the day, under a prefix of our own."""
    return SIGNATURE_PREFIX + rfc8785.dumps(
        {"agreement_sha256": sha256, "party": party, "signed_on": signed_on.isoformat()}
    )


def _office(listed: _Table, name: str) -> str:
    if not AGENCY.fullmatch(name):
        raise _wrong(f"parties.{name[:40]}", N_("“%(value)s” does not have the expected form."), value=name[:80])
    table = listed.table(name)
    office = table.text("office", longest=200)
    table.done()
    return office


def _lists(categories: list[str], handling: list[str]) -> list[tuple[str, list[str]]]:
    return [("categories", categories), ("handling", handling)]


def _quoted(value: str) -> str:
    # A JSON text is a TOML basic text, but for the one control that JSON leaves bare and TOML does not take.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _wrong(place: str, text: str, **facts: object) -> Invalid:
    return strict_toml.wrong(CODE, place, text, **facts)
