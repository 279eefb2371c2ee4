"""Pages of the door: badges that are read, who is here, and the script that keeps the page without a link."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.gatherings import door, door_list, keeping
from benkan.apps.gatherings.models import CheckIn
from benkan.core.errors import BenkanError
from benkan.web import offline
from benkan.web.errors import explain

RIGHT = keeping.RIGHT


@require_http_methods(["GET", "POST"])
@entitled(RIGHT)
def at_door(request: HttpRequest, gathering: UUID) -> HttpResponse:
    """The door: a field that a reader of codes types into, what the last badge said, and who is here."""
    row, language = keeping.get(gathering), get_language() or "fr"
    passed, refusal = None, None
    if request.method == "POST":
        try:
            passed = door.check_in(row, request.POST.get("code", ""), by=signed_in(request))
        except BenkanError as error:
            refusal = error
    today = timezone.localdate()
    counted = door.counts(row, today)
    context = {
        "gathering": row,
        "title": keeping.named(row.titles, language),
        "passed": passed,
        "of": keeping.named(passed.delegate.delegation.names, language) if passed else "",
        "refusal": explain(refusal) if refusal else None,
        "rows": [(one, keeping.named(one.delegation.names, language)) for one in counted],
        "here": sum(one.here for one in counted),
        "granted": sum(one.granted for one in counted),
        "key": door_list.public_key(),
        "last": CheckIn.objects.filter(day=today, delegate__gathering=row).select_related("delegate")[:8],
    }
    return render(request, "gatherings/door.html", context, status=403 if refusal else 200)


@require_GET
@officer()
def offline_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """The script that keeps the page of the door without a link; served here, so that it may speak for /gatherings/."""
    return offline.worker("door-1", r"^/gatherings/[0-9a-f-]{36}/door/$")
