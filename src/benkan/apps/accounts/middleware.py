"""An officer's language follows the account, whatever machine it is opened on."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from .models import Officer


class OfficerLanguage:
    """Middleware after authentication: pages in the language the officer chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The view's answer, made in the officer's language."""
        who = request.user
        if isinstance(who, Officer) and who.language in dict(settings.LANGUAGES):
            translation.activate(who.language)
            request.LANGUAGE_CODE = who.language
        return self.get_response(request)
