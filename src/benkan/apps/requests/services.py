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
from benkan.apps.requests.fields import SCHEMATA, Field, categories, fields_of, label, ordered, schema_label
from benkan.apps.requests.models import Change, Clarification, Delay, Feedback, Release, Request
from benkan.apps.requests.onward.answering import approve as approve_consent
from benkan.apps.requests.onward.answering import grant as grant_consent
from benkan.apps.requests.onward.answering import refuse as refuse_consent
from benkan.apps.requests.onward.asking import ask_extension, ask_onward, receivers
from benkan.apps.requests.onward.deleting import delete as delete_copy
from benkan.apps.requests.onward.deleting import into_case
from benkan.apps.requests.onward.extending import extend
from benkan.apps.requests.onward.holders import unacknowledged
from benkan.apps.requests.onward.models import Consent, Holder
from benkan.apps.requests.onward.reading import (
    Branch,
    consent_of,
    copy_of,
    of_ended_records,
    of_record,
    passed_on,
    provenance,
    to_answer,
    tree,
)
from benkan.apps.requests.onward.reading import overdue as overdue_holders
from benkan.apps.requests.onward.statements import way_of as way
from benkan.apps.requests.onward.withdrawing import withdraw_record, withdrawal_reasons
from benkan.apps.requests.reading import (
    InboxFilter,
    by_clock,
    copies,
    copies_of_case,
    corrections_to_approve,
    inbox,
    of_case,
    open_,
    overdue,
    release_of,
    sent,
    sent_about,
    to_decide,
)
from benkan.apps.requests.statistics import Statistics, statistics
from benkan.apps.requests.stopping import run_deadlines, stop_for
from benkan.apps.requests.telling import answer_back, ask_back, delay, feedback

__all__ = [
    "SCHEMATA",
    "Branch",
    "Change",
    "Clarification",
    "Consent",
    "Delay",
    "Draft",
    "Feedback",
    "Field",
    "Holder",
    "InboxFilter",
    "Release",
    "Request",
    "Statistics",
    "answer_back",
    "approve",
    "approve_consent",
    "approve_correction",
    "ask_back",
    "ask_extension",
    "ask_onward",
    "by_clock",
    "categories",
    "consent_of",
    "copies",
    "copies_of_case",
    "copy_of",
    "correct",
    "corrections_to_approve",
    "delay",
    "delete_copy",
    "evidence",
    "extend",
    "feedback",
    "fields_of",
    "grant_consent",
    "hit",
    "inbox",
    "into_case",
    "label",
    "of_case",
    "of_ended_records",
    "of_record",
    "open_",
    "ordered",
    "overdue",
    "overdue_holders",
    "passed_on",
    "payload_of",
    "preview",
    "preview_correction",
    "preview_withdrawal",
    "properties_of",
    "provenance",
    "receivers",
    "record_for",
    "refuse_consent",
    "release",
    "release_of",
    "run_deadlines",
    "schema_label",
    "send",
    "send_back",
    "send_correction_back",
    "sent",
    "sent_about",
    "statistics",
    "stop_for",
    "to_answer",
    "to_decide",
    "tree",
    "unacknowledged",
    "way",
    "withdraw",
    "withdraw_record",
    "withdrawal_reasons",
]
