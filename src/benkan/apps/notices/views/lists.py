"""The two lists: what partners sent us, and what we sent."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.notices import reading, words
from benkan.apps.notices.models import Notice, NoticeState, Received, ReceivedState
from benkan.apps.notices.views import WRITING
from benkan.web import csv_file

PAGE = 50


@require_GET
@accounts.officer(*WRITING)
def received(request: HttpRequest) -> HttpResponseBase:
    """What partners sent, the newest first."""
    who = accounts.signed_in(request)
    wanted = _wanted(request, ReceivedState.ACTIVE)
    found = reading.received(who, wanted)
    names = agencies.names()
    if request.GET.get("format") == "csv":
        return _as_csv(
            "notices-received",
            (_("Notice"), _("Partner"), _("Type"), _("Received"), _("Last day"), _("State")),
            [(row.notice, row.partner, *_common(row.type, row.received_at, row.expires_on, row)) for row in found],
        )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    fresh_choices = [("new", _("Not opened yet")), ("known", _("We know this"))]
    context = {
        "page": page,
        "rows": [{"row": row, "partner": names.get(row.partner, row.partner), **_line(row)} for row in page],
        "filters": [
            _filter("type", _("Type"), words.types(), wanted.type),
            _filter("partner", _("Partner"), _partners(), wanted.partner),
            _filter("state", _("State"), ReceivedState.choices, wanted.state),
            _filter("fresh", _("Attention"), fresh_choices, wanted.fresh),
        ],
        "count_words": ngettext("%(count)d notice", "%(count)d notices", count) % {"count": count},
        "export": _export(request),
        "wanted": wanted,
        "narrowed": bool(
            wanted.text or wanted.type or wanted.partner or wanted.fresh or wanted.state != ReceivedState.ACTIVE
        ),
        "to_review": len(reading.to_review(who)),
    }
    return render(request, "notices/received.html", context)


@require_GET
@accounts.officer(*WRITING)
def ours(request: HttpRequest) -> HttpResponseBase:
    """What we wrote, with what waits for review and what is not acknowledged."""
    who = accounts.signed_in(request)
    wanted = _wanted(request, "")
    found = reading.ours(who, wanted).prefetch_related("addressees", "editions")
    if request.GET.get("format") == "csv":
        return _as_csv(
            "notices-ours",
            (_("Notice"), _("Type"), _("Begun"), _("Last day"), _("State")),
            [(one.pk, *_common(one.type, one.made_at, one.expires_on, one)) for one in found],
        )
    names = agencies.names()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "page": page,
        "rows": [{"notice": one, **_our_line(one)} for one in page],
        "filters": [
            _filter("type", _("Type"), words.types(), wanted.type),
            _filter("partner", _("Partner"), _partners(), wanted.partner),
            _filter("state", _("State"), NoticeState.choices, wanted.state),
        ],
        "count_words": ngettext("%(count)d notice", "%(count)d notices", count) % {"count": count},
        "export": _export(request),
        "wanted": wanted,
        "narrowed": bool(wanted.text or wanted.type or wanted.partner or wanted.state),
        "reviews": [{"edition": one, "type": words.type_label(one.notice.type)} for one in reading.to_review(who)],
        "unacknowledged": [
            {
                "addressee": one,
                "partner": names.get(one.partner, one.partner),
                "type": words.type_label(one.notice.type),
            }
            for one in reading.unacknowledged(who)
        ],
    }
    return render(request, "notices/ours.html", context)


def _wanted(request: HttpRequest, state: str) -> reading.NoticeFilter:
    given = request.GET
    return reading.NoticeFilter(
        text=given.get("q", "").strip()[:100],
        type=given.get("type", "")[:64],
        partner=given.get("partner", "")[:64],
        state=given.get("state", state)[:10],
        fresh=given.get("fresh", "")[:10],
        sort=given.get("sort", "")[:20],
    )


def _line(row: Received) -> dict[str, Any]:
    return {"type": words.type_label(row.type)}


def _our_line(one: Notice) -> dict[str, Any]:
    editions = sorted(one.editions.all(), key=lambda edition: edition.number)
    last = editions[-1] if editions else None
    addressees = list(one.addressees.all())
    return {
        "type": words.type_label(one.type),
        "last": last,
        "waiting": last is not None and last.state == "proposed",
        "sent": len(addressees),
        "delivered": sum(1 for each in addressees if each.delivered_version and each.delivered_version == each.version),
    }


def _partners() -> list[tuple[str, str]]:
    return sorted(((row.id, agencies.localised(row)) for row in agencies.partners()), key=lambda item: item[1])


def _filter(name: str, label: str, choices: Any, value: str) -> dict[str, Any]:
    return {"name": name, "label": label, "choices": choices, "value": value}


def _export(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    kept["format"] = "csv"
    return f"?{kept.urlencode()}"


def _common(type_: str, at: Any, expires_on: Any, row: Notice | Received) -> tuple[str, ...]:
    when = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    return (
        words.type_label(type_),
        when,
        expires_on.isoformat() if expires_on else "",
        str(row.get_state_display()),
    )


def _as_csv(name: str, head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> HttpResponseBase:
    """The list without names and words of notices: a file on a desk is not a case."""
    return csv_file.download(f"{name}-{timezone.localdate():%Y-%m-%d}.csv", head, rows)
