"""What a reporter is told about its report: a state and a reason of a closed list, and nothing else.

FATF recommendation 34 asks for feedback; recommendation 21 forbids tipping off. So there is no free text: a reason
speaks of the report and of the work on it, never of a person, an account or an inquiry, and none says whether anybody
was known before. The words are the same for every reporter and every subject.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benkan.core.errors import N_, Invalid

RECEIVED: Final = "received"
WORKING: Final = "working"
USED: Final = "used"
NOT_USED: Final = "not-used"
STATES: Final = (RECEIVED, WORKING, USED, NOT_USED)

REASONS: Final[dict[str, tuple[str, ...]]] = {
    RECEIVED: (),
    WORKING: ("being-read", "correction-needed"),
    USED: ("analysis", "typology", "statistics"),
    NOT_USED: ("facts-missing", "unreadable", "sent-before", "not-reportable", "nothing-further"),
}
"""Reasons of each state, in the order in which pages list them. A code never changes its meaning."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reporter is told.

    Args:
        state: one of ``STATES``.
        reason: one of the reasons of this state.
    """

    state: str
    reason: str

    def checked(self) -> Answer:
        """The same, when it is of the closed list.

        Raises:
            Invalid: ``report.feedback``.
        """
        if self.reason not in REASONS.get(self.state, ()):
            raise Invalid(
                "report.feedback",
                N_("This reason does not belong to this answer."),
                N_("Choose an answer and one of its reasons from the list; there is no free text."),
                place="reason",
            )
        return self
