"""By which rules this node's index is made and written: two versions would miss each other silently."""

from __future__ import annotations

from django.conf import settings

from benkan.core.matching.open_keys import OPEN_VERSION

LAYOUT = 2  # how rows and pages are written
BUILDING = "building "


def current_version() -> str:
    """The rules of the running program, with the country of national phones: it is part of their keys."""
    return f"{OPEN_VERSION}.{LAYOUT}@{region() or ''}"


def region() -> str | None:
    """Country of phones in national form, or nothing."""
    return settings.BENKAN_NODE.phone_region or None
