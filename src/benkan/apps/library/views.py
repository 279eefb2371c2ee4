"""Pages of the library: the list, one material with its editions, packages for a stick."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.agencies import services as agencies
from benkan.apps.library import files, keeping, packing
from benkan.apps.library.models import LICENCES, Edition
from benkan.apps.training import services as training
from benkan.core.errors import BenkanError
from benkan.formats.learning_package import KINDS, MOST_FILE_BYTES
from benkan.web import csv_file, form_values
from benkan.web.errors import explain

PAGE = 50
MIB = 1024**2


@require_GET
@officer()
def materials(request: HttpRequest) -> HttpResponseBase:
    """The newest edition of each material and language, or the same as CSV."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "course", "language", "origin")}
    found = [one for one in keeping.newest(asked["course"]) if _fits(one, asked)]
    if request.GET.get("format") == "csv":
        head = (_("Material"), _("Course"), _("Language"), _("Version"), _("Bytes"), _("Licence"), "SHA-256")
        rows = (
            (_title(one), one.material.course, one.language, one.version, one.size, one.material.licence, one.sha256)
            for one in found
        )
        return csv_file.download("materials.csv", head, rows)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = len(found)
    language = get_language() or "fr"
    context = {
        "page": page,
        "rows": [(one, _title(one), _origin(one)) for one in page],
        "text": asked["q"],
        "count_words": ngettext("%(count)d edition", "%(count)d editions", count) % {"count": count},
        "filters": [
            {"name": "course", "label": _("Course"), "value": asked["course"], "choices": _courses(language)},
            {"name": "language", "label": _("Language"), "value": asked["language"], "choices": _languages()},
        ],
        "export": csv_file.address(request),
        "narrowed": any(asked.values()),
        "trains": accounts.may(signed_in(request), keeping.RIGHT),
    }
    return render(request, "library/list.html", context)


@require_http_methods(["GET", "POST"])
@entitled(keeping.RIGHT)
def new(request: HttpRequest) -> HttpResponse:
    """A new material with its first edition."""
    refusal: BenkanError | None = None
    given = request.POST
    if request.method == "POST":
        try:
            titles = {language: given.get(f"title_{language}", "") for language in keeping.LANGUAGES}
            sent = _sent(request)
            made = keeping.add(
                given.get("course", ""), titles, given.get("licence", ""), given.get("language", ""), sent.name or "",
                sent.chunks(), by=signed_in(request),
            )  # fmt: skip
        except BenkanError as error:
            refusal = error
        else:
            messages.success(request, _("The material is in the library."))
            return redirect("library:detail", made.material_id)
    context = {
        "given": given,
        "courses": _courses(get_language() or "fr"),
        "licences": LICENCES,
        "spoken": _languages(),
        "kinds": _kinds(),
        "most": MOST_FILE_BYTES // MIB,
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "library/new.html", context, status=400 if refusal else 200)


@require_http_methods(["GET", "POST"])
@officer()
def material(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """One material with all its editions; those who train add and withdraw."""
    row, who = keeping.get(material_id), signed_in(request)
    refusal: BenkanError | None = None
    if request.method == "POST":
        try:
            if request.POST.get("act") == "withdraw":
                keeping.withdraw(keeping.edition(_uuid(request.POST.get("edition", ""))), by=who)
                said = _("The edition is withdrawn.")
            else:
                sent = _sent(request)
                keeping.add_edition(row, request.POST.get("language", ""), sent.name or "", sent.chunks(), by=who)
                said = _("The new version is in the library.")
        except BenkanError as error:
            refusal = error
        else:
            messages.success(request, said)
            return redirect("library:detail", material_id)
    context = {
        "one": row,
        "title": _name(row.titles),
        "origin": agencies.name(row.origin) if row.origin else "",
        "editions": row.editions.all(),
        "trains": accounts.may(who, keeping.RIGHT),
        "spoken": _languages(),
        "kinds": _kinds(),
        "most": MOST_FILE_BYTES // MIB,
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "library/detail.html", context, status=400 if refusal else 200)


@require_GET
@officer()
def content(request: HttpRequest, edition_id: UUID) -> HttpResponseBase:  # noqa: ARG001 - the signature is Django's
    """The bytes of an edition, to be saved; never shown as a page of this node."""
    one = keeping.edition(edition_id)
    path = files.path_of(one.sha256)
    if not path.exists():
        raise keeping.unknown()
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=keeping.file_name(one), content_type=KINDS[one.kind][0]
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_http_methods(["GET", "POST"])
@entitled(keeping.RIGHT)
def package(request: HttpRequest) -> HttpResponse:
    """What a package would hold, and packages of partners taken in."""
    refusal: BenkanError | None = None
    if request.method == "POST":
        try:
            done = packing.take_in(_sent(request).open("rb"), by=signed_in(request))
        except BenkanError as error:
            refusal = error
        else:
            messages.success(
                request,
                _("From %(partner)s: %(new)d new, %(known)d known, %(refused)d refused because a version was changed.")
                % {
                    "partner": agencies.name(done.partner),
                    "new": done.new,
                    "known": done.known,
                    "refused": done.refused,
                },
            )
            return redirect("library:list")
    try:
        course, languages, most = _chosen(request)
    except BenkanError as error:
        refusal, course, languages, most = error, "", list(keeping.LANGUAGES), packing.MOST_BYTES
    taken, left = packing.choose(course, languages, most)
    query = request.GET.copy()
    context = {
        "taken": [(one, _title(one)) for one in sorted(taken, key=lambda each: (each.material.course, _title(each)))],
        "left": [(one, _title(one)) for one in left],
        "size": sum(one.size for one in taken),
        "courses": _courses(get_language() or "fr"),
        "spoken": _languages(),
        "course": course,
        "chosen": languages,
        "most": most // MIB,
        "address": query.urlencode(),
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "library/package.html", context, status=400 if refusal else 200)


@require_GET
@entitled(keeping.RIGHT)
def package_file(request: HttpRequest) -> HttpResponseBase:
    """The package, to be saved on a stick."""
    course, languages, most = _chosen(request)
    target = packing.made(by=signed_in(request), course=course, languages=languages, most_bytes=most)
    return FileResponse(target, as_attachment=True, filename="materials.zip", content_type="application/zip")


def _sent(request: HttpRequest) -> UploadedFile:
    sent = request.FILES.get("file")
    if sent is None:
        raise form_values.unread("file")
    return sent


def _chosen(request: HttpRequest) -> tuple[str, list[str], int]:
    languages = [one for one in request.GET.getlist("language") if one in keeping.LANGUAGES]
    most = form_values.whole(request.GET.get("most", "") or str(packing.MOST_BYTES // MIB), "most")
    if not 1 <= most <= 4_000:
        raise form_values.unread("most")
    return request.GET.get("course", "")[:64], languages or list(keeping.LANGUAGES), most * MIB


def _fits(one: Edition, asked: dict[str, str]) -> bool:
    text = asked["q"].casefold()
    titles = " ".join(one.material.titles.values()).casefold()
    return text in titles and asked["language"] in ("", one.language) and asked["origin"] in ("", one.material.origin)


def _courses(language: str) -> list[tuple[str, str]]:
    return [(one.code, training.named(one.names, language)) for one in training.courses()]


def _languages() -> list[tuple[str, str]]:
    return list(settings.LANGUAGES)


def _kinds() -> str:
    return ",".join(f".{one}" for one in KINDS)


def _name(titles: dict[str, str]) -> str:
    return training.named(titles, get_language() or "fr")


def _title(one: Edition) -> str:
    return _name(one.material.titles)


def _origin(one: Edition) -> str:
    return agencies.name(one.material.origin) if one.material.origin else ""


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise form_values.unread("edition") from error
