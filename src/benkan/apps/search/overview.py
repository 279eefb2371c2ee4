"""A search as people and programs see it: what we hold here, what each partner said, what left this node."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.search.here import about
from benkan.apps.search.models import OPEN, Inquiry, InquiryState, Search
from benkan.apps.search.subject import FIELDS, asked, cleaned, subjects
from benkan.core.errors import N_, BenkanError, Refused
from benkan.core.matching import TIERS
from benkan.web import words
from benkan.web.errors import Explained, explain

WHAT: dict[str, Promise] = {
    "name": gettext_lazy("name"),
    "phone": gettext_lazy("phone"),
    "account": gettext_lazy("account"),
    "document": gettext_lazy("document"),
    "plate": gettext_lazy("vehicle plate"),
    "vin": gettext_lazy("chassis number"),
    "imo": gettext_lazy("IMO number"),
    "registration": gettext_lazy("registration number"),
    "email": gettext_lazy("e-mail"),
    "wallet": gettext_lazy("crypto-asset address"),
    "other": gettext_lazy("identifier"),
}
CATEGORY: dict[str, Promise] = {
    "suspect": gettext_lazy("suspect"),
    "convicted": gettext_lazy("convicted"),
    "contact": gettext_lazy("contact"),
    "victim": gettext_lazy("victim"),
    "witness": gettext_lazy("witness"),
}
LOCAL_LIMIT = 10
LATE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class HitLine:
    """One line of a partner's answer: what matched, what its label says, and how to ask for more."""

    tier: str
    what: str
    area: str
    category: str
    handling: str
    candidates: str
    namesakes: str
    handle: str
    others: tuple[str, ...]
    request: str


@dataclass(frozen=True, slots=True)
class Row:
    """One partner's place on the result page."""

    inquiry: str
    partner: str
    name: str
    country: str
    convention: str
    state: str
    look: str
    hits: tuple[HitLine, ...]
    took_s: float | None
    bytes_up: int
    bytes_down: int
    index_built_at: dt.datetime | None
    explained: Explained | None
    proofs: int
    answered_at: dt.datetime | None
    late: bool
    attempts: int
    raw: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A whole search."""

    search: Search
    rows: tuple[Row, ...]
    finished: bool
    resting: bool
    asked: int
    answered: int
    verified: int

    @property
    def undated_only(self) -> bool:
        """Whether a name was too common to ask for records that have a birth date."""
        tokens = asked(self.search.subject, settings.BENKAN_NODE.phone_region)
        return tokens.any and tokens.weak > 0

    @property
    def poll_s(self) -> int:
        """Seconds until the page looks again: 0 when everything is known, 10 when only dead links are waited for."""
        return 0 if self.finished else 10 if self.resting else 1


@dataclass(frozen=True, slots=True)
class LocalLine:
    """One of our own records that may be the subject."""

    record: Any
    score: float
    reasons: tuple[str, ...]
    url: str


def get(search_id: uuid.UUID | str, officer: Any) -> Search:
    """The search, if this officer may see its case.

    Raises:
        Refused: ``search.unknown``: absent, or not for this officer.
    """
    search = Search.objects.select_related("case", "officer").filter(pk=search_id).first()
    try:
        if search is not None:
            cases.get(search.case_id, officer)
            return search
    except Refused:
        pass
    raise Refused(
        "search.unknown",
        N_("There is no such search for you."),
        N_("Open the search from its case."),
    )


def overview(search: Search) -> Overview:
    """The search with a row for each partner: hits first, then what was not found, waits or was not asked."""
    from benkan.apps.requests import services as requests

    directory = {agency.id: agency for agency in agencies.partners()}
    inquiries = list(search.inquiries.all())
    named = agencies.names()
    with_hits = [str(one.id) for one in inquiries if one.hits]
    asked = requests.sent_about(with_hits) if with_hits else {}
    rows = [_row(inquiry, directory.get(inquiry.partner), named, asked) for inquiry in inquiries]
    now = timezone.now()
    waiting = [one for one in inquiries if one.state in OPEN]
    resting = bool(waiting) and all(one.attempts > 2 and (one.next_attempt_at or now) > now for one in waiting)
    order = {"found": 0, "nothing": 1, "waiting": 2, "failed": 3, "unasked": 4}
    rows.sort(key=lambda row: (order[row.look], _strength(row), row.country, row.partner))
    answered = [row for row in rows if row.state == InquiryState.ANSWERED]
    return Overview(
        search=search,
        rows=tuple(rows),
        finished=not waiting,
        resting=resting,
        asked=sum(row.state != InquiryState.NOT_ASKED for row in rows),
        answered=len(answered),
        verified=sum(row.proofs > 0 for row in answered),
    )


def name_of(agency: Any) -> str:
    """The agency's name in the reader's language."""
    language = (get_language() or "fr")[:2]
    return str(getattr(agency, f"name_{language}", "") or agency.name_fr)


def local(search_fields: dict[str, str], limit: int = LOCAL_LIMIT) -> list[LocalLine]:
    """Our own records that may be the subject, the likeliest first."""
    found: dict[Any, LocalLine] = {}
    for subject in subjects(search_fields):
        for hit in records.local_search(subject, limit):
            line = LocalLine(
                hit.record,
                hit.score,
                tuple(words.sentence(reason.text, dict(reason.facts)) for reason in hit.reasons[:4]),
                _address("records:detail", hit.record.pk),
            )
            if hit.record.pk not in found or found[hit.record.pk].score < hit.score:
                found[hit.record.pk] = line
    return sorted(found.values(), key=lambda line: -line.score)[:limit]


def what_matched(code: str) -> str:
    """What a hit is about, in words: a name, a phone, an account."""
    return str(WHAT.get(code, WHAT["other"]))


def search_here(fields: Mapping[str, object], officer: str = "") -> list[LocalLine]:
    """Our own records that may be the subject; the journal learns that someone looked, and how many were found.

    Raises:
        Invalid: a field cannot be read, or there is nothing to search for.
    """
    given = cleaned(fields)
    lines = local(given)
    journal.write("search-here", officer=officer, fields=len(given), count=about(len(lines)))
    return lines


def title(fields: Mapping[str, str]) -> str:
    """The subject in one line, as the officer typed it; each value keeps its own direction of writing."""
    shown = [_isolated(fields[name].replace("\n", " · ")) for name in FIELDS if name in fields and name != "born"]
    if "born" in fields:
        shown.insert(1 if "name" in fields else 0, _born(fields["born"]))
    return ("، " if get_language_bidi() else ", ").join(shown)


def _born(given: str) -> str:
    """When the subject was born, as precisely as the officer knows it."""
    if re.fullmatch(r"\d{4}", given):
        return _("born in %(year)s") % {"year": _isolated(given)}
    try:
        known = dt.date.fromisoformat(given)
    except ValueError:
        return _("born %(date)s") % {"date": _isolated(given)}
    return _("born on %(date)s") % {"date": date_format(known, "j F Y")}


def _isolated(text: str) -> str:
    """The text between Unicode's isolates (UAX 9): a Latin name does not reorder the Arabic words around it."""
    return words.isolated(text)


def _row(inquiry: Inquiry, agency: Any, services: Mapping[str, str], asked: Mapping[tuple[str, str], str]) -> Row:
    explained = None
    if inquiry.code:
        error = BenkanError(inquiry.code, inquiry.sentence, inquiry.remedy, clause=inquiry.clause, **inquiry.facts)
        explained = explain(error, services)
    return Row(
        inquiry=str(inquiry.id),
        partner=inquiry.partner,
        name=name_of(agency) if agency else inquiry.partner,
        country=agency.country if agency else "",
        convention=inquiry.convention,
        state=inquiry.state,
        look=_look(inquiry),
        hits=_lines(
            inquiry.hits, {handle: made for (about, handle), made in asked.items() if about == str(inquiry.id)}
        ),
        took_s=None if inquiry.took_ms is None else inquiry.took_ms / 1000,
        bytes_up=inquiry.bytes_up,
        bytes_down=inquiry.bytes_down,
        index_built_at=inquiry.index_built_at,
        explained=explained,
        proofs=inquiry.proofs,
        answered_at=inquiry.answered_at,
        late=_late(inquiry),
        attempts=inquiry.attempts,
        raw=tuple(inquiry.hits),
    )


def _late(inquiry: Inquiry) -> bool:
    """Whether the answer came by a later window than the one in which it was first asked for."""
    if inquiry.answered_at is None or inquiry.asked_at is None:
        return False
    return inquiry.answered_at - inquiry.asked_at > LATE


def _look(inquiry: Inquiry) -> str:
    if inquiry.state == InquiryState.ANSWERED:
        return "found" if inquiry.hits else "nothing"
    if inquiry.state == InquiryState.NOT_ASKED:
        return "unasked"
    return "waiting" if inquiry.state in OPEN else "failed"


def _lines(hits: list[dict[str, Any]], asked: Mapping[str, str]) -> tuple[HitLine, ...]:
    """An identifier is a line of its own; the forms of one name that say the same are one line."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for hit in hits:
        key = tuple(str(hit[name]) for name in ("tier", "what", "area", "category", "handling", "count"))
        if hit["tier"] == "identifier":
            key = (*key, hit["handle"])
        groups.setdefault(key, []).append(hit)
    lines = []
    for group in groups.values():
        group.sort(key=lambda hit: hit["namesakes"])
        best = group[0]
        lines.append(
            HitLine(
                tier=best["tier"],
                what=what_matched(best["what"]),
                area=str(cases.purpose_label(best["area"])) if best["area"] else "",
                category=str(CATEGORY.get(best["category"], "")),
                handling=best["handling"],
                candidates="" if best["count"] == "1" else best["count"],
                namesakes=_expected(best["namesakes"]) if best["tier"] != "identifier" else "",
                handle=best["handle"],
                others=tuple(dict.fromkeys(hit["handle"] for hit in group[1:])),
                request=next((asked[hit["handle"]] for hit in group if hit["handle"] in asked), ""),
            )
        )
    return tuple(sorted(lines, key=lambda line: TIERS.index(line.tier)))


def _expected(per_million: float) -> str:
    """A name is never certainty: how many namesakes to expect, in words."""
    if per_million < 1:
        return _("Fewer than one person in a million shares this by chance; compare before you conclude.")
    number = round(per_million)
    return ngettext(
        "About %(number)d person in a million shares this by chance: expect a namesake.",
        "About %(number)d people in a million share this by chance: expect namesakes.",
        number,
    ) % {"number": number}


def _strength(row: Row) -> int:
    return min((TIERS.index(line.tier) for line in row.hits), default=9)


def _address(name: str, *arguments: Any) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
