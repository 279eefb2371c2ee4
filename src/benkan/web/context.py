"""What every template knows: the node, the languages, the direction of writing, the navigation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

from benkan.web.navigation import of as navigation_of


def node(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the signature is Django's
    """The node's own name in the reader's language, and the direction of the page."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    names = settings.BENKAN_NODE.name
    return {
        "node": settings.BENKAN_NODE,
        "node_name": names.get(language) or names.get("fr") or settings.BENKAN_NODE.agency,
        "page_language": language,
        "page_direction": "rtl" if get_language_bidi() else "ltr",
        "languages": settings.LANGUAGES,
    }


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The head of the page for the officer who reads it; nothing for a visitor."""
    user = getattr(request, "user", None)
    return dict(navigation_of(request)) if getattr(user, "is_authenticated", False) else {}
