"""Pages of requests: lists, asking, deciding, changing."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from benkan.apps.accounts.services import Officer

WORKING: Final = ("analyst", "liaison", "supervisor")
RELEASING: Final = ("liaison", "supervisor")


def signed_in(request: HttpRequest) -> Officer:
    """The officer whom the guard let in."""
    if not isinstance(request.user, Officer):
        raise PermissionDenied
    return request.user
