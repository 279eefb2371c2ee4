"""Each partner at a glance: link, date of its index, searches left; and what other slices may read of searches."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benkan.apps.accords import services as accords
from benkan.apps.agencies import services as agencies
from benkan.apps.search.models import Inquiry, InquiryState, PartnerIndex, Search
from benkan.apps.search.overview import name_of, title
from benkan.apps.search.quotas import used_today
from benkan.core.errors import N_, Refused
from benkan.web import times

HIT_FIELDS = ("handle", "tier", "what", "area", "category", "handling", "count")


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner on the home page."""

    id: str
    name: str
    country: str
    state: str
    state_words: str
    index_words: str
    quota_words: str


@dataclass(frozen=True, slots=True)
class Made:
    """One search in the timeline of a case."""

    at: dt.datetime
    text: str
    officer: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class FoundHit:
    """A hit, as a request needs it."""

    inquiry: str
    partner: str
    convention: str
    case_id: uuid.UUID
    purpose: str
    handle: str
    tier: str
    what: str
    area: str
    category: str
    handling: str
    count: str


def network_overview() -> list[Partner]:
    """Every partner of the directory, by country."""
    own = settings.BENKAN_NODE.agency
    left: dict[str, int] = {}
    for one in accords.in_force():
        for partner in one.partners(own):
            used = used_today(actor=own, counterparty=partner, convention=one.identifier).party
            free = max(0, one.quotas.searches_per_party_per_day - used)
            left[partner] = max(left.get(partner, 0), free)
    newest: dict[str, dt.datetime] = {}
    for partner, built_at in PartnerIndex.objects.filter(complete=True).values_list("partner", "built_at"):
        newest[partner] = max(built_at, newest.get(partner, built_at))
    return [_partner(one, left.get(one.id), newest.get(one.id)) for one in agencies.partners()]


def _partner(agency: Any, left: int | None, built_at: dt.datetime | None) -> Partner:
    state, words = agencies.link(agency, bound=left is not None)
    if left is None:
        return Partner(agency.id, name_of(agency), agency.country, state, words, "", "")
    index = _("index of %(when)s") % {"when": times.relative(built_at)} if built_at else _("no index yet")
    quota = ngettext("%(left)d search left today", "%(left)d searches left today", left) % {"left": left}
    return Partner(agency.id, name_of(agency), agency.country, state, words, index, quota)


def of_case(case_id: uuid.UUID) -> list[Made]:
    """The searches of a case, newest first; two queries whatever their number."""
    made = []
    found = Search.objects.filter(case_id=case_id).select_related("officer").prefetch_related("inquiries")
    for search in found.order_by("-created_at"):
        inquiries = list(search.inquiries.all())
        hits = sum(bool(one.hits) for one in inquiries)
        asked = sum(one.state != InquiryState.NOT_ASKED for one in inquiries)
        answered = sum(one.state == InquiryState.ANSWERED for one in inquiries)
        state = _("%(hits)d with a hit, %(answered)d of %(asked)d answered") % {
            "hits": hits,
            "answered": answered,
            "asked": asked,
        }
        made.append(
            Made(
                search.created_at,
                title(search.subject),
                str(search.officer),
                state,
                reverse("search:result", args=[search.id]),
            )
        )
    return made


def in_case(case_id: uuid.UUID) -> list[uuid.UUID]:
    """The ids of the searches of a case, the oldest first."""
    return list(Search.objects.filter(case_id=case_id).order_by("created_at").values_list("pk", flat=True))


def by_ids(ids: Iterable[uuid.UUID | str]) -> list[Search]:
    """These searches with what each partner said."""
    wanted = list(ids)
    return [
        search
        for start in range(0, len(wanted), 500)
        for search in Search.objects.filter(pk__in=wanted[start : start + 500])
        .select_related("officer")
        .prefetch_related("inquiries")
    ]


def hit(inquiry_id: uuid.UUID | str, handle: str) -> FoundHit:
    """The hit of this inquiry with this handle (32 hexadecimal digits).

    Raises:
        Refused: ``search.hit-unknown``: there is none.
    """
    try:
        inquiry = Inquiry.objects.select_related("search").filter(pk=uuid.UUID(str(inquiry_id))).first()
    except ValueError:
        inquiry = None
    for found in inquiry.hits if inquiry is not None else ():
        if found["handle"] == handle.lower():
            assert inquiry is not None
            return FoundHit(
                inquiry=str(inquiry.id),
                partner=inquiry.partner,
                convention=inquiry.convention,
                case_id=inquiry.search.case_id,
                purpose=inquiry.search.purpose,
                **{name: found[name] for name in HIT_FIELDS},
            )
    raise Refused(
        "search.hit-unknown",
        N_("There is no such hit."),
        N_("Open the search again and ask from its result."),
    )
