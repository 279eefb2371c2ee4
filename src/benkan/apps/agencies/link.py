"""Whether a partner can be reached, as one looks at it at eight in the morning: a state and its words."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from benkan.apps.agencies.models import Agency
from benkan.web import times

HEARD = dt.timedelta(hours=1)
"""A node that works says something within the hour: witnesses and indexes ask by themselves."""


def link(agency: Agency, *, bound: bool) -> tuple[str, str]:
    """(``ok``, ``warn`` or ``stop``, the words beside it).

    Args:
        bound: whether a convention in force links us; without one nothing may pass.
    """
    if not bound:
        return "stop", _("no convention in force")
    if agency.last_seen_at is None:
        return "warn", _("not heard yet")
    if timezone.now() - agency.last_seen_at < HEARD:
        return "ok", _("linked")
    return "warn", _("last heard %(when)s") % {"when": times.relative(agency.last_seen_at)}
