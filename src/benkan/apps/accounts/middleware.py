"""An officer's language follows the account, whatever machine it is opened on."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from .models import Officer


class OfficerLanguage:
    """Middleware after authentication: pages in the language the officer chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._languages = frozenset(dict(settings.LANGUAGES))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The view's answer, made in the officer's language."""
        # Django's lazy stand-in for the officer would cost every look at a right a detour.
        who = request.user = get_user(request)
        if isinstance(who, Officer) and who.language in self._languages:
            translation.activate(who.language)
            request.LANGUAGE_CODE = who.language
        return self.get_response(request)
