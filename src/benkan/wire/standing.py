"""BKP-03, messages: a party suspends a convention or resumes it.

The envelope's signature makes the notice binding; only the party that suspended can resume.
"""

from __future__ import annotations

from benkan.wire.fields import ConventionId, Long, Message, Short, Time, Version


class Suspension(Message):
    """From this time on nothing moves under the convention except safeguards."""

    convention: ConventionId
    version: Version
    reason: Long
    effective_at: Time
    officer: Short


class Resumption(Message):
    """The suspension of the same party ends."""

    convention: ConventionId
    version: Version
    reason: Long
    effective_at: Time
    officer: Short
