"""What resources/flows says, written by resources/build_flows.py; do not edit."""

from __future__ import annotations

from typing import Final

RANKING: Final = (
    ("constant", 2.9476),
    ("excess", 3.0492),
    ("nearness", -1.3088),
    ("size", 0.5851),
)
