"""A convention as values: what two or more services agreed, read from a text that people can read aloud.

The format is documented in docs/protocol/BKP-03-convention.md. Parsing is strict: unknown keys, other types and
impossible dates are refused with their place. Signatures are read here but checked in ``signatures``; whether an act
is allowed is said by ``decide`` alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from benkan.core.conventions.canonical import digest_of, load
from benkan.core.conventions.reading import Table, wrong
from benkan.core.conventions.vocabulary import (
    ARTICLE_3,
    CATEGORIES,
    COSTS,
    FORMAT,
    HANDLING_CODES,
    LANGUAGES,
    MEANS,
    ONWARD_TRANSFERS,
    OPTIONAL_SECTIONS,
    PURPOSES,
    SEARCH_MODES,
    SECTIONS,
    SUSPENSION_SCOPES,
    URGENCIES,
)
from benkan.core.errors import N_, Invalid

MAX_PARTIES = 256
AGENCY = re.compile(r"(?=.{2,40}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
IDENTIFIER = re.compile(r"(?=.{2,64}\Z)[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
ARTICLE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Party:
    """A service that is bound by the convention; ``signing_key`` is its Ed25519 public key (32 bytes)."""

    identifier: str
    name: Mapping[str, str]
    country: str
    signing_key: bytes


@dataclass(frozen=True, slots=True)
class Exchange:
    """Which categories of data one party gives to another; ``*`` stands for every party."""

    giver: str
    receiver: str
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class Clause:
    """The article that decides, with its wording in French, English and Arabic."""

    path: str
    article: str
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Quotas:
    """The largest number of searches in one day (UTC)."""

    searches_per_party_per_day: int
    searches_per_officer_per_day: int
    searches_per_case_per_day: int


@dataclass(frozen=True, slots=True)
class Training:
    """What the parties promise about training."""

    certificate_required: bool
    places_per_year: int


@dataclass(frozen=True, slots=True)
class Means:
    """Which means the parties lend each other and who pays."""

    kinds: tuple[str, ...]
    costs: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One party's signature as written in the text; not yet checked."""

    party: str
    key: bytes
    value: bytes
    signed_on: dt.date


@dataclass(frozen=True, slots=True)
class Convention:
    """What was agreed. ``sha256`` names the exact agreement, whatever the layout of its text."""

    identifier: str
    version: int
    title: Mapping[str, str]
    parties: Mapping[str, Party]
    signed_on: dt.date
    starts_on: dt.date
    ends_on: dt.date
    review_on: dt.date
    purposes: tuple[str, ...]
    exchanges: tuple[Exchange, ...]
    search_mode: str
    epoch_days: int
    quotas: Quotas
    answer_hours: Mapping[str, int]
    handling: tuple[str, ...]
    two_persons: bool
    retention_days: int
    onward_transfer: str
    suspension_scope: str
    training: Training | None
    means: Means | None
    languages: tuple[str, ...]
    clauses: Mapping[str, Clause]
    signatures: tuple[Signature, ...]
    sha256: str
    text: str

    def gives(self, giver: str, receiver: str) -> frozenset[str]:
        """The categories of data that ``giver`` may send to ``receiver``; empty when none."""
        given: frozenset[str] = frozenset()
        for exchange in self.exchanges:
            if exchange.giver in ("*", giver) and exchange.receiver in ("*", receiver):
                given |= exchange.categories
        return given

    def in_force(self, on: dt.date) -> bool:
        """Whether the day lies within the dates, first and last day included; signatures are another matter."""
        return self.starts_on <= on <= self.ends_on

    def partners(self, of: str) -> tuple[str, ...]:
        """The other parties, in the order of the text; empty when ``of`` is not a party."""
        return tuple(party for party in self.parties if party != of) if of in self.parties else ()


def parse(text: str) -> Convention:
    """The convention written in the text.

    Args:
        text: TOML, at most 256 KiB of UTF-8, signed or not.

    Raises:
        Invalid: ``convention.invalid`` with the place (``table.key``, or the line for a broken text).
    """
    root = Table(load(text))
    root.choice("format", (FORMAT,))
    parties = _parties(root.table("parties"))
    signed_on, starts_on, ends_on, review_on = _dates(root.table("dates"))
    search, answers, handling, retention = (root.table(key) for key in ("search", "answers", "handling", "retention"))
    onward = root.table("onward")
    convention = Convention(
        identifier=root.matching("identifier", IDENTIFIER),
        version=root.integer("version", 1, 9_999),
        title=root.languages("title", LANGUAGES),
        parties=parties,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        review_on=review_on,
        purposes=_purposes(root.table("purposes")),
        exchanges=_exchanges(root.tables("exchange"), parties),
        search_mode=search.choice("mode", SEARCH_MODES),
        epoch_days=search.integer("epoch_days", 1, 366),
        quotas=_quotas(root.table("quotas")),
        answer_hours=_hours(answers.table("hours")),
        handling=handling.choices("allowed", HANDLING_CODES),
        two_persons=handling.boolean("two_persons"),
        retention_days=retention.integer("days", 1, 3_660),
        onward_transfer=onward.choice("transfer", ONWARD_TRANSFERS),
        suspension_scope=_suspension_scope(root),
        training=_training(root),
        means=_means(root),
        languages=_languages(root),
        clauses=_clauses(root.table("clauses")),
        signatures=_signatures(root),
        sha256=digest_of(text),
        text=text,
    )
    for table in (search, answers, handling, retention, onward, root):
        table.done()
    return convention


def _parties(table: Table) -> dict[str, Party]:
    parties: dict[str, Party] = {}
    for identifier in table:
        if not AGENCY.fullmatch(identifier):
            raise wrong(table.place(identifier), N_("A party's name is made of small letters, digits and hyphens."))
        entry = table.table(identifier)
        parties[identifier] = Party(
            identifier,
            entry.languages("name", LANGUAGES),
            entry.matching("country", COUNTRY),
            entry.binary("signing_key", 32),
        )
        entry.done()
    if not 2 <= len(parties) <= MAX_PARTIES:
        raise wrong("parties", N_("A convention has from two to %(limit)d parties."), limit=MAX_PARTIES)
    # Two parties with one key would let one hand sign for both.
    if len({party.signing_key for party in parties.values()}) != len(parties):
        raise wrong("parties", N_("Two parties have the same signing key."))
    return parties


def _dates(table: Table) -> tuple[dt.date, dt.date, dt.date, dt.date]:
    signed_on, starts_on, ends_on, review_on = (
        table.date(key) for key in ("signed_on", "starts_on", "ends_on", "review_on")
    )
    table.done()
    if ends_on < starts_on:
        raise wrong("dates.ends_on", N_("The convention would end before it starts."))
    if not starts_on <= review_on <= ends_on:
        raise wrong("dates.review_on", N_("The review lies outside the convention's dates."))
    if signed_on > ends_on:
        raise wrong("dates.signed_on", N_("The convention would be signed after its end."))
    return signed_on, starts_on, ends_on, review_on


def _purposes(table: Table) -> tuple[str, ...]:
    purposes = table.choices("allowed", (*PURPOSES, *sorted(ARTICLE_3)))
    forbidden = sorted(ARTICLE_3.intersection(purposes))
    if forbidden:
        raise Invalid(
            "convention.article-3",
            N_("“%(value)s” can never be a purpose: article 3 of the INTERPOL Constitution forbids it."),
            N_("Remove this purpose."),
            place="purposes.allowed",
            value=forbidden[0],
        )
    table.done()
    return purposes


def _exchanges(tables: list[Table], parties: Mapping[str, Party]) -> tuple[Exchange, ...]:
    if not tables:
        raise wrong("exchange", N_("At least one exchange is expected."))
    ends = ("*", *parties)
    exchanges = []
    for table in tables:
        giver, receiver = table.choice("from", ends), table.choice("to", ends)
        if giver == receiver != "*":
            raise wrong(table.place("to"), N_("A party cannot exchange with itself."))
        exchanges.append(Exchange(giver, receiver, frozenset(table.choices("categories", CATEGORIES))))
        table.done()
    return tuple(exchanges)


def _quotas(table: Table) -> Quotas:
    quotas = Quotas(
        table.integer("searches_per_party_per_day", 1, 10_000_000),
        table.integer("searches_per_officer_per_day", 1, 10_000_000),
        table.integer("searches_per_case_per_day", 1, 10_000_000),
    )
    table.done()
    return quotas


def _hours(table: Table) -> dict[str, int]:
    hours = {urgency: table.integer(urgency, 1, 8_784) for urgency in URGENCIES}
    table.done()
    if not hours["immediate"] <= hours["urgent"] <= hours["routine"]:
        raise wrong(table.place("urgent"), N_("A more urgent answer cannot take longer."))
    return hours


def _suspension_scope(root: Table) -> str:
    if not root.has("suspension"):
        return "convention"  # the stricter reading when the text is silent
    table = root.table("suspension")
    scope = table.choice("scope", SUSPENSION_SCOPES)
    table.done()
    return scope


def _training(root: Table) -> Training | None:
    if not root.has("training"):
        return None
    table = root.table("training")
    training = Training(table.boolean("certificate_required"), table.integer("places_per_year", 0, 100_000))
    table.done()
    return training


def _means(root: Table) -> Means | None:
    if not root.has("means"):
        return None
    table = root.table("means")
    means = Means(table.choices("kinds", MEANS), table.choice("costs", COSTS))
    table.done()
    return means


def _languages(root: Table) -> tuple[str, ...]:
    table = root.table("languages")
    languages = table.choices("allowed", LANGUAGES)
    table.done()
    return languages


def _clauses(table: Table) -> dict[str, Clause]:
    optional = tuple(section for section in OPTIONAL_SECTIONS if table.has(section))
    clauses = {}
    for section in (*SECTIONS, *optional):
        entry = table.table(section)
        article = entry.matching("article", ARTICLE)
        clauses[section] = Clause(section, article, {language: entry.text(language) for language in LANGUAGES})
        entry.done()
    table.done()
    return clauses


def _signatures(root: Table) -> tuple[Signature, ...]:
    if not root.has("signatures"):
        return ()
    signatures = []
    for table in root.tables("signatures"):
        signatures.append(
            Signature(
                table.matching("party", AGENCY),
                table.binary("key", 32),
                table.binary("value", 64),
                table.date("signed_on"),
            )
        )
        table.done()
    return tuple(signatures)
