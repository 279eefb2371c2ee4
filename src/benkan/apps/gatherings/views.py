"""Pages of gatherings: the list, one gathering with its parts, its calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.agencies import services as agencies
from benkan.apps.gatherings import (
    accrediting,
    agenda,
    dates,
    documents,
    keeping,
    likeness,
    meeting,
)
from benkan.apps.gatherings.models import Delegate, Gathering, Intervention, Meeting
from benkan.core.errors import BenkanError
from benkan.formats import calendar_feed
from benkan.web import form_values
from benkan.web.errors import explain

RIGHT = keeping.RIGHT
PAGE = 50


@require_http_methods(["GET", "POST"])
@officer()
def index(request: HttpRequest) -> HttpResponse:
    """The gatherings, the latest first; who organises adds one."""
    refusal, given = None, request.POST
    if request.method == "POST":
        try:
            made = keeping.add(
                _titles(given),
                given.get("kind", ""),
                place=given.get("place", ""),
                starts=form_values.day(given.get("starts", ""), "starts"),
                ends=form_values.day(given.get("ends", ""), "ends"),
                by=signed_in(request),
            )
        except BenkanError as error:
            refusal = error
        else:
            return redirect("gatherings:detail", made.pk)
    language = get_language() or "fr"
    context = {
        "rows": [(one, keeping.named(one.titles, language)) for one in Gathering.objects.all()[:500]],
        "kinds": Gathering.Kind.choices,
        "organises": accounts.may(signed_in(request), RIGHT),
        "refusal": explain(refusal) if refusal else None,
        "given": given,
    }
    return render(request, "gatherings/list.html", context, status=400 if refusal else 200)


@require_GET
@officer()
def detail(request: HttpRequest, gathering: UUID) -> HttpResponse:
    """The agenda, and for who organises the delegations, the meetings and what can be done."""
    return _detail(request, keeping.get(gathering))


@require_POST
@entitled(RIGHT)
def act(request: HttpRequest, gathering: UUID) -> HttpResponse:
    """One step: a delegation, a delegate, a list, decisions, the agenda, a meeting, a draft."""
    row, who = keeping.get(gathering), signed_in(request)
    try:
        said = _ACTS.get(request.POST.get("act", ""), _unknown_act)(request, row, who)
    except BenkanError as error:
        return _detail(request, row, error)
    if isinstance(said, str):
        if said:
            messages.success(request, said)
    else:
        return said
    back = request.POST.get("back", "")
    return redirect("gatherings:delegates" if back == "delegates" else "gatherings:detail", gathering)


@require_GET
@officer()
def calendar(request: HttpRequest, gathering: UUID) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """The agenda as an iCalendar file."""
    row, language = keeping.get(gathering), get_language() or "fr"
    made = calendar_feed.write(
        keeping.named(row.titles, language), settings.BENKAN_NODE.url, dates.of_agenda(row, language), timezone.now()
    )
    response = HttpResponse(made, content_type=calendar_feed.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="agenda.ics"'
    return response


def _detail(request: HttpRequest, row: Gathering, error: BenkanError | None = None) -> HttpResponse:
    who, language = signed_in(request), get_language() or "fr"
    organises = accounts.may(who, RIGHT)
    speaking: dict[Any, list[Any]] = {}
    for one in Intervention.objects.filter(item__gathering=row).select_related("delegation").order_by("reply", "order"):
        speaking.setdefault(one.item_id, []).append((one, keeping.named(one.delegation.names, language)))
    papers: dict[Any, list[Any]] = {}
    for each in documents.readable(row, who):
        papers.setdefault(each.row.item_id, []).append(
            (each.row, keeping.named(each.row.titles, language), each.best(language))
        )
    context: dict[str, Any] = {
        "gathering": row,
        "title": keeping.named(row.titles, language),
        "items": [
            (one, keeping.named(one.titles, language), speaking.get(one.pk, []), papers.get(one.pk, []))
            for one in row.items.all()
        ],
        "papers": sum(map(len, papers.values())),
        "delegations": [(one, keeping.named(one.names, language)) for one in row.delegations.all()],
        "organises": organises,
        "refusal": explain(error) if error else None,
        "given": request.POST if error else {},
    }
    if organises:
        context |= {
            "meetings": [
                (one, keeping.named(one.one.names, language), keeping.named(one.other.names, language))
                for one in row.meetings.select_related("one", "other")
            ],
            "drafts": accounts.may(who, "draft"),
            "agencies": [(one.pk, agencies.localised(one, language)) for one in agencies.everyone()],
            "roles": Delegate.Role.choices,
            "named": {
                state: row.delegates.filter(state=state).count()
                for state in (Delegate.State.ASKED, Delegate.State.GRANTED)
            },
        }
    return render(request, "gatherings/detail.html", context, status=400 if error else 200)


def _delegation(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    given = request.POST
    keeping.add_delegation(
        row,
        by=who,
        country=given.get("country", ""),
        titles=_titles(given),
        agency=given.get("agency", ""),
        votes=given.get("observer") != "yes",
    )
    return _("The delegation is here.")


def _delegate(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    given = request.POST
    if given.get("other") != "yes":
        likeness.need_other(row, given.get("name", ""))
    accrediting.add(
        keeping.get_delegation(row, given.get("delegation", "")),
        given.get("name", ""),
        by=who,
        function=given.get("function", ""),
        role=given.get("role", "delegate"),
        language=given.get("language") or "fr",
    )
    return _("The accreditation is asked for.")


def _list(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    file = request.FILES.get("file")
    done = accrediting.read_list(row, file.read(accrediting.MOST_BYTES + 1) if file else b"", by=who)
    for line, error in done.reasons[:20]:
        messages.warning(request, _("Line %(line)d: %(reason)s") % {"line": line, "reason": explain(error).sentence})
    return _("%(added)d new, %(known)d were known, %(refused)d could not be taken.") % {
        "added": done.added,
        "known": done.known,
        "refused": done.refused,
    }


def _grant_all(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:  # noqa: ARG001 - one signature for all
    count = accrediting.grant_all(row, by=who)
    return ngettext("%(count)d badge granted.", "%(count)d badges granted.", count) % {"count": count}


def _decide(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    given = request.POST
    accrediting.decide(
        accrediting.get(row, given.get("delegate", "")), given.get("state", ""), by=who, reason=given.get("reason", "")
    )
    return ""


def _item(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    given = request.POST
    agenda.add_item(
        row,
        _titles(given),
        starts=form_values.moment(given.get("starts", ""), "starts"),
        ends=form_values.moment(given.get("ends", ""), "ends"),
        by=who,
        room=given.get("room", ""),
        speaker=given.get("speaker", ""),
    )
    return _("The item is on the agenda.")


def _delay(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    item = agenda.get_item(row, request.POST.get("item", ""))
    moved = agenda.delay(row, item, form_values.whole(request.POST.get("minutes", ""), "minutes"), by=who)
    return ngettext("%(count)d item moved.", "%(count)d items moved.", moved) % {"count": moved}


def _floor(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    given = request.POST
    agenda.ask_floor(
        agenda.get_item(row, given.get("item", "")),
        keeping.get_delegation(row, given.get("delegation", "")),
        by=who,
        reply=given.get("reply") == "yes",
    )
    return ""


def _spoke(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    found = Intervention.objects.filter(
        item__gathering=row, pk=form_values.whole(request.POST.get("intervention", ""), "intervention")
    ).first()
    if found is None:
        raise form_values.unread("intervention")
    agenda.spoke(found, form_values.whole(request.POST.get("minutes", ""), "minutes"), by=who)
    return ""


def _meeting(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    given = request.POST
    meeting.add(
        row,
        keeping.get_delegation(row, given.get("one", "")),
        keeping.get_delegation(row, given.get("other", "")),
        starts=form_values.moment(given.get("starts", ""), "starts"),
        ends=form_values.moment(given.get("ends", ""), "ends"),
        by=who,
        room=given.get("room", ""),
        topic=given.get("topic", ""),
    )
    return _("The meeting is arranged.")


def _draft(request: HttpRequest, row: Gathering, who: accounts.Officer) -> HttpResponse:
    made: Meeting = meeting.draft(meeting.get(row, request.POST.get("meeting", "")), by=who)
    return redirect("accords:draft", made.draft, made.draft_version)


def _unknown_act(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:  # noqa: ARG001 - one signature for all
    raise form_values.unread("act")


_ACTS: dict[str, Callable[[HttpRequest, Gathering, accounts.Officer], str | HttpResponse]] = {
    "delegation": _delegation,
    "delegate": _delegate,
    "list": _list,
    "grant-all": _grant_all,
    "decide": _decide,
    "item": _item,
    "delay": _delay,
    "floor": _floor,
    "spoke": _spoke,
    "meeting": _meeting,
    "draft": _draft,
}


def _titles(given: Any) -> dict[str, str]:
    return {language: given.get(f"title_{language}", "") for language in keeping.LANGUAGES}
