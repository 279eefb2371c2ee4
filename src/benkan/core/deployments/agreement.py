"""The text that both sign: canonical, so that two programs write the same bytes for the same terms."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is agreed. Nothing in it names a person or a case: ``loan`` is an opaque identifier.

    Args:
        costs: who bears them: ``lender``, ``borrower`` or ``shared``.
        convention: short name of the one under which it is lent; empty at home.
    """

    loan: str
    lender: str
    borrower: str
    mean: str
    kind: str
    starts: dt.date
    ends: dt.date
    estimate: Decimal
    currency: str
    costs: str
    convention: str
    conditions: str

    def text(self) -> str:
        """The canonical text: JSON with sorted names, one a line, LF, ASCII; the same terms give the same bytes."""
        told = {
            "agreement": "benkan-loan-1",
            "borrower": self.borrower,
            "conditions": self.conditions,
            "convention": self.convention,
            "costs": self.costs,
            "currency": self.currency,
            "ends": self.ends.isoformat(),
            "estimate": f"{self.estimate:.2f}",
            "kind": self.kind,
            "lender": self.lender,
            "loan": self.loan,
            "mean": self.mean,
            "starts": self.starts.isoformat(),
        }
        return json.dumps(told, ensure_ascii=True, indent=0, sort_keys=True) + "\n"

    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return sha256(self.text().encode()).hexdigest()
