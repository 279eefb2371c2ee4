"""Lists that come in and trees that go out as files."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.cascade import exporting, importing, mending, seeing, services
from benkan.apps.cascade.views import TRAIN, head, tried
from benkan.core.errors import N_, Invalid
from benkan.formats.typed.sheets import MAX_BYTES
from benkan.web.errors import explain

SHOWN = 100


@require_http_methods(["GET", "POST"])
@entitled(TRAIN)
def import_(request: HttpRequest, cascade_id: UUID) -> HttpResponse:
    """A list of onward sessions: what was taken, and every row that was not, with why."""
    cascade = services.get(cascade_id)
    done, refusal = None, None
    if request.method == "POST":
        way = (
            "stick" if request.POST.get("way") == "stick" else "paper" if request.POST.get("way") == "paper" else "file"
        )
        done, refusal = tried(lambda: importing.import_list(signed_in(request), cascade, _file(request), way))
    cascade.refresh_from_db()
    context = head(request, cascade, "") | {
        "done": done,
        "refused": [(one.row, explain(one.error)) for one in done.refused[:SHOWN]] if done else [],
        "more_refused": max(0, len(done.refused) - SHOWN) if done else 0,
        "refusal": refusal,
    }
    return render(request, "cascade/import.html", context, status=422 if refusal else 200)


@require_GET
@officer()
def export(request: HttpRequest, cascade_id: UUID) -> HttpResponseBase:
    """The tree as CSV for who may train; else the reader's own branch."""
    cascade = services.get(cascade_id)
    who = signed_in(request)
    sight = seeing.need_names(who, cascade)
    branch = None if sight.every_name else mending.own_top(cascade, who)
    return exporting.as_csv(who, cascade, sight, branch)


def _file(request: HttpRequest) -> bytes:
    given = request.FILES.get("file")
    if given is None or given.size is None or given.size > MAX_BYTES:
        raise Invalid(
            "cascade.file", N_("There is no file, or it is too large."), N_("Choose a CSV or XLSX file."), place="file"
        )
    return bytes(given.read())
