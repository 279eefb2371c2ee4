"""Second factors (TOTP, RFC 6238) for sign-ins that are no officers': the same library, sealing and picture."""

from __future__ import annotations

import time

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.utils.crypto import constant_time_compare

from benkan.apps.accounts.adapter import SealedFactors


def new_secret() -> str:
    """A fresh secret, in base32 as phones take it."""
    return str(generate_totp_secret())


def sealed(secret: str) -> str:
    """The secret as a database may keep it."""
    return SealedFactors().encrypt(secret)


def address(name: str, issuer: str, secret: str) -> str:
    """The ``otpauth:`` address that a phone reads."""
    from urllib.parse import quote, urlencode

    query = urlencode({"secret": secret, "issuer": issuer, "digits": app_settings.TOTP_DIGITS})
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?{query}"


def picture(text: str) -> str:
    """The address as a QR code, in SVG."""
    return str(SealedFactors().build_totp_svg(text))


def step_of(sealed_secret: str, code: str, after: int, *, now: float | None = None) -> int | None:
    """The step of the clock that this code belongs to, or None when it is wrong or was used.

    Args:
        after: the last step whose code was used; this one and older ones are not taken again.
    """
    secret, here = SealedFactors().decrypt(sealed_secret), int(time.time() if now is None else now)
    given = "".join(code.split())
    # One step early or late: the clocks of phones and of nodes without a network differ.
    for step in range(here // app_settings.TOTP_PERIOD - 1, here // app_settings.TOTP_PERIOD + 2):
        if step > after and constant_time_compare(format_hotp_value(hotp_value(secret, step)), given):
            return step
    return None
