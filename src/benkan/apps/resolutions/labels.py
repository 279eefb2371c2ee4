"""Words for codes of this slice, in the reader's language."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan.core.voting import Base, Majority, Tie, Verdict

MAJORITIES: Final[dict[str, Promise]] = {
    Majority.SIMPLE: _("Simple majority"),
    Majority.ABSOLUTE: _("Absolute majority of all delegations"),
    Majority.TWO_THIRDS: _("Two thirds of those voting"),
    Majority.TWO_THIRDS_MEMBERS: _("Two thirds of all delegations"),
    Majority.CONSENSUS: _("Consensus: nobody against"),
}
BASES: Final[dict[str, Promise]] = {
    Base.VOTING: _("Abstentions do not count"),
    Base.CASTING: _("Abstentions count as votes cast"),
}
TIES: Final[dict[str, Promise]] = {
    Tie.REJECTED: _("A tie rejects"),
    Tie.AGAIN: _("A tie leads to another round"),
    Tie.CHAIR: _("A tie is broken by the chair"),
}
VERDICTS: Final[dict[str, Promise]] = {
    Verdict.ADOPTED: _("Adopted"),
    Verdict.REJECTED: _("Rejected"),
    Verdict.AGAIN: _("Tie: another round"),
    Verdict.CHAIR: _("Tie: the chair decides"),
    Verdict.NO_QUORUM: _("No quorum"),
}
ACTS: Final[dict[str, Promise]] = {
    "proposed": _("Proposed"),
    "amended": _("Changed"),
    "adopted": _("Adopted"),
    "rejected": _("Rejected"),
    "under-way": _("Reported: under way"),
    "done": _("Reported: done"),
    "ended": _("Ended"),
    "assigned": _("Assigned to us"),
    "told": _("We were told"),
    "linked": _("Linked"),
    "unlinked": _("Link removed"),
}
FIELDS: Final[dict[str, Promise]] = {
    "fr": _("French text"),
    "en": _("English text"),
    "ar": _("Arabic text"),
    "owner": _("Responsible"),
    "owner_officer": _("Officer"),
    "deadline": _("Deadline"),
    "priority": _("Priority"),
    "on": _("Day"),
    "convention": _("Draft of a convention"),
    "course": _("Course"),
    "mean": _("Goal of means"),
    "case": _("Case"),
}
LANGUAGES: Final[dict[str, Promise]] = {"fr": _("French"), "en": _("English"), "ar": _("Arabic")}
