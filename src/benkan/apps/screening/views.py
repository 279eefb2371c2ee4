"""Pages of screening: what waits, one likeness with both sides, the lists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts.services import handle, officer, signed_in
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.screening import comparing, judging, loading
from benkan.apps.screening.models import Form, Likeness, State
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.web import csv_file, words
from benkan.web.errors import explain

ROLES = ("analyst", "liaison", "supervisor")
PAGE = 50


@require_GET
@officer(*ROLES)
def index(request: HttpRequest) -> HttpResponseBase:
    """The likenesses, the likeliest first, or the same as CSV."""
    asked = judging.Asked.of(request.GET)
    found = asked.likenesses()
    if request.GET.get("format") == "csv":
        journal.write("records-exported", officer=handle(signed_in(request)), count=found.count())
        return _as_csv(found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    here = records.by_ids(one.record for one in page)
    count = page.paginator.count
    known = judging.lists()
    context = {
        "page": page,
        "rows": [(one, here.get(str(one.record)), percent(one)) for one in page],
        "asked": asked,
        "lists": known,
        "waiting": comparing.waiting(),
        "count_words": ngettext("%(count)d likeness", "%(count)d likenesses", count) % {"count": count},
        "filters": [
            {
                "name": "state",
                "label": _("State"),
                "choices": [*State.choices, ("all", _("All of them"))],
                "value": asked.state,
            },
            {
                "name": "list",
                "label": _("List"),
                "choices": [(one.code, one.code) for one in known],
                "value": asked.watchlist,
            },
        ],
        "export": csv_file.address(request),
        "narrowed": bool(asked.watchlist or asked.text or asked.state != State.WAITING),
    }
    return render(request, "screening/list.html", context)


@require_GET
@officer(*ROLES)
def detail(request: HttpRequest, likeness: UUID) -> HttpResponse:
    """The entry and the record side by side, with the reasons."""
    return _detail(request, likeness)


@require_POST
@officer(*ROLES)
def judge(request: HttpRequest, likeness: UUID) -> HttpResponse:
    """What the officer says of it."""
    try:
        judging.judge(signed_in(request), likeness, request.POST.get("reason", ""))
    except Invalid as error:
        return _detail(request, likeness, refusal=error)
    messages.success(request, _("Your judgement is kept. It is asked anew if the list or the record changes."))
    return redirect("screening:list")


@require_GET
@officer(*ROLES)
def lists(request: HttpRequest) -> HttpResponse:
    """The lists of this node, and the form to load one."""
    return _lists(request)


@require_POST
@officer("supervisor")
def load(request: HttpRequest) -> HttpResponse:
    """Loads a list from the file as its publisher gives it."""
    try:
        file = request.FILES.get("file")
        if file is None:
            raise Invalid(
                "screening.no-file",
                N_("No file was chosen."),
                N_("Choose the file as you downloaded it from its publisher."),
                place="file",
            )
        done = loading.load(
            request.POST.get("code", "").strip(),
            request.POST.get("form", ""),
            file,  # type: ignore[arg-type]
            officer=handle(signed_in(request)),
            shrinks=request.POST.get("shrinks") == "yes",
        )
    except BenkanError as error:
        return _lists(request, refusal=error)
    facts = {"count": done.entries, "added": done.added, "changed": done.changed, "removed": done.removed}
    text = _("%(count)d entries: %(added)d new, %(changed)d changed, %(removed)d gone. They are being compared now.")
    messages.success(request, text % facts)
    return redirect("screening:lists")


def percent(one: Likeness) -> int:
    """The score in whole percent; never a hundred, since a likeness is no certainty."""
    return min(99, round(100 * one.score))


def _detail(request: HttpRequest, likeness: UUID, refusal: BenkanError | None = None) -> HttpResponse:
    read = judging.get(likeness)
    words_of = judging.REASONS.get(read.likeness.reason)
    context = {
        "likeness": read.likeness,
        "entry": read.entry,
        "record": read.record,
        "percent": percent(read.likeness),
        "entry_schema": records.schema_words(read.entry.schema),
        "entry_rows": records.rows_of(read.entry.properties),
        "record_schema": records.schema_words(read.record.schema) if read.record else "",
        "record_rows": records.rows_of(read.record.properties) if read.record else [],
        "reasons": [words.sentence(one.text, dict(one.facts)) for one in read.reasons],
        "judgement": words_of[1] if words_of else "",
        "choices": [(code, text, state == State.CONFIRMED) for code, (state, text) in judging.REASONS.items()],
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "screening/detail.html", context, status=422 if refusal else 200)


def _lists(request: HttpRequest, refusal: BenkanError | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "lists": [(one, Form(one.form).label) for one in judging.lists()],
        "waiting": comparing.waiting(),
        "forms": Form.choices,
        "given": {name: request.POST.get(name, "") for name in ("code", "form", "shrinks")},
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "screening/lists.html", context, status=422 if refusal else 200)


def _as_csv(found: QuerySet[Likeness]) -> HttpResponseBase:
    head = (_("List"), _("Entry"), _("Name"), _("Record"), _("Likeness"), _("Shares a number"), _("State"), _("Reason"))
    return csv_file.download(
        f"screening-{timezone.localdate():%Y-%m-%d}.csv", head, map(_cells, found.iterator(chunk_size=500))
    )


def _cells(one: Likeness) -> list[object]:
    words_of = judging.REASONS.get(one.reason)
    return [
        one.entry.watchlist_id, one.entry.source_id, one.entry.caption, one.record, f"{percent(one)} %",
        _("yes") if one.by_number else _("no"), one.get_state_display(), words_of[1] if words_of else "",
    ]  # fmt: skip
