"""The buttons of a seizure's page about evidence: pictures, bags, samples, destruction, route, records, case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts.services import Officer, officer, signed_in
from benkan.apps.seizures import catalogue, custody, entering, involving, laboratory, photos, reading
from benkan.apps.seizures.models import Photo
from benkan.apps.seizures.views import ROLES, page_of
from benkan.core.errors import N_, BenkanError, Invalid

Act = Callable[[HttpRequest, UUID, Officer], str]


def _button(act: Act) -> Callable[..., HttpResponseBase]:
    """A button of the page: does it and says so, or shows the page again with the refusal."""

    @require_POST
    @officer(*ROLES)
    def view(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
        try:
            said = act(request, seizure_id, signed_in(request))
        except BenkanError as error:
            return page_of(request, reading.get(seizure_id), error)
        messages.success(request, said)
        return redirect("seizures:detail", seizure_id)

    return view


def _add_photo(request: HttpRequest, seizure_id: UUID, who: Officer) -> str:
    sent = request.FILES.get("photo")
    if sent is None or (sent.size or 0) > photos.MAX_BYTES:
        raise Invalid(
            "photo.size",
            N_("A picture has at most %(limit)d MB."),
            place="photo",
            limit=photos.MAX_BYTES // 1024**2,
        )
    photos.add(who, seizure_id, sent.read(), request.POST.get("caption", ""))
    return _("The picture was kept, without what the camera had written into it.")


def _remove_photo(request: HttpRequest, seizure_id: UUID, who: Officer) -> str:
    photos.remove(who, seizure_id, _number(request, "photo"))
    return _("The picture was removed.")


def _give(request: HttpRequest, seizure_id: UUID, who: Officer) -> str:
    given = {name: request.POST.get(name, "") for name in ("bag", "content", "place", "remark")}
    made = custody.give(who, seizure_id, request.POST.get("receiver", ""), **given)
    return _("Signed by you. %(receiver)s signs from a session of his own.") % {"receiver": made.receiver}


def _take(request: HttpRequest, _seizure_id: UUID, who: Officer) -> str:
    intact = request.POST.get("seal") == "intact"
    custody.take(who, _number(request, "handover"), seal_intact=intact, remark=request.POST.get("remark", ""))
    return _("You have signed that you took it.")


def _sample(request: HttpRequest, seizure_id: UUID, who: Officer) -> str:
    laboratory.take_sample(
        who,
        seizure_id,
        _number(request, "drug"),
        mark=request.POST.get("mark", ""),
        taken_on=_day(request, "taken_on"),
        laboratory=request.POST.get("laboratory", ""),
    )
    return _("The sample is recorded.")


def _result(request: HttpRequest, _seizure_id: UUID, who: Officer) -> str:
    found = catalogue.drugs(request.POST.get("substance", ""))
    code = request.POST.get("substance_code", "") or found.sure
    laboratory.record_result(
        who,
        _number(request, "sample"),
        result_on=_day(request, "result_on"),
        method=request.POST.get("method", ""),
        substance=code,
        purity=_share(request, "purity"),
        composition=request.POST.get("composition", ""),
    )
    return _("The result is recorded.")


def _destroy(request: HttpRequest, seizure_id: UUID, who: Officer) -> str:
    texts = {name: request.POST.get(name, "") for name in ("place", "method", "authority", "witnesses", "kept_sample")}
    custody.record_destruction(
        who, seizure_id, _number(request, "drug"), happened_on=_day(request, "happened_on"), **texts
    )
    return _("Recorded. A second officer confirms it.")


def _confirm(request: HttpRequest, _seizure_id: UUID, who: Officer) -> str:
    custody.confirm_destruction(who, _number(request, "destruction"))
    return _("Confirmed.")


def _link(request: HttpRequest, seizure_id: UUID, who: Officer) -> str:
    record = involving.meant(request.POST.get("record", ""), request.POST.get("record_text", ""))
    involving.link(who, seizure_id, record, request.POST.get("involvement", ""))
    return _("Linked. It stays in this service.")


def _unlink(request: HttpRequest, seizure_id: UUID, who: Officer) -> str:
    involving.unlink(who, seizure_id, request.POST.get("record", ""))
    return _("The record is linked no longer.")


def _case(request: HttpRequest, seizure_id: UUID, who: Officer) -> str:
    involving.put_into_case(who, seizure_id, request.POST.get("case") or None)
    return _("Saved.")


def _add_leg(request: HttpRequest, seizure_id: UUID, who: Officer) -> str:
    country = request.POST.get("country", "")
    found = catalogue.places(request.POST.get("place", ""), request.POST.get("place_code", ""), country)
    place = found[0] if len(found) == 1 else None
    leg = entering.LegGiven(
        role=request.POST.get("role", ""),
        country=place.country if place else country,
        place=place.name if place else request.POST.get("place", "").strip(),
        grade=request.POST.get("grade", "X4"),
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
    )
    given = entering.given_of(reading.get(seizure_id))
    entering.change(who, seizure_id, replace(given, legs=(*given.legs, leg)))
    return _("The place is part of the way.")


def _remove_leg(request: HttpRequest, seizure_id: UUID, who: Officer) -> str:
    position = _number(request, "position")
    given = entering.given_of(reading.get(seizure_id))
    entering.change(
        who, seizure_id, replace(given, legs=tuple(leg for each, leg in enumerate(given.legs) if each != position))
    )
    return _("The place was taken out.")


add_photo, remove_photo, give, take, sample, result, destroy, confirm, link, unlink, case, add_leg, remove_leg = (
    _button(act)
    for act in (
        _add_photo,
        _remove_photo,
        _give,
        _take,
        _sample,
        _result,
        _destroy,
        _confirm,
        _link,
        _unlink,
        _case,
        _add_leg,
        _remove_leg,
    )
)


@require_GET
@officer(*ROLES)
def photo(_request: HttpRequest, seizure_id: UUID, photo_id: int) -> HttpResponse:
    """The picture itself: written by this node from pixels, so it is safe to show in the page."""
    row = reading.get(seizure_id)
    found = Photo.objects.filter(seizure=row, pk=photo_id).first()
    if found is None:
        raise photos.unknown()
    response = HttpResponse(photos.read(found), content_type=found.media_type)
    response["Content-Disposition"] = f'inline; filename="{row.number}-{found.pk}.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    if not (given.isascii() and given.isdecimal() and len(given) < 16):
        raise Invalid("seizure.number", N_("A number is expected here."), place=name)
    return int(given)


def _day(request: HttpRequest, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise Invalid("seizure.day", N_("A day is expected here."), place=name) from None


def _share(request: HttpRequest, name: str) -> Decimal | None:
    """Per cent as a share from 0 to 1; None when nothing was written."""
    text = request.POST.get(name, "").strip().rstrip("%").replace(",", ".").strip()
    if not text:
        return None
    try:
        share = Decimal(text) / 100
    except InvalidOperation:
        raise Invalid("seizure.purity", N_("A purity lies between 0 and 100 %%."), place=name) from None
    if not share.is_finite():
        raise Invalid("seizure.purity", N_("A purity lies between 0 and 100 %%."), place=name)
    return share
