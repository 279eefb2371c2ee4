"""What of means stands in an officer's calendar: when one is away, and when a certificate ends. No person, no case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.means import words
from benkan.apps.means.models import Booking, Mean
from benkan.apps.means.texts import instant
from benkan.formats.calendar_feed import Entry

MOST = 500


def entries(who: Officer, first: dt.date, last: dt.date) -> Iterator[Entry]:
    """Times at which means are taken, and last days of certificates, for whoever lends."""
    if not accounts.may(who, "lend"):
        return
    within = Booking.objects.filter(
        state__in=Booking.TAKING, starts__lt=instant(last + dt.timedelta(days=1)), ends__gt=instant(first)
    ).select_related("mean")
    for one in within.order_by("starts")[:MOST]:
        state = "maintenance" if one.maintenance else one.state
        yield Entry(
            f"mean-{one.pk}",
            one.starts,
            one.ends,
            _("%(means)s: %(state)s") % {"means": one.mean.title, "state": words.BOOKINGS[state]},
            place=one.mean.place,
            address=reverse("means:detail", args=[one.mean_id]),
            changed=one.begun_at or one.made_at,
        )
    ending = Mean.objects.filter(withdrawn_at=None, certificate_until__range=(first, last))
    for mean in ending.order_by("certificate_until")[:MOST]:
        day = mean.certificate_until or first
        yield Entry(
            f"mean-certificate-{mean.pk}",
            day,
            day,
            _("%(means)s: last day of the certificate") % {"means": mean.title},
            address=reverse("means:detail", args=[mean.pk]),
            changed=mean.certified_at,
        )
