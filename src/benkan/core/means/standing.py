"""How far a means is, and what may be done with it then.

registered -> certified (by another officer) -> committed for a time -> withdrawn; suspended and resumed on the way.
Which of them a means is follows from facts that are kept (a certificate, commitments, a suspension), so that no state
can disagree with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from benkan.core.errors import N_, Refused
from benkan.core.means.spans import Span

STATES: Final = ("registered", "certified", "committed", "suspended", "withdrawn")
MOVES: Final = {
    "change": ("registered", "certified", "committed", "suspended"),
    "describe": ("registered", "certified"),
    "certify": ("registered", "certified", "committed"),
    "commit": ("certified", "committed"),
    "release": ("committed", "suspended"),
    "reserve": ("committed",),
    "maintain": ("registered", "certified", "committed", "suspended"),
    "suspend": ("registered", "certified", "committed"),
    "resume": ("suspended",),
    "withdraw": ("registered", "certified", "committed", "suspended"),
}
"""What may be done in which states. ``change`` leaves the sheet as it is; ``describe`` changes it too."""
_INSTEAD: Final = {
    "registered": N_("It is registered and not yet certified: another officer certifies it first."),
    "certified": N_("It is certified and not yet committed: commit it for a time first."),
    "committed": N_("It is committed: end the commitment first."),
    "suspended": N_("It is suspended: resume it first."),
    "withdrawn": N_("It is withdrawn for good: register it anew."),
}


def state(commitments: Iterable[Span], now: dt.datetime, *, certified: bool, suspended: bool, withdrawn: bool) -> str:
    """The state that follows from the facts: the strongest one first. A commitment that is over counts no more."""
    if withdrawn:
        return "withdrawn"
    if suspended:
        return "suspended"
    if not certified:
        return "registered"
    return "committed" if any(one.ends > now for one in commitments) else "certified"


def admit(act: str, now_is: str) -> None:
    """Nothing when the act fits the state.

    Raises:
        Refused: ``means.not-committed`` for a reservation, else ``means.move``; the remedy says what comes first.
    """
    if now_is not in MOVES[act]:
        code = "means.not-committed" if act == "reserve" else "means.move"
        raise Refused(code, N_("This cannot be done with this means now."), _INSTEAD[now_is])
