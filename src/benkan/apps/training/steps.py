"""The steps of a run that its page sends: each takes the request and says what was done."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benkan.apps.accounts import services as accounts
from benkan.apps.training import attending, catalogue, completing, learners, nominating, sheets
from benkan.apps.training.models import Nomination, Run
from benkan.web import form_values
from benkan.web.errors import explain


def taken(request: HttpRequest, row: Run, who: accounts.Officer) -> str:
    """What was done, in the reader's language; empty when the page shows it by itself.

    Raises:
        Invalid: ``form.unread`` with the place ``act`` for a step that there is not; each step's own errors.
    """
    step = _STEPS.get(request.POST.get("act", ""))
    if step is None:
        raise form_values.unread("act")
    return step(request, row, who)


def _session(request: HttpRequest, row: Run, who: accounts.Officer) -> str:
    given = request.POST
    catalogue.add_session(
        row,
        starts=form_values.moment(given.get("starts", ""), "starts"),
        ends=form_values.moment(given.get("ends", ""), "ends"),
        titles={language: given.get(f"title_{language}", "") for language in catalogue.LANGUAGES},
        trainer=given.get("trainer", ""),
        room=given.get("room", ""),
        by=who,
    )
    return _("The session is in the programme.")


def _nominate(request: HttpRequest, row: Run, who: accounts.Officer) -> str:
    given = request.POST
    learner = learners.find_or_add(
        given.get("name", ""),
        given.get("service", ""),
        given.get("country", ""),
        region=given.get("region", ""),
        username=given.get("username", "").strip(),
    )
    made = nominating.nominate(row, learner, by=who)
    return str(
        _("Nominated.") if made.state == Nomination.State.NOMINATED else _("On the waiting list: no place is left.")
    )


def _list(request: HttpRequest, row: Run, who: accounts.Officer) -> str:
    file = request.FILES.get("file")
    done = nominating.read_list(row, file.read(nominating.MOST_BYTES + 1) if file else b"", by=who)
    for line, error in done.refused[:20]:
        messages.warning(request, _("Line %(line)d: %(reason)s") % {"line": line, "reason": explain(error).sentence})
    return _("%(new)d nominated, %(known)d were known, %(refused)d could not be taken.") % {
        "new": done.nominated,
        "known": done.known,
        "refused": len(done.refused),
    }


def _accept_all(request: HttpRequest, row: Run, who: accounts.Officer) -> str:  # noqa: ARG001 - one signature for all
    count = nominating.accept_all(row, by=who)
    return ngettext("%(count)d accepted.", "%(count)d accepted.", count) % {"count": count}


def _decide(request: HttpRequest, row: Run, who: accounts.Officer) -> str:
    nominating.decide(_nomination(request, row), request.POST.get("state", ""), by=who)
    return ""


def _points(request: HttpRequest, row: Run, who: accounts.Officer) -> str:
    completing.enter_points(_nomination(request, row), by=who, **completing.points_of(request.POST))
    return ""


def _settle(request: HttpRequest, row: Run, who: accounts.Officer) -> str:
    session = row.sessions.filter(pk=form_values.whole(request.POST.get("session", ""), "session")).first()
    if session is None:
        raise form_values.unread("session")
    attending.settle(row, session, _nomination(request, row), present=request.POST.get("present") == "yes", by=who)
    return ""


def _scan(request: HttpRequest, row: Run, who: accounts.Officer) -> str:
    file = request.FILES.get("file")
    found = sheets.take(row, file.read(20_000_001) if file else b"", by=who)
    for one in found.doubtful:
        messages.warning(
            request,
            _("The box of %(name)s cannot be told: mark it in the list.") % {"name": one.learner.name},
        )
    for place, error in found.received.refused[:5]:
        messages.warning(
            request, _("Line %(line)d: %(reason)s") % {"line": place + 1, "reason": explain(error).sentence}
        )
    return _("Session %(number)d: %(count)d persons were read from the sheet.") % {
        "number": found.session.number,
        "count": found.received.new + found.received.changed + found.received.known,
    }


def _close(request: HttpRequest, row: Run, who: accounts.Officer) -> str:  # noqa: ARG001 - one signature for all
    count = completing.close(row, by=who)
    return ngettext(
        "The run is closed; %(count)d completed it.", "The run is closed; %(count)d completed it.", count
    ) % {"count": count}


def _certify(request: HttpRequest, row: Run, who: accounts.Officer) -> str:  # noqa: ARG001 - one signature for all
    count = completing.certify(row, by=who)
    return ngettext("%(count)d certificate is issued.", "%(count)d certificates are issued.", count) % {"count": count}


_STEPS: Final = {
    "session": _session,
    "nominate": _nominate,
    "list": _list,
    "accept-all": _accept_all,
    "decide": _decide,
    "points": _points,
    "settle": _settle,
    "scan": _scan,
    "close": _close,
    "certify": _certify,
}


def _nomination(request: HttpRequest, row: Run) -> Nomination:
    found = row.nominations.filter(pk=form_values.whole(request.POST.get("nomination", ""), "nomination")).first()
    if found is None:
        raise form_values.unread("nomination")
    return found
