"""What other slices, the worker and the commands may do with requests and releases."""

from __future__ import annotations

from benkan.apps.requests.asking import hit, send
from benkan.apps.requests.changing import (
    approve_correction,
    correct,
    preview_correction,
    preview_withdrawal,
    send_correction_back,
    withdraw,
)
from benkan.apps.requests.deciding import approve, release, send_back
from benkan.apps.requests.drafting import Draft, payload_of, preview, properties_of, record_for
from benkan.apps.requests.evidence import evidence
from benkan.apps.requests.models import Change, Clarification, Delay, Feedback, Release, Request
from benkan.apps.requests.reading import (
    InboxFilter,
    by_clock,
    corrections_to_approve,
    inbox,
    of_case,
    open_,
    overdue,
    release_of,
    sent,
    sent_about,
    to_decide,
    unacknowledged,
)
from benkan.apps.requests.statistics import Statistics, statistics
from benkan.apps.requests.stopping import run_deadlines, stop_for
from benkan.apps.requests.telling import answer_back, ask_back, delay, feedback

__all__ = [
    "Change",
    "Clarification",
    "Delay",
    "Draft",
    "Feedback",
    "InboxFilter",
    "Release",
    "Request",
    "Statistics",
    "answer_back",
    "approve",
    "approve_correction",
    "ask_back",
    "by_clock",
    "correct",
    "corrections_to_approve",
    "delay",
    "evidence",
    "feedback",
    "hit",
    "inbox",
    "of_case",
    "open_",
    "overdue",
    "payload_of",
    "preview",
    "preview_correction",
    "preview_withdrawal",
    "properties_of",
    "record_for",
    "release",
    "release_of",
    "run_deadlines",
    "send",
    "send_back",
    "send_correction_back",
    "sent",
    "sent_about",
    "statistics",
    "stop_for",
    "to_decide",
    "unacknowledged",
    "withdraw",
]
