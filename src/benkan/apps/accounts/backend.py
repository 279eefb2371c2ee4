"""Django's check of passwords, with the signed-in officer read by one plain statement."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from . import store
from .models import Officer


class Officers(ModelBackend):
    """Who signs in with a name and a password."""

    def get_user(self, user_id: int) -> Officer | None:
        """The officer of a session, unless disabled; read anew at every request."""
        found = store.officer(user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
