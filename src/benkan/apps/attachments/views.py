"""Adding files to a letter that is not decided, and what an officer does with a partner's; the list is a fragment.

A file is only ever handed out as a download, whatever it says that it is: nothing of it runs or shows in a browser.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.attachments import services
from benkan.apps.attachments.models import Attachment
from benkan.apps.attachments.uploading import SealingUpload
from benkan.core.errors import BenkanError
from benkan.web.errors import explain

WORKING: Final = ("analyst", "liaison", "supervisor")
RELEASING: Final = ("liaison", "supervisor")
TYPE: Final = services.DOWNLOAD_TYPE
HEADERS: Final = {**services.DOWNLOAD_HEADERS, "Accept-Ranges": "bytes"}


@csrf_exempt  # checked by _add: the token lies in the form, and the form must not be read before the handler is set
@require_POST
@accounts.officer(*RELEASING)
def add(request: HttpRequest, holder: str, thread: str) -> HttpResponseBase:
    """Files that will leave with the letter; the list with them, or the page of the letter."""
    # Before a byte is read: who may add nothing here fills no disk.
    services.holder(holder).add(accounts.signed_in(request), thread)
    upload = SealingUpload(request)
    request.upload_handlers = [upload]
    try:
        return _add(request, holder, thread, upload)
    finally:
        upload.give_up()


@csrf_protect
def _add(request: HttpRequest, holder: str, thread: str, upload: SealingUpload) -> HttpResponse:
    who = accounts.signed_in(request)
    request.FILES  # noqa: B018 - reading the form is what takes the files in
    refusal = upload.error
    try:
        if refusal is None:
            for intake in upload.intakes:
                intake.keep(who, holder, thread)
    except BenkanError as error:
        refusal = error
    if request.headers.get("HX-Request"):
        return _list(request, holder, thread, refusal=refusal)
    if refusal is not None:
        raise refusal
    messages.success(request, _("The file is added. It leaves with your decision, not before."))
    return redirect(services.holder(holder).page(thread))


@require_POST
@accounts.officer(*RELEASING)
def discard(request: HttpRequest, attachment: UUID) -> HttpResponse:
    """Takes a file off the list; it never left."""
    row = services.discard(accounts.signed_in(request), attachment)
    if request.headers.get("HX-Request"):
        return _list(request, row.holder, row.thread)
    return redirect(services.holder(row.holder).page(row.thread))


@require_GET
@accounts.officer(*WORKING)
def of_subject(request: HttpRequest, holder: str, thread: str, subject: str) -> HttpResponse:
    """The files of one letter, as they are now: asked again while one is on its way."""
    services.holder(holder).see(accounts.signed_in(request), thread)
    found = [row for row in services.of_subject(holder, subject) if row.thread == thread]
    context = {**services.context(found, holder, thread), "files_subject": subject}
    return render(request, "attachments/_files.html", context)


@require_POST
@accounts.officer(*WORKING)
def act(request: HttpRequest, attachment: UUID) -> HttpResponse:
    """Stops a file on its way, lets it go on, or erases it here."""
    who, act_wanted = accounts.signed_in(request), request.POST.get("act", "")
    if act_wanted == "pause":
        row = services.pause(who, attachment)
    elif act_wanted == "erase":
        row = services.erase_here(who, attachment)
        messages.success(request, _("Erased here. You can fetch it again as long as the partner gives it."))
    else:
        row = services.resume(who, attachment)
    if request.headers.get("HX-Request"):
        found = services.of_subject(row.holder, row.subject)
        context = {**services.context(found, row.holder, row.thread), "files_subject": row.subject}
        return render(request, "attachments/_files.html", context)
    return redirect(services.holder(row.holder).page(row.thread))


@require_GET
@accounts.officer(*WORKING)
def download(request: HttpRequest, attachment: UUID) -> HttpResponseBase:
    """The file as a download, or the stretch of it with which a browser goes on."""
    return handed(request, attachment)


def handed(request: HttpRequest, attachment: UUID) -> HttpResponseBase:
    """The answer that hands the file out, for the page and for the API."""
    given = services.hand_out(accounts.signed_in(request), attachment, request.headers.get("Range", ""))
    if given is None:
        return HttpResponse(status=416, headers=HEADERS)
    answer = StreamingHttpResponse(given.pieces(), content_type=TYPE, status=206 if given.partial else 200)
    for name, value in HEADERS.items():
        answer[name] = value
    answer["Content-Length"] = str(given.size)
    answer["ETag"] = f'"{given.row.sha256}"'
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=given.row.name) or ""
    if given.partial:
        answer["Content-Range"] = f"bytes {given.first}-{given.last}/{given.row.data_bytes}"
    return answer


def _list(request: HttpRequest, holder: str, thread: str, refusal: BenkanError | None = None) -> HttpResponse:
    waiting: list[Attachment] = services.waiting(holder, thread)
    context = {
        **services.context(waiting, holder, thread),
        "refusal": explain(refusal) if refusal else None,
    }
    answer = render(request, "attachments/_adding.html", context)
    answer["HX-Trigger"] = "files-changed"
    return answer
