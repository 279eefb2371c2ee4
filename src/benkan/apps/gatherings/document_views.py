"""Pages of a gathering's documents: the list by item and language, versions, downloads, everything as one file."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.attachments import services as attachments
from benkan.apps.gatherings import agenda, documents, keeping, package
from benkan.apps.gatherings.models import Document, Gathering, Version
from benkan.core.errors import BenkanError
from benkan.web import form_values
from benkan.web.errors import explain


@require_http_methods(["GET", "POST"])
@officer()
def index(request: HttpRequest, gathering: UUID) -> HttpResponse:
    """What the reader may read; who organises adds documents, versions and languages, and says who reads."""
    row, who, refusal = keeping.get(gathering), signed_in(request), None
    if request.method == "POST":
        accounts.need(who, keeping.RIGHT)
        try:
            said = _ACTS.get(request.POST.get("act", ""), _unknown_act)(request, row, who)
        except BenkanError as error:
            refusal = error
        else:
            messages.success(request, said)
            return redirect("gatherings:documents", gathering)
    language = get_language() or "fr"
    found = documents.readable(row, who)
    context = {
        "gathering": row,
        "title": keeping.named(row.titles, language),
        "rows": [
            {
                "it": one.row,
                "name": keeping.named(one.row.titles, language),
                "item": keeping.named(one.row.item.titles, language) if one.row.item else "",
                "versions": list(one.current.values()),
                "missing": one.missing,
            }
            for one in found
        ],
        "organises": accounts.may(who, keeping.RIGHT),
        "readers": Document.Readers.choices,
        "items": [(one.pk, keeping.named(one.titles, language)) for one in row.items.all()],
        "refusal": explain(refusal) if refusal else None,
        "given": request.POST if refusal else {},
    }
    return render(request, "gatherings/documents.html", context, status=400 if refusal else 200)


@require_GET
@officer()
def download(request: HttpRequest, gathering: UUID, document: UUID, language: str, number: int) -> HttpResponse:
    """One version, as a download and nothing else, whatever its bytes are."""
    row = documents.get(keeping.get(gathering), document, signed_in(request))
    return as_download(row, documents.version(row, language, number))


def as_download(document: Document, one: Version) -> HttpResponse:
    """The bytes of a version under its title; a browser shows and runs none of it."""
    named = content_disposition_header(as_attachment=True, filename=documents.file_name(document.titles, one)) or ""
    headers = {**attachments.DOWNLOAD_HEADERS, "Content-Disposition": named}
    return HttpResponse(bytes(one.data), content_type=attachments.DOWNLOAD_TYPE, headers=headers)


@require_GET
@entitled(keeping.RIGHT)
def whole(request: HttpRequest, gathering: UUID) -> HttpResponseBase:
    """Every current document as one file."""
    file = package.write(keeping.get(gathering), by=signed_in(request))
    return FileResponse(file, as_attachment=True, filename="documents.zip", content_type="application/zip")


def _add(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    given = request.POST
    data = _sent(request)
    item = agenda.get_item(row, given["item"]) if given.get("item") else None
    titles = {language: given.get(f"title_{language}", "") for language in keeping.LANGUAGES}
    documents.add_with(row, titles, given.get("readers", ""), given.get("language", ""), data, by=who, item=item)
    return _("The document is here.")


def _version(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    found = documents.get(row, request.POST.get("document", ""), who)
    made = documents.put(found, request.POST.get("language", ""), _sent(request), by=who)
    return _("This is version %(number)d.") % {"number": made.number}


def _readers(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    found = documents.get(row, request.POST.get("document", ""), who)
    documents.show_to(found, request.POST.get("readers", ""), by=who)
    return _("It was noted who reads it.")


def _remove(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:
    documents.remove(documents.get(row, request.POST.get("document", ""), who), by=who)
    return _("The document was removed.")


def _unknown_act(request: HttpRequest, row: Gathering, who: accounts.Officer) -> str:  # noqa: ARG001 - one signature for all
    raise form_values.unread("act")


_ACTS: dict[str, Callable[[HttpRequest, Gathering, accounts.Officer], str]] = {
    "add": _add,
    "version": _version,
    "readers": _readers,
    "remove": _remove,
}


def _sent(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    return file.read(documents.MOST_BYTES + 1) if file else b""
