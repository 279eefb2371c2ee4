"""Writing a notice: type, fields with what is missing said at each, conditions, addressees, checklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.notices import addressing, drafting, given, reading, reviewing, words
from benkan.apps.notices.drafting import Content
from benkan.apps.notices.models import Edition, EditionState, Notice
from benkan.apps.notices.views import WRITING
from benkan.apps.records import services as records
from benkan.apps.requests import services as requests
from benkan.core import notices as rules
from benkan.core.errors import BenkanError, Invalid
from benkan.web import words as common
from benkan.web.errors import Explained, explain

Values = Mapping[str, Sequence[str]]


@require_GET
@accounts.officer(*WRITING)
def choose(request: HttpRequest) -> HttpResponse:
    """Which type of notice."""
    listed = [
        {"code": code, "label": words.type_label(code), "help": words.type_help(code), "from_record": one.from_record}
        for code, one in rules.TYPES.items()
    ]
    return render(request, "notices/choose.html", {"types": listed})


@require_http_methods(["GET", "POST"])
@accounts.officer(*WRITING)
def new(request: HttpRequest, type_: str) -> HttpResponse:
    """The empty page of a type; saving it makes the draft."""
    who = accounts.signed_in(request)
    if type_ not in rules.TYPES:
        return redirect("notices:choose")
    if request.method == "POST":
        try:
            content = given.of_form(request.POST, type_)
            made = drafting.begin(
                who, type_, content, case=request.POST.get("case") or None, about=request.POST.get("about", "")
            )
        except BenkanError as error:
            return _page(request, who, type_, _edition_of(request, type_), refusal=error, status=422)
        return _next(request, who, made)
    first = Edition(language=_language(who), handling="H2", record=request.GET.get("record", "")[:40])
    return _page(request, who, type_, first)


@require_http_methods(["GET", "POST"])
@accounts.officer(*WRITING)
def edit(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The draft of a notice, or the next edition of one in force."""
    who = accounts.signed_in(request)
    notice = reading.get(notice_id, who)
    edition = drafting.open_edition(notice)
    if edition is not None and edition.state == EditionState.PROPOSED:
        return redirect("notices:detail", notice.pk)
    if request.method == "POST":
        try:
            drafting.revise(who, notice.pk, given.of_form(request.POST, notice.type))
        except BenkanError as error:
            return _page(
                request, who, notice.type, _edition_of(request, notice.type), notice=notice, refusal=error, status=422
            )
        return _next(request, who, notice)
    if edition is None:
        edition = drafting.following(notice, who)
    checked = request.GET.get("check") == "1" or bool(edition.remark)
    return _page(request, who, notice.type, edition, notice=notice, checked=checked)


@require_POST
@accounts.officer(*WRITING)
def drop(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Drops the draft; a notice in force stays as it is."""
    notice = drafting.drop(accounts.signed_in(request), notice_id)
    messages.success(request, _("The draft is dropped. Nothing has left."))
    return redirect("notices:detail", notice_id) if notice.version else redirect("notices:ours")


@require_POST
@accounts.officer(*WRITING)
def renew(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """A draft of the same words with a later day; the checklist is answered anew."""
    who = accounts.signed_in(request)
    notice = reading.get(notice_id, who)
    reviewing.renewal(who, notice.pk, given.day(request.POST.get("expires_on", "")) or reviewing.default_day(notice))
    return redirect("notices:edit", notice.pk)


def _next(request: HttpRequest, who: accounts.Officer, notice: Notice) -> HttpResponse:
    """Where to go after saving: on to the second officer when that was asked for and nothing stands in the way."""
    if request.POST.get("step") != "propose":
        messages.success(request, _("The draft is kept. Nothing has left."))
        return redirect("notices:edit", notice.pk)
    try:
        reviewing.propose(who, notice.pk)
    except BenkanError as error:
        notice.refresh_from_db()
        edition = drafting.open_edition(notice)
        assert edition is not None
        return _page(
            request, who, notice.type, edition, notice=notice, refusal=error, checked=True, status=422, saved=True
        )
    messages.success(request, _("The notice waits for a second officer. Nothing has left."))
    return redirect("notices:detail", notice.pk)


def _page(
    request: HttpRequest,
    who: accounts.Officer,
    type_: str,
    edition: Edition,
    *,
    notice: Notice | None = None,
    refusal: BenkanError | None = None,
    checked: bool = False,
    saved: bool = False,
    status: int = 200,
) -> HttpResponse:
    kind = rules.TYPES[type_]
    posted = request.POST if request.method == "POST" and not saved else None
    chosen_case = notice.case if notice else None
    record = drafting.record_of(edition) if kind.from_record else None
    fields: Values = edition.fields
    gaps = _gaps(type_, edition) if checked else {}
    said = _said_at(refusal, kind, gaps)
    facts = addressing.Facts(
        chosen_case.purpose if chosen_case else edition.purpose,
        edition.handling,
        drafting.categories(type_, fields, edition.schema, edition.properties),
    )
    context = {
        "type": type_,
        "type_label": words.type_label(type_),
        "type_help": words.type_help(type_),
        "notice": notice,
        "edition": edition,
        "refusal": said,
        "inputs": [_input(field, fields.get(field.name, ()), gaps) for field in kind.fields],
        "cases": [] if notice else cases.open_for(who)[:200],
        "case": chosen_case,
        "case_id": posted.get("case", "") if posted else request.GET.get("case", ""),
        "case_gap": gaps.get("case", ""),
        "case_required": kind.about_person or kind.from_record,
        "purposes": cases.purposes(),
        "categories": [(code, words.category_label(code)) for code in kind.subject_categories],
        "category_gap": gaps.get("subject_category", ""),
        "handling_codes": [(code, f"{code} · {common.handling(code)[0]}") for code in records.Handling.values],
        "grades": [(code, f"{code} · {common.grade(code)[0]}") for code in records.Grade.values],
        "languages": settings.LANGUAGES,
        "earliest": (timezone.localdate() + dt.timedelta(days=1)).isoformat(),
        "latest": (timezone.localdate() + dt.timedelta(days=kind.longest_days)).isoformat(),
        "expires_on": edition.expires_on
        or timezone.localdate() + dt.timedelta(days=min(kind.default_days, _shortest(notice))),
        "expiry_gap": gaps.get("expires_on", ""),
        "longest_days": kind.longest_days,
        "from_record": kind.from_record,
        "record": record,
        "record_gap": gaps.get("record", ""),
        "ticks": requests.fields_of(requests.properties_of(record), edition.picked) if record else [],
        "schema": requests.schema_label(record.schema) if record else "",
        "about": (notice.about if notice else "") or (posted or request.GET).get("about", "")[:36],
        "addressees": _addressees(facts, notice, posted, request.GET.get("to", "")),
        "together": addressing.conventions(),
        "to_gap": gaps.get("to", ""),
        "judged": bool(facts.purpose),
        "questions": [
            {
                "code": one.code,
                "words": words.question_label(one.code),
                "clause": rules.CLAUSES[one.clause]["name"],
                "answer": {True: "yes", False: "no"}.get(edition.answers.get(one.code), ""),
                "gap": checked and one.code not in edition.answers,
            }
            for one in rules.questions_of(type_)
        ],
    }
    return render(request, "notices/write.html", context, status=status)


def _gaps(type_: str, edition: Edition) -> dict[str, str]:
    """What is missing, in words, by field; the first of each."""
    found: dict[str, str] = {}
    for gap in rules.gaps(
        type_,
        edition.fields,
        timezone.localdate(),
        subject_category=edition.subject_category,
        properties=edition.properties,
    ):
        found.setdefault(gap.field, words.gap(gap))
    return found


def _said_at(refusal: BenkanError | None, kind: rules.NoticeType, gaps: dict[str, str]) -> Explained | None:
    """The refusal for the head of the page; what belongs to one field is said there too."""
    if refusal is None:
        return None
    said = explain(refusal)
    at_field = kind.field(refusal.place) is not None or refusal.place in ("to", "case", "expires_on", "record")
    if isinstance(refusal, Invalid) and at_field:
        gaps.setdefault(refusal.place, said.sentence)
    return said


def _input(field: rules.Field, values: Sequence[str], gaps: Mapping[str, str]) -> dict[str, Any]:
    return {
        "field": field,
        "id": f"f-{field.name}",
        "label": words.field_label(field.name),
        "value": "\n".join(values) if field.many and field.kind != "choice" else next(iter(values), ""),
        "values": list(values),
        "choices": [(code, words.choice_label(code)) for code in field.choices],
        "gap": gaps.get(field.name, ""),
    }


def _addressees(facts: addressing.Facts, notice: Notice | None, posted: Any, first: str) -> list[dict[str, Any]]:
    """Every partner: whether this notice may go to it, and the clause when not."""
    names = agencies.names()
    rows = {one.partner: one for one in notice.addressees.all()} if notice else {}
    ticked = set(posted.getlist("to")) if posted is not None else set(rows) | {first}
    return [
        {
            "partner": one.partner,
            "name": names.get(one.partner, one.partner),
            "convention": rows[one.partner].convention if one.partner in rows else one.convention,
            "refused": explain(one.refused, names) if one.refused else None,
            "ticked": one.partner in ticked,
            "has_it": one.partner in rows and rows[one.partner].version > 0,
        }
        for one in addressing.whom(facts)
    ]


def _edition_of(request: HttpRequest, type_: str) -> Edition:
    """What was typed, kept on the page when it could not be stored."""
    try:
        content = given.of_form(request.POST, type_)
    except BenkanError:
        content = Content()
    fields = {name: [value for value in values if value.strip()] for name, values in content.fields.items()}
    return Edition(
        fields={name: values for name, values in fields.items() if values},
        language=content.language,
        purpose=content.purpose,
        subject_category=content.subject_category,
        record=content.record,
        picked=list(content.picked),
        answers=dict(content.answers),
        handling=content.handling if content.handling in records.Handling.values else "H2",
        grade=content.grade,
        expires_on=content.expires_on,
    )


def _shortest(notice: Notice | None) -> int:
    if notice is None:
        return 36_500
    found = addressing.retentions(one.convention for one in notice.addressees.all() if one.convention)
    return min(found, default=36_500)


def _language(who: accounts.Officer) -> str:
    return who.language if who.language in drafting.LANGUAGES else "fr"
