"""Django's sessions in the database, read with one plain statement; everything else is Django's.

``SESSION_ENGINE`` names this module.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db

from . import store


class SessionStore(db.SessionStore):
    """A session of an officer."""

    def load(self) -> dict[str, Any]:
        """What the session holds; a session that does not exist or has expired is empty and loses its key."""
        key = self.session_key
        data = store.session_data(key) if key and key.isalnum() else None  # Django makes no other keys
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)
