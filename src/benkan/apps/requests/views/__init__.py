"""Pages of requests: lists, asking, deciding, changing."""

from __future__ import annotations

from typing import Final

WORKING: Final = ("analyst", "liaison", "supervisor")
RELEASING: Final = ("liaison", "supervisor")
COUNTING: Final = ("liaison", "supervisor", "control")
