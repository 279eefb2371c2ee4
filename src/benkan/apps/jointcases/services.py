"""What other slices, the worker and the commands may do with joint cases."""

from __future__ import annotations

from benkan.apps.jointcases.agreeing import Terms, prepare, propose, put_aside, sign, text_of
from benkan.apps.jointcases.circle import find, get, link, listed, of_case, others
from benkan.apps.jointcases.erasing import expire_due
from benkan.apps.jointcases.exporting import export
from benkan.apps.jointcases.models import JointCase
from benkan.apps.jointcases.reading import as_object, waiting_for
from benkan.apps.jointcases.sending import ask_for_gaps, send_again
from benkan.apps.jointcases.store import state
from benkan.apps.jointcases.writing import Conditions, choose, end, leave, put, put_record, withdraw

__all__ = [
    "Conditions",
    "JointCase",
    "Terms",
    "as_object",
    "ask_for_gaps",
    "choose",
    "end",
    "expire_due",
    "export",
    "find",
    "get",
    "leave",
    "link",
    "listed",
    "of_case",
    "others",
    "prepare",
    "propose",
    "put",
    "put_aside",
    "put_record",
    "send_again",
    "sign",
    "state",
    "tend",
    "text_of",
    "waiting_for",
    "withdraw",
]


def tend() -> int:
    """Sends again what parties lack and asks for what is missing here; the worker calls it every few seconds."""
    return send_again() + ask_for_gaps()
