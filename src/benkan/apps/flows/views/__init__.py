"""Pages of money flows: alerts, accounts, flows, rules, and the money of a case."""

from __future__ import annotations

from typing import Final

ROLES: Final = ("analyst", "liaison", "supervisor")
PAGE: Final = 50
