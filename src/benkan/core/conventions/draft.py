"""A first text of a convention, ready to be read, changed and signed.

The result parses, and reads from top to bottom as people negotiate it: who, when, what for, what, how much, how long,
then the words. It is never signed and nothing is in force by drafting it.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from benkan.core.conventions.model import parse
from benkan.core.conventions.templates import Template, Terms, template_for
from benkan.core.conventions.vocabulary import FORMAT, LANGUAGES


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
    signed_on: dt.date | None = None,
    review_on: dt.date | None = None,
    version: int = 1,
    title: Mapping[str, str] | None = None,
    **terms: object,
) -> str:
    """The TOML text of a convention in which every party gives the categories to every other.

    Args:
        identifier: short name such as ``aes-2025``.
        parties: as many as the template is for.
        template: one of ``templates.TEMPLATES``.
        starts_on, ends_on: first and last day in force; the review is half-way unless given.
        terms: other values than those of the template, by the names of ``templates.Terms``.

    Raises:
        Invalid: unknown template, wrong number of parties, or any value that ``parse`` refuses.
    """
    base = template_for(template, len(parties))
    given = replace(base.terms, **{name: _fixed(value) for name, value in terms.items()})  # type: ignore[arg-type]
    names = title or base.title
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
    lines += _terms(given)
    lines += _clauses(replace(base, terms=given))
    text = "\n".join(lines) + "\n"
    parse(text)
    return text


def _terms(terms: Terms) -> list[str]:
    lines = _table("purposes", {"allowed": _list(terms.purposes)})
    exchange = {"from": _quoted("*"), "to": _quoted("*"), "categories": _list(sorted(terms.categories))}
    lines += ["", "[[exchange]]", *(f"{key} = {value}" for key, value in exchange.items())]
    lines += _table("search", {"mode": _quoted("blind"), "epoch_days": str(terms.epoch_days)})
    quotas = ("searches_per_party_per_day", "searches_per_officer_per_day", "searches_per_case_per_day")
    lines += _table("quotas", {name: str(getattr(terms, name)) for name in quotas})
    hours = f"{{ routine = {terms.routine_hours}, urgent = {terms.urgent_hours}, immediate = {terms.immediate_hours} }}"
    lines += _table("answers", {"hours": hours})
    lines += _table("handling", {"allowed": _list(terms.handling), "two_persons": _truth(terms.two_persons)})
    lines += _table("retention", {"days": str(terms.retention_days)})
    lines += _table("onward", {"transfer": _quoted(terms.onward)})
    lines += _table("suspension", {"scope": _quoted(terms.suspension_scope)})
    if terms.training_places is not None:
        places = {
            "certificate_required": _truth(terms.certificate_required),
            "places_per_year": str(terms.training_places),
        }
        lines += _table("training", places)
    if terms.means:
        lines += _table("means", {"kinds": _list(terms.means), "costs": _quoted(terms.costs)})
    return lines + _table("languages", {"allowed": _list(terms.languages)})


def _clauses(base: Template) -> list[str]:
    lines: list[str] = []
    for number, clause in enumerate(base.clauses, start=1):
        words = {"fr": clause.fr, "en": clause.en, "ar": clause.ar}
        article = {"article": _quoted(str(number))}
        lines += _table(
            f"clauses.{clause.section}", article | {language: _quoted(text) for language, text in words.items()}
        )
    return lines


def _party(party: PartyDraft) -> dict[str, str]:
    names = {f"name.{language}": _quoted(party.names.get(language, "")) for language in LANGUAGES}
    key = base64.b64encode(party.signing_public).decode()
    return names | {"country": _quoted(party.country), "signing_key": _quoted(key)}


def _table(name: str, values: Mapping[str, str]) -> list[str]:
    return ["", f"[{name}]", *(f"{key} = {value}" for key, value in values.items())]


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(_quoted(value) for value in values) + "]"


def _truth(value: bool) -> str:
    return str(value).lower()


def _fixed(value: object) -> object:
    return value if isinstance(value, str | int | bool) or value is None else tuple(value)  # type: ignore[arg-type]


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, and letters of every script stay readable."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
