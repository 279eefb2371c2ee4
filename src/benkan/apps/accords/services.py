"""What other slices and the commands may ask about conventions: the gate, the list of partners, the lever."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.accords.ending import stop_ended
from benkan.apps.accords.models import Convention
from benkan.apps.accords.standing import (
    KEY_MISMATCH,
    KEY_REMEDY,
    Standings,
    Whom,
    agreements,
    also_with,
    conventions_with,
    decide,
    in_force,
    mismatch,
    of_index,
    one_reading,
    parsed,
    read,
    read_anew,
    takers,
    whom,
)
from benkan.apps.accords.suspending import may_suspend, on_resumption, on_suspension, resume, suspend, unknown
from benkan.apps.accounts import services as accounts
from benkan.core import conventions
from benkan.core.errors import N_, Refused

__all__ = [
    "Convention",
    "Standings",
    "Whom",
    "add",
    "agreements",
    "also_with",
    "conventions_with",
    "decide",
    "in_force",
    "may_suspend",
    "of_index",
    "on_resumption",
    "on_suspension",
    "one_reading",
    "parsed",
    "read",
    "read_anew",
    "resume",
    "stop_ended",
    "suspend",
    "takers",
    "texts",
    "unknown",
    "waiting_for",
    "whom",
]


def waiting_for(officer: accounts.Officer) -> list[dict[str, Any]]:
    """What conventions ask of this officer today; see ``waiting``."""
    from benkan.apps.accords import waiting

    return waiting.waiting_for(officer)


def add(text: str, *, officer: str = "", at: dt.datetime | None = None) -> Convention:
    """The convention, taken into the node; adding the same text again changes nothing.

    Raises:
        Invalid: the text cannot be read.
        Unverified: a signature does not hold: the text was altered after it was signed.
        Refused: ``convention.unsigned``, ``convention.half-signed``, ``convention.expired``, ``convention.not-party``,
            ``convention.key-mismatch``, ``convention.other-version`` (same number, other words).
    """
    from benkan.apps.agencies import services as agencies
    from benkan.apps.journal import services as journal

    convention = conventions.parse(text)
    standing = conventions.verify(convention)
    today = (at or timezone.now()).astimezone(dt.UTC).date()
    _all_signed(convention, standing)
    if convention.ends_on < today:
        raise _refused(
            convention,
            "dates",
            "convention.expired",
            N_("The convention “%(convention)s” ended on %(ends_on)s."),
            N_("Renew the convention."),
            ends_on=convention.ends_on.isoformat(),
        )
    if settings.BENKAN_NODE.agency not in convention.parties:
        raise _refused(
            convention,
            "parties",
            "convention.not-party",
            N_("This service is not a party to the convention “%(convention)s”."),
            N_("A node keeps only the conventions that bind it."),
        )
    other = mismatch(convention, agencies.signing_keys())
    if other:
        raise _refused(convention, "parties", "convention.key-mismatch", KEY_MISMATCH, KEY_REMEDY, agency=other)
    with transaction.atomic():
        row = Convention.objects.filter(identifier=convention.identifier, version=convention.version).first()
        if row is not None and row.digest != convention.sha256:
            raise _refused(
                convention,
                "parties",
                "convention.other-version",
                N_("This node has version %(version)d of the convention “%(convention)s” in other words."),
                N_("Give the changed text a new version, and have all parties sign it."),
            )
        if row is None:
            row = Convention.objects.create(
                identifier=convention.identifier,
                version=convention.version,
                text=text,
                digest=convention.sha256,
                starts_on=convention.starts_on,
                ends_on=convention.ends_on,
                imported_at=timezone.now(),
                imported_by=officer,
            )
            journal.write(
                "convention-added",
                officer=officer,
                convention=convention.identifier,
                version=convention.version,
                sha256=convention.sha256,
                parties=list(convention.parties),
            )
    return row


def texts(identifier: str) -> list[str]:
    """The signed texts of a convention, every version in order; empty when there is none."""
    return list(Convention.objects.filter(identifier=identifier).order_by("version").values_list("text", flat=True))


def _all_signed(convention: conventions.Convention, standing: conventions.Standing) -> None:
    if standing.complete:
        return
    if standing.signed:
        raise _refused(
            convention,
            "parties",
            "convention.half-signed",
            N_("The convention “%(convention)s” is signed by %(signed)s, but not by %(missing)s."),
            N_("Obtain the missing signatures."),
            signed=", ".join(standing.signed),
            missing=", ".join(standing.missing),
        )
    raise _refused(
        convention,
        "parties",
        "convention.unsigned",
        N_("The convention “%(convention)s” is not signed by all of its parties."),
        N_("Obtain the missing signatures."),
    )


def _refused(
    convention: conventions.Convention, section: str, code: str, text: str, remedy: str, **facts: object
) -> Refused:
    clause = convention.clauses[section]
    refused = Refused(code, text, remedy, clause=f"{convention.identifier} · {clause.article}")
    refused.facts = {
        "convention": convention.identifier,
        "version": convention.version,
        "section": section,
        **{f"clause_{language}": words for language, words in clause.text.items()},
        **facts,
    }
    return refused
