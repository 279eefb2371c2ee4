"""This slice's JSON API: read lines, verify everything, prove one line."""

from __future__ import annotations

import base64

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services, views
from benkan.apps.journal.models import Line
from benkan.apps.journal.reading import as_object
from benkan.apps.journal.views import READERS
from benkan.core.errors import N_, Invalid

MOST = 1_000


@require_GET
@accounts.officer(*READERS)
def lines(request: HttpRequest) -> JsonResponse:
    """Lines after ``?after=``, oldest first, at most ``?limit=`` (100, up to 1,000), of one ``?event=``."""
    after, limit = _number(request, "after", 0), min(_number(request, "limit", 100), MOST)
    found = Line.objects.filter(seq__gt=after).order_by("seq")
    if event := request.GET.get("event", ""):
        found = found.filter(event=event)
    return JsonResponse({"size": services.size(), "lines": [as_object(line) for line in found[:limit]]})


@require_GET
@accounts.officer(*READERS)
def proof(request: HttpRequest, seq: int) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """One line with its inclusion proof, checkpoint and cosignatures."""
    found = services.inclusion(seq)
    return JsonResponse(
        {
            "seq": found.line,
            "entry": base64.b64encode(found.entry).decode(),
            "size": found.size,
            "proof": [base64.b64encode(each).decode() for each in found.proof],
            "checkpoint": found.checkpoint,
            "cosignatures": [{"witness": witness, "line": line} for witness, line in found.cosignatures],
        }
    )


@require_POST
@accounts.officer(*READERS)
def verify(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """What holds and what does not, after reading everything again."""
    report = services.verify()
    return JsonResponse(
        {
            "ok": report.ok,
            "sentence": report.sentence,
            "lines": report.lines,
            "checkpoints": report.checkpoints,
            "cosignatures": report.cosignatures,
            "unchecked_cosignatures": report.unchecked,
            "unsigned_lines": report.unsigned,
            "witnesses": dict(report.witnesses),
            "clock_set_back": report.jumps,
            "problems": [{"seq": each.seq, "code": each.code, "text": each.sentence} for each in report.problems],
        }
    )


@require_GET
@accounts.officer(*READERS)
def witnesses(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """Up to where each partner has cosigned this journal, and how far this node has followed theirs."""
    return JsonResponse(
        {
            "size": services.size(),
            "witnesses": [
                {"agency": each.partner, "cosigned": each.cosigned, "followed": each.followed, "code": each.last_code}
                for each in services.standing()
            ],
        }
    )


@require_GET
@accounts.officer(*READERS)
def status(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """Witnesses, clocks, split views, and what deserves a look; as ``benkan journal status --json``."""
    return JsonResponse(services.status())


@require_POST
@accounts.officer(*READERS)
def split_view(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file of a split view, to be verified by anyone."""
    return views.split_view(request, number)


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Invalid("journal.number", N_("A whole number is expected here."), place=name)
    return int(text)


api_urls = [
    path("journal/lines", lines),
    path("journal/lines/<int:seq>/proof", proof),
    path("journal/verify", verify),
    path("journal/witnesses", witnesses),
    path("journal/status", status),
    path("journal/split-views/<int:number>", split_view),
]
