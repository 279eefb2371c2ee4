"""What of loans stands in an officer's calendar: from when until when one is agreed. No person, no case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.deployments.models import Loan
from benkan.apps.means import services as means
from benkan.core import deployments as rules
from benkan.formats.calendar_feed import Entry

MOST = 500


def entries(who: Officer, first: dt.date, last: dt.date) -> Iterator[Entry]:
    """Agreed loans that meet these days, for whoever reads loans."""
    if not accounts.may(who, "means"):
        return
    agreed = Loan.objects.filter(state__in=rules.TIMELY, accepted__starts__lte=last, accepted__ends__gte=first)
    for one in agreed.select_related("accepted").order_by("accepted__starts")[:MOST]:
        if one.accepted is not None:
            yield Entry(
                f"loan-{one.pk}",
                one.accepted.starts,
                one.accepted.ends,
                _("Loan %(number)s: %(kind)s") % {"number": one.number, "kind": means.kind_words(one.kind)},
                place=one.place,
                address=reverse("deployments:detail", args=[one.pk]),
                changed=one.changed_at,
            )
