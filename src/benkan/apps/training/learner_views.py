"""Pages of learners: the list, what is kept of one, and the erasure of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import entitled, handle, signed_in
from benkan.apps.journal import services as journal
from benkan.apps.training import catalogue, erasing, learners
from benkan.core.errors import BenkanError
from benkan.web import csv_file, json_body
from benkan.web.errors import explain

PAGE = 50


@require_GET
@entitled(catalogue.RIGHT)
def learners_list(request: HttpRequest) -> HttpResponseBase:
    """Learners by name, or the same as CSV."""
    text = request.GET.get("q", "").strip()[:100]
    rows = erasing.found(text)
    if request.GET.get("format") == "csv":
        journal.write("training-exported", officer=handle(signed_in(request)))
        head = (_("Learner"), _("Service"), _("Country"), _("Region"))
        return csv_file.download("learners.csv", head, rows.values_list("name", "service", "country", "region"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "page": page,
        "text": text,
        "count_words": ngettext("%(count)d learner", "%(count)d learners", count) % {"count": count},
        "export": csv_file.address(request),
    }
    return render(request, "training/learners.html", context)


@require_http_methods(["GET", "POST"])
@entitled(catalogue.RIGHT)
def learner(request: HttpRequest, learner_id: UUID) -> HttpResponse:
    """What is kept of a learner; erased here, as a file at the person's request."""
    refusal: BenkanError | None = None
    row = learners.get(learner_id)
    if request.method == "POST":
        try:
            done = erasing.erase(learner_id, by=signed_in(request), name=request.POST.get("name", ""))
        except BenkanError as error:
            refusal = error
        else:
            told = _("Erased: places in runs %(runs)d, certificates %(certificates)d, trees %(trees)d.")
            messages.success(request, told % done)
            return redirect("training:learners")
    kept = erasing.kept(row)
    if request.GET.get("format") == "json":
        journal.write("learner-data-given", officer=handle(signed_in(request)))
        answer = JsonResponse(kept)
        answer["Content-Disposition"] = 'attachment; filename="learner.json"'
        return answer
    language = get_language() or "fr"
    places = row.nominations.select_related("run__course").order_by("-run__starts", "id")
    context = {
        "one": row,
        "kept": kept,
        "places": [(each, catalogue.named(each.run.course.names, language)) for each in places],
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "training/learner.html", context, status=400 if refusal else 200)


@require_GET
@entitled(catalogue.RIGHT)
def api_learner(request: HttpRequest, learner_id: UUID) -> JsonResponse:
    """Everything that is kept of a learner."""
    row = learners.get(learner_id)
    journal.write("learner-data-given", officer=handle(signed_in(request)))
    return JsonResponse(erasing.kept(row))


@require_POST
@entitled(catalogue.RIGHT)
def api_erase(request: HttpRequest, learner_id: UUID) -> JsonResponse:
    """Erases a learner: ``{"name": "…"}``, the whole name once more."""
    given = json_body.read(request)
    return JsonResponse(erasing.erase(learner_id, by=signed_in(request), name=json_body.text(given, "name")))


api_urls: list[URLPattern] = [
    path("training/learners/<uuid:learner_id>/", api_learner),
    path("training/learners/<uuid:learner_id>/erase/", api_erase),
]
