"""What services do with each other, as values: the kinds of act, one act, the agreements it is judged by.

No rule stands here (see ``rules``) and no verdict (see ``decide``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from benkan.core.conventions.model import Clause, Convention


class ActKind(StrEnum):
    """What a service wants to do with another."""

    SEARCH = "search"
    INDEX = "index"
    REQUEST = "request"
    RELEASE = "release"
    DELAY = "delay"
    CLARIFICATION = "clarification"
    FEEDBACK = "feedback"
    NOTICE = "notice"
    """Information that nobody asked for: a typed notice, or what is told on a record of one's own."""
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    EXTENSION = "extension"
    CONSENT = "consent"
    """Asking an owner whether what it gave may be passed on, and its answer."""
    ONWARD = "onward"
    """Passing on what an owner gave."""
    HOLDING = "holding"
    """A holder's word about its copy, on its way to the owner."""
    ACKNOWLEDGEMENT = "acknowledgement"
    ATTACHMENT = "attachment"
    """Fetching a file that a letter announced: the owner of the letter gives, whoever got the letter asks."""
    SEIZURE = "seizure"
    """Giving what is known of a seizure, without persons."""
    SEIZURE_WITHDRAWAL = "seizure-withdrawal"
    WITNESS = "witness"
    SUSPENSION = "suspension"
    RESUMPTION = "resumption"
    DIRECTORY = "directory"
    JOINT_CASE = "joint-case"
    """The agreement on a joint case: no personal data, but a purpose."""
    JOINT_ITEM = "joint-item"
    """Data that one party puts into a joint case, given to each other party."""
    CERTIFICATE = "certificate"
    """Asking which certificates of a service were revoked."""
    FOLLOW_UP = "follow-up"
    """What was recommended, what became of it: no personal data."""
    LOAN = "loan"
    """Asking for a means, offering it, agreeing on it, sending it: no personal data."""
    LOAN_END = "loan-end"
    """What a loan still owes: an offer or a need taken back, the return, the costs, the settlement."""
    NEGOTIATION = "negotiation"
    """The making of a convention; no convention permits it (see ``negotiating``)."""


SAFEGUARDS = frozenset(
    {
        ActKind.WITNESS,
        ActKind.SUSPENSION,
        ActKind.RESUMPTION,
        ActKind.WITHDRAWAL,
        ActKind.ACKNOWLEDGEMENT,
        ActKind.HOLDING,
        ActKind.SEIZURE_WITHDRAWAL,
        ActKind.LOAN_END,
    }
)
"""Acts that carry no new personal data: they survive suspension and expiry, or nobody could undo or prove."""

PURPOSEFUL = frozenset(
    {
        ActKind.SEARCH,
        ActKind.REQUEST,
        ActKind.RELEASE,
        ActKind.ONWARD,
        ActKind.NOTICE,
        ActKind.JOINT_CASE,
        ActKind.JOINT_ITEM,
    }
)
RECEIVING = frozenset({ActKind.SEARCH, ActKind.INDEX, ActKind.REQUEST, ActKind.ATTACHMENT})
"""Acts by which the actor asks for data: the exchange that counts runs from the counterparty to the actor."""
GIVING = frozenset(
    {ActKind.RELEASE, ActKind.CORRECTION, ActKind.ONWARD, ActKind.NOTICE, ActKind.JOINT_ITEM, ActKind.SEIZURE}
)
HANDLED = frozenset({ActKind.RELEASE, ActKind.ONWARD, ActKind.NOTICE, ActKind.JOINT_ITEM})
"""Acts that say how what they give may be used."""

SECTION_OF = {
    ActKind.SEARCH: "search",
    ActKind.INDEX: "search",
    ActKind.REQUEST: "answers",
    ActKind.RELEASE: "exchange",
    ActKind.DELAY: "answers",
    ActKind.CLARIFICATION: "answers",
    ActKind.FEEDBACK: "answers",
    ActKind.NOTICE: "exchange",
    ActKind.CORRECTION: "exchange",
    ActKind.ATTACHMENT: "exchange",
    ActKind.WITHDRAWAL: "safeguards",
    ActKind.EXTENSION: "retention",
    ActKind.CONSENT: "onward",
    ActKind.ONWARD: "onward",
    ActKind.HOLDING: "safeguards",
    ActKind.ACKNOWLEDGEMENT: "safeguards",
    ActKind.SEIZURE: "exchange",
    ActKind.SEIZURE_WITHDRAWAL: "safeguards",
    ActKind.WITNESS: "safeguards",
    ActKind.SUSPENSION: "safeguards",
    ActKind.RESUMPTION: "safeguards",
    ActKind.DIRECTORY: "parties",
    ActKind.FOLLOW_UP: "parties",
    ActKind.JOINT_CASE: "purposes",
    ActKind.JOINT_ITEM: "exchange",
    ActKind.CERTIFICATE: "training",
    ActKind.LOAN: "means",
    ActKind.LOAN_END: "safeguards",
}
"""The section whose clause permits each kind of act."""


@dataclass(frozen=True, slots=True)
class Act:
    """What the actor does towards the counterparty.

    ``actor`` is the sender of the message that starts the act (the asker of a search, the giver of a release).
    ``owner`` is whose data are passed on, when they are not the actor's: what they may give binds the actor too.
    The counts are searches already done today, in UTC, this one not included. ``certified_until`` is the last day on
    which the actor attests that the officer who searches holds a certificate; None: it attests nothing. ``means`` is
    the kind of means that a loan is about.
    """

    kind: ActKind
    actor: str
    counterparty: str
    at: dt.datetime
    purpose: str | None = None
    convention: str | None = None
    categories: frozenset[str] = field(default_factory=frozenset)
    handling: str | None = None
    owner: str | None = None
    party_searches_today: int = 0
    officer_searches_today: int = 0
    case_searches_today: int = 0
    certified_until: dt.date | None = None
    means: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A convention as it stands: whether every party signed it, and who has suspended it."""

    convention: Convention
    signed: bool
    suspended_by: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Permit:
    """The act is allowed, by this clause of this version of this convention."""

    convention: str
    version: int
    clause: Clause
