"""Patterns in flows of money: transfers in, alerts out, each with its transfers and its reasons.

No I/O and no database: an app reads and stores. Twelve rules (``registry.PATTERNS``), each a module of ``patterns``;
``docs/how-an-alert-is-made.md`` says how. Nothing here gives a person a score.
"""

from benkan.core.flows.alert import Alert, Explanation, Party
from benkan.core.flows.bounds import Setting, described
from benkan.core.flows.explaining import innocent, sentence
from benkan.core.flows.finding import Notes, find
from benkan.core.flows.ledger import Common
from benkan.core.flows.registry import PATTERNS, Pattern
from benkan.core.flows.settings import Settings
from benkan.core.flows.transfers import CHANNELS, KINDS, Account, Accounts, Fault, Faults, TransferRow, Transfers

__all__ = [
    "CHANNELS",
    "KINDS",
    "PATTERNS",
    "Account",
    "Accounts",
    "Alert",
    "Common",
    "Explanation",
    "Fault",
    "Faults",
    "Notes",
    "Party",
    "Pattern",
    "Setting",
    "Settings",
    "TransferRow",
    "Transfers",
    "described",
    "find",
    "innocent",
    "sentence",
]
