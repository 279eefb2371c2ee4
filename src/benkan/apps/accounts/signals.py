"""Every sign-in is a line of the journal, by whatever door it came."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import translation

from .models import Officer


@receiver(user_logged_in)
def sign_in_is_written(
    sender: type[Officer],  # noqa: ARG001 - the signature is Django's
    request: HttpRequest | None,
    user: Officer,
    **_kwargs: Any,
) -> None:
    """Write the line; the sign-in fails when the journal cannot be written."""
    from benkan.apps.journal import services as journal

    journal.write("officer-signed-in", officer=user.get_username(), role=user.role)
    if request is not None:
        translation.activate(user.language)
