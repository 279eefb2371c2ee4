"""The guided page of a draft: its fields, read from the text, and what an officer changed, as changes to the text.

Fields are named by their place in the text (``quotas.searches_per_case_per_day``), so a refusal of the reader finds its
field, and what was typed stays on the page. Only differing values are written; lists keep the order they had.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from benkan.apps.accords import labels, reading
from benkan.apps.accords.labels import word
from benkan.core.conventions import (
    CATEGORIES,
    HANDLING_CODES,
    LANGUAGES,
    PURPOSES,
    SECTIONS,
    URGENCIES,
    Convention,
    PartyDraft,
)
from benkan.core.conventions.clauses import MODEL
from benkan.core.conventions.editing import Place, Value
from benkan.core.conventions.vocabulary import MEANS, OPTIONAL_SECTIONS
from benkan.core.errors import N_, Invalid
from benkan.web import words

Typed = dict[str, list[str]]
MAX_DIGITS = 6
QUOTAS = ("searches_per_party_per_day", "searches_per_officer_per_day", "searches_per_case_per_day")
DAYS = ("starts_on", "ends_on", "review_on", "signed_on")
WHOLE_NUMBERS = (
    "search.epoch_days",
    *(f"quotas.{name}" for name in QUOTAS),
    *(f"answers.hours.{urgency}" for urgency in URGENCIES),
    "retention.days",
)
ONE_OF = ("search.mode", "onward.transfer", "suspension.scope")
LISTS = {
    "purposes.allowed": PURPOSES,
    "handling.allowed": HANDLING_CODES,
    "languages.allowed": LANGUAGES,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``kind`` is text, words, number, date, choice, checks or switch."""

    name: str
    label: str
    kind: str
    values: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()
    direction: str = ""
    wrong: bool = False

    @property
    def value(self) -> str:
        """The value of a field that has one."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one section, and those of its article."""

    section: str
    heading: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Field]] = ()
    clause: Sequence[Field] = field(default=())

    @property
    def inline(self) -> bool:
        """Whether its fields are short enough to stand side by side."""
        return all(each.kind in {"number", "date"} for each in self.fields)

    @property
    def wrong(self) -> bool:
        """Whether a field of the article is wrong: its words are unfolded then."""
        return any(each.wrong for each in self.clause)


def typed_of(convention: Convention) -> Typed:
    """What the form shows for this text."""
    one = convention
    found: Typed = {f"title.{language}": [one.title[language]] for language in LANGUAGES}
    found |= {f"dates.{name}": [getattr(one, name).isoformat()] for name in DAYS}
    for number, each in enumerate(one.exchanges):
        found[f"exchange.{number}.from"] = [each.giver]
        found[f"exchange.{number}.to"] = [each.receiver]
        found[f"exchange.{number}.categories"] = sorted(each.categories)
    found |= {f"quotas.{name}": [str(getattr(one.quotas, name))] for name in QUOTAS}
    found |= {f"answers.hours.{urgency}": [str(hours)] for urgency, hours in one.answer_hours.items()}
    found |= {
        "purposes.allowed": list(one.purposes),
        "search.mode": [one.search_mode],
        "search.epoch_days": [str(one.epoch_days)],
        "handling.allowed": list(one.handling),
        "handling.two_persons": ["on"] if one.two_persons else [],
        "retention.days": [str(one.retention_days)],
        "onward.transfer": [one.onward_transfer],
        "suspension.scope": [one.suspension_scope],
        "languages.allowed": list(one.languages),
    }
    if one.training:
        found |= {
            "training.present": ["on"],
            "training.places_per_year": [str(one.training.places_per_year)],
            "training.certificate_required": ["on"] if one.training.certificate_required else [],
        }
    if one.means:
        found |= {"means.present": ["on"], "means.kinds": list(one.means.kinds), "means.costs": [one.means.costs]}
    for section, clause in one.clauses.items():
        found[f"clauses.{section}.article"] = [clause.article]
        found |= {f"clauses.{section}.{language}": [clause.text[language]] for language in LANGUAGES}
    return found


def changes_of(typed: Typed, convention: Convention, cards: Mapping[str, PartyDraft]) -> dict[Place, Value | None]:
    """What the form says that the text does not.

    Args:
        typed: what came from the page, by name.
        cards: services that may join, by id.

    Raises:
        Invalid: ``convention.invalid`` with the field that holds no number or date.
    """
    now = typed_of(convention)
    changes: dict[Place, Value | None] = {}
    for name in ("title.fr", "title.en", "title.ar", *ONE_OF):
        _change(changes, now, typed, name, _text(typed, name))
    for name in WHOLE_NUMBERS:
        _change(changes, now, typed, name, _number(typed, name))
    for day in DAYS:
        _change(changes, now, typed, f"dates.{day}", _day(typed, f"dates.{day}"))
    for name, vocabulary in LISTS.items():
        _change(changes, now, typed, name, _ordered(now.get(name, ()), typed.get(name, ()), vocabulary))
    _change(changes, now, typed, "handling.two_persons", bool(typed.get("handling.two_persons")))
    _parties(changes, typed, convention, cards)
    _exchanges(changes, typed, convention)
    _training(changes, now, typed)
    _means(changes, now, typed)
    for section in (*SECTIONS, *OPTIONAL_SECTIONS):
        if ("clauses", section) not in changes and f"clauses.{section}.article" in typed:
            for key in ("article", *LANGUAGES):
                name = f"clauses.{section}.{key}"
                _change(changes, now, typed, name, _text(typed, name))
    return changes


def groups(typed: Typed, convention: Convention, cards: Mapping[str, PartyDraft], wrong: str = "") -> list[Group]:
    """The form in the order of the text, filled with what was typed; ``wrong`` is the place of a refusal."""
    make = _Maker(typed, wrong)
    parties = [(party.identifier, party.name[reading.language()]) for party in convention.parties.values()]
    joining = [
        (one.identifier, one.names[reading.language()])
        for one in cards.values()
        if one.identifier not in convention.parties
    ]
    ends = [("*", _("every party")), *parties]
    numbers = _rows(typed)
    rows = [make.exchange(number, ends) for number in [*numbers, (numbers[-1] + 1 if numbers else 0)]]
    fields: dict[str, list[Field]] = {
        "parties": [
            make.checks("parties.remove", _("Leave the convention"), parties),
            *([make.checks("parties.add", _("Join the convention"), joining)] if joining else []),
        ],
        "dates": [make.one(f"dates.{day}", _(DAY_LABELS[day]), "date") for day in DAYS],
        "purposes": [
            make.checks("purposes.allowed", _("Purposes"), [(code, words.purpose(code)) for code in PURPOSES])
        ],
        "exchange": [],
        "search": [
            make.choice("search.mode", _("How"), labels.SEARCH_MODES),
            make.one("search.epoch_days", _("Days after which the keys change"), "number"),
        ],
        "quotas": [make.one(f"quotas.{name}", _(QUOTA_LABELS[name]), "number") for name in QUOTAS],
        "answers": [
            make.one(
                f"answers.hours.{urgency}",
                _("Hours: %(urgency)s") % {"urgency": word(labels.URGENCIES, urgency)},
                "number",
            )
            for urgency in URGENCIES
        ],
        "handling": [
            make.checks(
                "handling.allowed",
                _("Handling codes"),
                [(code, f"{code} · {words.handling(code)[0]}") for code in HANDLING_CODES],
            ),
            make.one("handling.two_persons", _("A second officer decides on each release"), "switch"),
        ],
        "retention": [make.one("retention.days", _("Days for which what is received is kept"), "number")],
        "onward": [make.choice("onward.transfer", _("To third parties"), labels.ONWARD)],
        "safeguards": [make.choice("suspension.scope", _("Suspension"), labels.SCOPES)],
        "training": [
            make.one("training.present", _("The convention has a part on training"), "switch"),
            make.one("training.places_per_year", _("Places a year"), "number"),
            make.one("training.certificate_required", _("Only certified officers search"), "switch"),
        ],
        "means": [
            make.one("means.present", _("The convention has a part on shared means"), "switch"),
            make.checks("means.kinds", _("Means"), [(code, word(labels.MEANS, code)) for code in sorted(MEANS)]),
            make.choice("means.costs", _("Costs"), labels.SHORT_COSTS),
        ],
        "languages": [
            make.checks(
                "languages.allowed", _("Languages"), [(code, word(labels.LANGUAGES, code)) for code in LANGUAGES]
            )
        ],
    }
    title = [
        make.words(f"title.{language}", word(labels.LANGUAGES, language), language, "text") for language in LANGUAGES
    ]
    found = [Group("title", _("Title"), title)]
    for section, own in fields.items():
        clause = make.clause(section) if f"clauses.{section}.article" in typed else []
        found.append(Group(section, word(labels.SECTIONS, section), own, rows if section == "exchange" else (), clause))
    return found


DAY_LABELS = {
    "starts_on": N_("First day"),
    "ends_on": N_("Last day"),
    "review_on": N_("Joint review"),
    "signed_on": N_("Day of signature"),
}
QUOTA_LABELS = {
    "searches_per_party_per_day": N_("Searches a day for each service"),
    "searches_per_officer_per_day": N_("Searches a day for each officer"),
    "searches_per_case_per_day": N_("Searches a day for each case"),
}


class _Maker:
    """Makes fields filled with what was typed, and marks the one at the place of a refusal."""

    def __init__(self, typed: Typed, wrong: str) -> None:
        self._typed = typed
        self._wrong = wrong.replace("[", ".").replace("]", "")

    def one(self, name: str, label: str, kind: str) -> Field:
        return self._made(name, label, kind)

    def choice(self, name: str, label: str, vocabulary: Mapping[str, str]) -> Field:
        return self._made(name, label, "choice", [(code, _(text)) for code, text in vocabulary.items()])

    def checks(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> Field:
        return self._made(name, label, "checks", choices)

    def words(self, name: str, label: str, language: str, kind: str = "words") -> Field:
        return self._made(name, label, kind, direction="rtl" if language == "ar" else "ltr")

    def clause(self, section: str) -> list[Field]:
        place = f"clauses.{section}"
        return [
            self.one(f"{place}.article", _("Article"), "text"),
            *(self.words(f"{place}.{each}", word(labels.LANGUAGES, each), each) for each in LANGUAGES),
        ]

    def exchange(self, number: int, ends: Sequence[tuple[str, str]]) -> list[Field]:
        place = f"exchange.{number}"
        others = [(code, _("every other party") if code == "*" else text) for code, text in ends]
        return [
            self._made(f"{place}.from", _("From"), "choice", [("", "–"), *ends]),
            self._made(f"{place}.to", _("To"), "choice", [("", "–"), *others]),
            self.checks(
                f"{place}.categories",
                _("Categories of data"),
                [(code, word(labels.CATEGORIES, code)) for code in sorted(CATEGORIES)],
            ),
        ]

    def _made(
        self, name: str, label: str, kind: str, choices: Sequence[tuple[str, str]] = (), direction: str = ""
    ) -> Field:
        wrong = bool(self._wrong) and (name == self._wrong or name.startswith(f"{self._wrong}."))
        return Field(name, label, kind, self._typed.get(name, []), choices, direction, wrong)


def _change(changes: dict[Place, Value | None], now: Typed, typed: Typed, name: str, value: Value | None) -> None:
    """Notes the value when the page says something else than the text; a name that did not come is left alone."""
    if name in typed or name in now:
        old = now.get(name, [])
        new = [str(each) for each in value] if isinstance(value, list) else _as_typed(value)
        if old != new:
            changes[tuple(name.split("."))] = value


def _as_typed(value: object) -> list[str]:
    if isinstance(value, bool):
        return ["on"] if value else []
    return [value.isoformat() if isinstance(value, dt.date) else str(value)]


def _text(typed: Typed, name: str) -> str:
    return typed.get(name, [""])[0].replace("\r\n", "\n").strip()


def _number(typed: Typed, name: str) -> int:
    text = _text(typed, name)
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise _wrong(name, N_("A whole number is expected here."))
    return int(text)


def _day(typed: Typed, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(typed, name))
    except ValueError:
        raise _wrong(name, N_("A day is expected here.")) from None


def _ordered(old: Iterable[str], wanted: Iterable[str], vocabulary: Iterable[str]) -> list[str]:
    """The wanted words, those that stood there first and in their order, then the new ones."""
    ticked = set(wanted)
    kept = [each for each in old if each in ticked]
    return kept + [each for each in vocabulary if each in ticked and each not in kept]


def _parties(
    changes: dict[Place, Value | None], typed: Typed, convention: Convention, cards: Mapping[str, PartyDraft]
) -> None:
    for party in typed.get("parties.remove", ()):
        if party in convention.parties:
            changes["parties", party] = None
    for party in typed.get("parties.add", ()):
        card = cards.get(party)
        if card is not None and party not in convention.parties:
            for language in LANGUAGES:
                changes["parties", party, "name", language] = card.names[language]
            changes["parties", party, "country"] = card.country
            changes["parties", party, "signing_key"] = base64.b64encode(card.signing_public).decode()


def _exchanges(changes: dict[Place, Value | None], typed: Typed, convention: Convention) -> None:
    gone = set(typed.get("parties.remove", ()))
    before = {(each.giver, each.receiver): each.categories for each in convention.exchanges}
    rows: list[dict[str, Any]] = []
    for number in _rows(typed):
        giver, receiver = _text(typed, f"exchange.{number}.from"), _text(typed, f"exchange.{number}.to")
        categories = sorted(set(typed.get(f"exchange.{number}.categories", ())))
        if giver and receiver and categories and not {giver, receiver} & gone:
            rows.append({"from": giver, "to": receiver, "categories": categories})
    after = {(row["from"], row["to"]): frozenset(row["categories"]) for row in rows}
    if len(after) != len(rows) or len(before) != len(convention.exchanges) or after != before:
        changes["exchange",] = rows


def _rows(typed: Typed) -> list[int]:
    """The numbers of the rows of what is exchanged, as far as they are numbers."""
    found = (name.split(".")[1] for name in typed if name.startswith("exchange."))
    return sorted(
        {int(number) for number in found if number.isascii() and number.isdecimal() and len(number) < MAX_DIGITS}
    )


def _training(changes: dict[Place, Value | None], now: Typed, typed: Typed) -> None:
    if not typed.get("training.present"):
        _leave_out(changes, now, "training")
        return
    _bring_in(changes, now, "training")
    _change(changes, now, typed, "training.places_per_year", _number(typed, "training.places_per_year"))
    certificate = bool(typed.get("training.certificate_required"))
    if "training.present" not in now:
        changes["training", "certificate_required"] = certificate
    else:
        _change(changes, now, typed, "training.certificate_required", certificate)


def _means(changes: dict[Place, Value | None], now: Typed, typed: Typed) -> None:
    if not typed.get("means.present"):
        _leave_out(changes, now, "means")
        return
    _bring_in(changes, now, "means")
    kinds = _ordered(now.get("means.kinds", ()), typed.get("means.kinds", ()), sorted(MEANS))
    _change(changes, now, typed, "means.kinds", kinds)
    _change(changes, now, typed, "means.costs", _text(typed, "means.costs"))


def _leave_out(changes: dict[Place, Value | None], now: Typed, section: str) -> None:
    if f"{section}.present" in now:
        changes[section,] = None
        changes["clauses", section] = None


def _bring_in(changes: dict[Place, Value | None], now: Typed, section: str) -> None:
    """A part that comes in brings its article, in the model's words, under the next number."""
    if f"clauses.{section}.article" in now:
        return
    model = next(each for each in MODEL if each.section == section)
    taken = [int(values[0].split(".")[0]) for name, values in now.items() if name.endswith(".article")]
    taken += [int(str(value)) for place, value in changes.items() if place[-1] == "article"]
    changes["clauses", section, "article"] = str(max(taken) + 1)
    for language in LANGUAGES:
        changes["clauses", section, language] = getattr(model, language)


def _wrong(place: str, text: str) -> Invalid:
    return Invalid("convention.invalid", text, N_("Correct the text at this place."), place=place, clause="")
