"""The page that writes minutes and communiqués, and keeps a service's own office files for them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.resolutions import gathered, given, keeping, labels, papers
from benkan.apps.resolutions.models import Template
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.formats.docx_template import MAX_BYTES
from benkan.web import words
from benkan.web.errors import Explained, explain


@require_http_methods(["GET", "POST"])
@accounts.officer()
def index(request: HttpRequest) -> HttpResponse:
    """The form; posted, the file."""
    if request.method == "GET":
        return _page(request)
    try:
        wanted = given.paper(request.POST)
        made = papers.write(accounts.signed_in(request), wanted)
    except BenkanError as error:
        return _page(request, explain(error))
    answer = HttpResponse(made, content_type=papers.TYPES[wanted.form])
    name = f"{wanted.paper}-{wanted.language}-{wanted.last or timezone.localdate():%Y-%m-%d}.{wanted.form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@accounts.entitled(keeping.RIGHT)
def template(request: HttpRequest) -> HttpResponse:
    """Takes an own office file, or removes one."""
    who = accounts.signed_in(request)
    paper, language = request.POST.get("paper", ""), request.POST.get("language", "")
    try:
        if request.POST.get("remove"):
            papers.drop_template(who, paper, language)
        else:
            sent = request.FILES.get("file")
            if sent is None:
                raise Invalid("paper.no-file", N_("There is no file."), N_("Choose a DOCX file."), place="file")
            papers.keep_template(who, paper, language, sent.name or "", sent.read(MAX_BYTES + 1))
    except BenkanError as error:
        return _page(request, explain(error))
    return redirect("resolutions:papers")


def _page(request: HttpRequest, refusal: Explained | None = None) -> HttpResponse:
    language = (get_language() or "fr")[:2]
    context = {
        "refusal": refusal,
        "typed": request.POST,
        "kinds": Template.For.choices,
        "languages_of_papers": labels.LANGUAGES.items(),
        "language": request.POST.get("language") or language,
        "handlings": [(code, f"{code} · {words.handling(code)[0]}") for code in words.HANDLING],
        "gatherings": [
            (one.public_id, one.title.get(language) or one.title.get("fr", "")) for one in gathered.listed()
        ],
        "own": [
            {"it": one, "language": labels.LANGUAGES.get(one.language, one.language)} for one in papers.templates()
        ],
        "word_places": sorted(papers.WORDS),
        "part_places": sorted(papers.PARTS),
        "may_write": accounts.may(accounts.signed_in(request), keeping.RIGHT),
        "today": timezone.localdate().isoformat(),
    }
    return render(request, "resolutions/papers.html", context, status=422 if refusal else 200)
