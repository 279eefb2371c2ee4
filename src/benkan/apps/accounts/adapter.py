"""Nobody signs up by themselves: an administrator makes the accounts. Second factors lie sealed in the database."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth with its sign-up door shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the signature is allauth's
        """False: see ``benkan officer add``."""
        return False


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's second factors, encrypted under the node's key file: who steals the database cannot make codes."""

    def encrypt(self, text: str) -> str:
        """The secret as the database keeps it."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    # SECRET_KEY comes from keys/django.key, which is never in the database.
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"benkan factors\n" + settings.SECRET_KEY.encode()).digest()))
