"""An alert: what one rule found, on which transfers it stands, what was measured, and what else it may be.

It is about transfers. Nothing in it is, or may be made, a score of a person: the rank orders alerts for whoever reads
them, and says how like the confirmed examples of its rule this find is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

Value = int | float | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """One account of an alert and what it does in it.

    Args:
        account: its identifier.
        role: ``hub``, ``sender``, ``receiver``, ``source``, ``sink``, ``intermediary``, ``origin``, ``holder``,
            ``agent``, ``collector``, ``payer``, ``buyer``, ``trader``, ``seller``, ``donor``, ``ngo``, ``beneficiary``.
    """

    account: str
    role: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One innocent explanation that was looked at.

    Args:
        code: ``salary``, ``tontine``, ``shop``, ``remittance``, ``programme``.
        holds: whether it explains the find; a find that one explains is no alert.
        facts: what was measured for it.
        nearness: from 0 (nothing of it) to 1 (it holds).
    """

    code: str
    holds: bool
    facts: Mapping[str, Value] = field(default_factory=dict, hash=False)
    nearness: float = 0.0


@dataclass(frozen=True, slots=True)
class Alert:
    """One find of one rule.

    Args:
        pattern: code of the rule, a key of ``PATTERNS``.
        transfers: ids of the transfers that it stands on, in the order of time.
        positions: the same as positions in ``Transfers``.
        parties: accounts with their role, those that the find is about first.
        starts_at: time of the first transfer, UTC.
        ends_at: time of the last one.
        amount_xof: the sum of its transfers; money that passes through several accounts counts each time.
        measured: what the rule measured, by name; amounts in XOF, times in hours or days as the name says.
        thresholds: the settings that it was compared with, by the names of ``measured`` or of the setting.
        explanations: innocent explanations that were looked at.
        rank: between 0 and 1, of the alert alone; see ``ranking``.
    """

    pattern: str
    transfers: tuple[str, ...]
    positions: tuple[int, ...]
    parties: tuple[Party, ...]
    starts_at: dt.datetime
    ends_at: dt.datetime
    amount_xof: int
    measured: Mapping[str, Value] = field(hash=False)
    thresholds: Mapping[str, Value] = field(hash=False)
    explanations: tuple[Explanation, ...] = ()
    rank: float = 0.0

    @property
    def explained(self) -> bool:
        """Whether an innocent explanation holds."""
        return any(one.holds for one in self.explanations)

    @property
    def key(self) -> str:
        """A name that the same find has again: the rule and its transfers."""
        said = "\x1f".join((self.pattern, *self.transfers))
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def accounts(self, role: str) -> tuple[str, ...]:
        """The accounts of this role."""
        return tuple(party.account for party in self.parties if party.role == role)

    def ranked(self, rank: float) -> Alert:
        """The same alert with its rank."""
        return replace(self, rank=rank)
