"""A first text of a convention, ready to be read, changed and signed.

The result parses, and reads from top to bottom as people negotiate it: who, when, what for, what, how much, how long,
then the words. It is never signed and nothing is in force by drafting it.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benkan.core.conventions.clauses import MODEL
from benkan.core.conventions.model import parse
from benkan.core.conventions.vocabulary import CATEGORIES, FORMAT, LANGUAGES, PURPOSES
from benkan.core.errors import N_, Invalid

TITLES = {
    "multilateral": {
        "fr": "Convention multilatérale d'échange d'informations et de formation des cadres",
        "en": "Multilateral convention on the exchange of information and the training of officers",
        "ar": "اتفاقية متعددة الأطراف لتبادل المعلومات وتكوين الأطر",
    },
    "bilateral": {
        "fr": "Convention bilatérale d'échange d'informations et de formation des cadres",
        "en": "Bilateral convention on the exchange of information and the training of officers",
        "ar": "اتفاقية ثنائية لتبادل المعلومات وتكوين الأطر",
    },
}


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """A service to be named as a party; ``signing_public`` is its Ed25519 public key (32 bytes)."""

    identifier: str
    names: Mapping[str, str]
    country: str
    signing_public: bytes


def draft(
    identifier: str,
    parties: Sequence[PartyDraft],
    template: str = "multilateral",
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    purposes: Iterable[str] = PURPOSES,
    categories: Iterable[str] = CATEGORIES,
    signed_on: dt.date | None = None,
    review_on: dt.date | None = None,
    version: int = 1,
    title: Mapping[str, str] | None = None,
    searches_per_party_per_day: int = 2_400,
    searches_per_officer_per_day: int = 240,
    searches_per_case_per_day: int = 60,
    epoch_days: int = 30,
    retention_days: int = 365,
    two_persons: bool = True,
) -> str:
    """The TOML text of a convention in which every party gives the categories to every other.

    Args:
        identifier: short name such as ``aes-2025``.
        parties: two for ``bilateral``, two or more for ``multilateral``.
        template: ``multilateral`` or ``bilateral``.
        starts_on, ends_on: first and last day in force; the review is half-way unless given.
        purposes, categories: codes of ``vocabulary``.

    Raises:
        Invalid: unknown template, wrong number of parties, or any value that ``parse`` refuses.
    """
    if template not in TITLES:
        raise Invalid(
            "convention.template",
            N_("“%(template)s” is not a template."),
            N_("Choose multilateral or bilateral."),
            place="template",
            template=template,
        )
    if template == "bilateral" and len(parties) != 2:
        raise Invalid(
            "convention.template.parties",
            N_("A bilateral convention has two parties, not %(count)d."),
            N_("Name two parties or choose the multilateral template."),
            place="parties",
            count=len(parties),
        )
    names = title or TITLES[template]
    signed_on = signed_on or starts_on
    review_on = review_on or starts_on + (ends_on - starts_on) // 2
    lines = [
        f"format = {_quoted(FORMAT)}",
        f"identifier = {_quoted(identifier)}",
        f"version = {version}",
        *_table("title", {language: _quoted(names.get(language, "")) for language in LANGUAGES}),
    ]
    for party in parties:
        lines += _table(f"parties.{party.identifier}", _party(party))
    days = {"signed_on": signed_on, "starts_on": starts_on, "ends_on": ends_on, "review_on": review_on}
    lines += _table("dates", {key: day.isoformat() for key, day in days.items()})
    lines += _table("purposes", {"allowed": _list(purposes)})
    exchange = {"from": _quoted("*"), "to": _quoted("*"), "categories": _list(sorted(categories))}
    lines += ["", "[[exchange]]", *(f"{key} = {value}" for key, value in exchange.items())]
    lines += _table("search", {"mode": _quoted("blind"), "epoch_days": str(epoch_days)})
    quotas = {
        "searches_per_party_per_day": str(searches_per_party_per_day),
        "searches_per_officer_per_day": str(searches_per_officer_per_day),
        "searches_per_case_per_day": str(searches_per_case_per_day),
    }
    lines += _table("quotas", quotas)
    lines += _table("answers", {"hours": "{ routine = 168, urgent = 72, immediate = 8 }"})
    lines += _table("handling", {"allowed": _list(["H0", "H1", "H2", "H3"]), "two_persons": str(two_persons).lower()})
    lines += _table("retention", {"days": str(retention_days)})
    lines += _table("onward", {"transfer": _quoted("never")})
    lines += _table("suspension", {"scope": _quoted("convention")})
    lines += _table("training", {"certificate_required": "false", "places_per_year": "10"})
    lines += _table("means", {"kinds": _list(["laboratory", "dogs", "expert"]), "costs": _quoted("lender")})
    lines += _table("languages", {"allowed": _list(LANGUAGES)})
    for number, clause in enumerate(MODEL, start=1):
        words = {"fr": clause.fr, "en": clause.en, "ar": clause.ar}
        article = {"article": _quoted(str(number))}
        lines += _table(
            f"clauses.{clause.section}", article | {language: _quoted(text) for language, text in words.items()}
        )
    text = "\n".join(lines) + "\n"
    parse(text)
    return text


def _party(party: PartyDraft) -> dict[str, str]:
    names = {f"name.{language}": _quoted(party.names.get(language, "")) for language in LANGUAGES}
    key = base64.b64encode(party.signing_public).decode()
    return names | {"country": _quoted(party.country), "signing_key": _quoted(key)}


def _table(name: str, values: Mapping[str, str]) -> list[str]:
    return ["", f"[{name}]", *(f"{key} = {value}" for key, value in values.items())]


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(_quoted(value) for value in values) + "]"


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, and letters of every script stay readable."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
