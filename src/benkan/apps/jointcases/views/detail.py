"""One joint case: what it is, what needs somebody, one timeline of everything; and one thing of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.jointcases import agreeing, circle, given, reading, store, writing
from benkan.apps.jointcases.models import JointCase, State
from benkan.apps.jointcases.views import WORKING
from benkan.apps.records import services as records
from benkan.apps.requests import services as requests
from benkan.core import jointcases
from benkan.core.errors import N_, BenkanError, Refused
from benkan.core.jointcases import SHARED, THINGS, Reference, Thing
from benkan.web import words
from benkan.web.errors import explain

LINES: Final = 200
_DAYS: Final = {"task": "due_on", "note": "happened_on"}
_STEPS: Final = (("done", N_("It is done")), ("dropped", N_("It is dropped")), ("open", N_("It is open again")))


@require_GET
@accounts.officer(*WORKING)
def detail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The case; what is shown counts as seen."""
    who = accounts.signed_in(request)
    return _detail(request, who, circle.get(case_id, who))


@require_POST
@accounts.officer(*WORKING)
def act(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """What an officer does on the page of the case; then the page again, with what was refused if anything was."""
    who = accounts.signed_in(request)
    case = circle.get(case_id, who)
    try:
        _ACTS[what](request, who, case)
    except BenkanError as error:
        case.refresh_from_db()
        return _detail(request, who, case, refusal=explain(error), typed=request.POST, wrong=what)
    return redirect("jointcases:detail", case_id)


@require_GET
@accounts.officer(*WORKING)
def thing(request: HttpRequest, case_id: UUID, party: str, number: int) -> HttpResponse:
    """One thing with every version of every field."""
    who = accounts.signed_in(request)
    return _thing(request, circle.get(case_id, who), Reference(party, number))


@require_POST
@accounts.officer(*WORKING)
def thing_act(request: HttpRequest, case_id: UUID, party: str, number: int, what: str) -> HttpResponse:
    """Change a field, choose from two versions, or withdraw what is ours."""
    who = accounts.signed_in(request)
    case = circle.get(case_id, who)
    of = Reference(party, number)
    form = request.POST
    try:
        if what == "withdraw":
            item = given.number(form.get("item", ""), "item")
            writing.withdraw(who, case.pk, item, form.get("reason", ""))
            if of == Reference(exchange.own(), item) and of not in store.state(case).things:
                return redirect("jointcases:detail", case_id)
        elif what == "choose":
            field = form.get("field", "")
            wanted = _version(case, of, field, form.get("version", ""))
            writing.choose(who, case.pk, of, field, wanted, given.conditions(form))
        else:
            kept = store.state(case).things.get(of)
            field = form.get("field", "")
            lines = form.get("value", "").replace("\r\n", "\n")
            values = lines.split("\n") if kept is not None and kept.kind == "entity" else [lines]
            writing.put(who, case.pk, kept.kind if kept else "", {field: values}, given.conditions(form), of)
    except BenkanError as error:
        return _thing(request, case, of, refusal=explain(error), typed=form)
    return redirect("jointcases:thing", case_id, party, number)


def _prepare(_request: HttpRequest, who: Officer, case: JointCase) -> object:
    return agreeing.prepare(who, case.pk)


def _sign(_request: HttpRequest, who: Officer, case: JointCase) -> object:
    return agreeing.sign(who, case.pk)


def _aside(_request: HttpRequest, who: Officer, case: JointCase) -> object:
    return agreeing.put_aside(who, case.pk)


def _link(request: HttpRequest, who: Officer, case: JointCase) -> object:
    return circle.link(who, case.pk, request.POST.get("local_case", ""))


def _leave(request: HttpRequest, who: Officer, case: JointCase) -> object:
    _typed(request, case)
    return writing.leave(who, case.pk, request.POST.get("reason", ""), keep=request.POST.get("keep") == "yes")


def _end(request: HttpRequest, who: Officer, case: JointCase) -> object:
    _typed(request, case)
    return writing.end(who, case.pk, request.POST.get("reason", ""))


def _put(request: HttpRequest, who: Officer, case: JointCase) -> object:
    kind = request.POST.get("kind", "")
    return writing.put(who, case.pk, kind, given.fields(request.POST, kind), given.conditions(request.POST))


def _record(request: HttpRequest, who: Officer, case: JointCase) -> object:
    form = request.POST
    return writing.put_record(who, case.pk, form.get("record", ""), form.getlist("fields"), given.conditions(form))


def _typed(request: HttpRequest, case: JointCase) -> None:
    """What cannot be undone is confirmed by typing the reference."""
    if request.POST.get("confirm", "").strip() != case.reference:
        raise Refused(
            "joint-case.confirm",
            N_("The reference was not typed as it stands above."),
            N_("Type the reference of the joint case to confirm."),
            place="confirm",
        )


_ACTS: Final[Mapping[str, Callable[[HttpRequest, Officer, JointCase], object]]] = {
    "prepare": _prepare,
    "sign": _sign,
    "aside": _aside,
    "link": _link,
    "leave": _leave,
    "end": _end,
    "put": _put,
    "record": _record,
}


def _detail(
    request: HttpRequest, who: Officer, case: JointCase, *, refusal: object = None, typed: Any = None, wrong: str = ""
) -> HttpResponse:
    known = reading.names()
    entries = list(case.entries.order_by("pk"))
    state = store.state(case, entries) if entries else None
    seen = reading.seen_up_to(who, case)
    running = case.state == State.RUNNING
    lines = reading.timeline(case, state, entries, known, seen) if state else []
    context = {
        "case": case,
        "agreement": case.agreement,
        "agreed": _agreed(case),
        "purpose": words.purpose(case.purpose),
        "lead_name": known.get(case.lead, case.lead),
        "parties": reading.standings(case, state, known),
        "groups": _groups(case, state, known) if state else [],
        "tasks": _tasks(case, state, known) if state else [],
        "disputed": [_row(case, one, known) for one in state.things.values() if one.disputed] if state else [],
        "forks": _forks(case, state, known),
        "lines": lines[:LINES],
        "more": max(0, len(lines) - LINES),
        "running": running,
        "proposed": case.state == State.PROPOSED,
        "left": case.state == State.LEFT,
        "ended": case.state == State.ENDED,
        "ours_signed": case.signatures.filter(party=exchange.own()).exists(),
        "may_prepare": accounts.may(who, "draft"),
        "may_sign": accounts.may(who, "sign") and case.prepared_by != accounts.handle(who),
        "is_lead": case.lead == exchange.own(),
        "local_cases": [one for one in cases.open_for(who)[:100] if one.purpose == case.purpose],
        "record": _record_shown(request),
        "refusal": refusal,
        "typed": typed or {},
        "wrong": wrong,
        "kind": typed.get("kind", "") if typed else "",
        "schemata": requests.SCHEMATA.items(),
        "entity_fields": [
            (name, requests.label(name), typed.get(f"field-{name}", "") if typed else "")
            for name in given.ENTITY_FIELDS
        ],
        "assignees": [(party, known.get(party, party)) for party in case.agreement.parties],
        **_conditions(case),
    }
    response = render(request, "jointcases/detail.html", context, status=422 if refusal else 200)
    reading.mark_seen(who, case)
    return response


def _thing(
    request: HttpRequest, case: JointCase, of: Reference, *, refusal: object = None, typed: Any = None
) -> HttpResponse:
    found = store.state(case).things.get(of)
    if found is None:
        raise Refused(
            "joint-case.no-thing",
            N_("This is no longer in the joint case."),
            N_("Open the page again: its owner may have withdrawn it."),
        )
    known = reading.names()
    day_field = _DAYS.get(found.kind, "")
    may_change = case.state == State.RUNNING and (found.kind in SHARED or found.owner == exchange.own())
    context = {
        "case": case,
        "thing": found,
        "title": reading.title_of(found),
        "kind_words": reading.KIND_WORDS[found.kind],
        "owner": known.get(found.owner, found.owner),
        "rows": _fields(found, known),
        "may_change": may_change,
        "own_items": _own_items(found),
        "steps": [(code, _(words_)) for code, words_ in _STEPS if code != found.first("status")]
        if found.kind == "task"
        else [],
        "assignees": [(party, known.get(party, party)) for party in case.agreement.parties],
        "day_field": day_field,
        "day_label": reading.FIELD_WORDS.get(day_field, ""),
        "day_value": found.first(day_field),
        "grade": next(iter(found.fields.values())).versions[0].content.grade,
        "changes": [(name, reading.field_words(found.kind, name)) for name in _changeable(found)],
        "refusal": refusal,
        "typed": typed or {},
        **_conditions(case),
    }
    return render(request, "jointcases/thing.html", context, status=422 if refusal else 200)


def _fields(found: Thing, known: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = []
    for name, field in found.fields.items():
        versions = [
            {
                "reference": str(version.reference),
                "number": version.reference.number,
                "values": reading.values_in_words(found.kind, name, version.values, known) or [_("nothing any more")],
                "owner": known.get(version.owner, version.owner),
                "ours": version.owner == exchange.own(),
                "content": version.content,
            }
            for version in field.versions
        ]
        rows.append(
            {
                "name": name,
                "label": reading.field_words(found.kind, name),
                "versions": versions,
                "disputed": field.disputed,
            }
        )
    return sorted(rows, key=lambda row: (row["name"] not in {"title", "name", "schema"}, str(row["label"])))


def _own_items(found: Thing) -> list[dict[str, Any]]:
    """The items of ours that say something here, each with the fields for which it stands: they are withdrawn whole."""
    said: dict[int, list[str]] = {}
    for name, field in found.fields.items():
        for version in field.versions:
            if version.owner == exchange.own():
                said.setdefault(version.reference.number, []).append(str(reading.field_words(found.kind, name)))
    return [{"number": number, "fields": ", ".join(labels)} for number, labels in sorted(said.items())]


def _changeable(found: Thing) -> list[str]:
    """The fields that are changed by typing; what has few values has its own buttons."""
    if found.kind == "entity":
        return sorted({*given.ENTITY_FIELDS, *found.fields} - {"schema"}, key=lambda name: str(requests.label(name)))
    return [name for name in given.SINGLE[found.kind] if name not in {"status", "assignee", "due_on", "happened_on"}]


def _version(case: JointCase, of: Reference, field: str, chosen: str) -> tuple[str, ...]:
    found = store.state(case).things.get(of)
    versions = found.fields[field].versions if found is not None and field in found.fields else ()
    for version in versions:
        if str(version.reference) == chosen:
            return version.values
    raise Refused(
        "joint-case.not-disputed",
        N_("This field has one version only."),
        N_("Open the page again: somebody has chosen already."),
    )


def _row(case: JointCase, found: Thing, known: Mapping[str, str]) -> dict[str, Any]:
    return {
        "thing": found,
        "title": reading.title_of(found),
        "case": case.pk,
        "owner": known.get(found.owner, found.owner),
        "schema": requests.schema_label(found.first("schema")) if found.kind == "entity" else "",
        "disputed": [reading.field_words(found.kind, name) for name in found.disputed],
    }


def _groups(case: JointCase, state: jointcases.State, known: Mapping[str, str]) -> list[dict[str, Any]]:
    titles = {"entity": _("Entities"), "document": pgettext("joint case", "Documents"), "note": _("Notes")}
    return [
        {
            "kind": kind,
            "title": titles[kind],
            "rows": [_row(case, one, known) for one in state.things.values() if one.kind == kind],
        }
        for kind in THINGS
        if kind in titles
    ]


def _tasks(case: JointCase, state: jointcases.State, known: Mapping[str, str]) -> list[dict[str, Any]]:
    found = [one for one in state.things.values() if one.kind == "task"]
    found.sort(key=lambda one: (one.first("status") != "open", one.first("due_on") or "9999"))
    return [
        _row(case, one, known)
        | {
            "assignee": known.get(one.first("assignee"), one.first("assignee")),
            "due_on": given.day(one.first("due_on"), "due_on"),
            "status": reading.STATUS_WORDS.get(one.first("status"), one.first("status")),
            "open": one.first("status") == "open",
            "late": one.first("status") == "open" and "" < one.first("due_on") < timezone.localdate().isoformat(),
        }
        for one in found
    ]


def _forks(case: JointCase, state: jointcases.State | None, known: Mapping[str, str]) -> list[dict[str, Any]]:
    found = {Reference(one.party, one.number) for one in case.forks.all()}
    found |= (state.forked | state.contradicted) if state else set()
    return [{"owner": known.get(one.party, one.party), "number": one.number} for one in sorted(found)]


def _record_shown(request: HttpRequest) -> dict[str, Any] | None:
    """The record of ours whose fields are to be ticked, when one was named."""
    wanted = request.GET.get("record", "") or request.POST.get("record", "")
    if not wanted:
        return None
    try:
        found = next(iter(records.by_ids([str(UUID(wanted))]).values()), None)
    except ValueError:
        found = None
    if found is None:
        return {"missing": True}
    ticked = request.POST.getlist("fields")
    return {"record": found, "fields": requests.fields_of(requests.properties_of(found), ticked)}


def _conditions(case: JointCase) -> dict[str, Any]:
    agreement = case.agreement
    return {
        "handlings": [(code, words.handling(code)) for code in agreement.handling],
        "grades": [(code, f"{code} · {', '.join(words.grade(code))}") for code in records.Grade.values],
        "categories": [(code, words.category(code)) for code in sorted(agreement.categories)],
    }


def _agreed(case: JointCase) -> dict[str, Any]:
    agreement = case.agreement
    return {
        "categories": [words.category(code) for code in sorted(agreement.categories)],
        "handling": list(agreement.handling),
    }
