"""Pages of joint cases, one module for each task of an officer."""

from __future__ import annotations

from typing import Final

WORKING: Final = ("analyst", "liaison", "supervisor")
PROPOSING: Final = ("liaison", "supervisor")
