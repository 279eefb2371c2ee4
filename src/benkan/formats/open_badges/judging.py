"""What a presented certificate is worth, from its text, its issuer's key and a list of revoked ones: no network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from benkan.core.errors import N_, Unverified
from benkan.formats.open_badges import credential, short_form
from benkan.formats.open_badges.status_list import StatusList


class Worth(StrEnum):
    """What a presented certificate is worth."""

    VALID = "valid"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    REVOKED = "revoked"
    UNKNOWN_ISSUER = "unknown-issuer"
    """The signature fits the key that the certificate names, but nobody vouches for this key."""
    UNKNOWN_STATUS = "unknown-status"
    """Genuine and in time, but no list of its issuer is here, or only one that may no longer be relied on."""


@dataclass(frozen=True, slots=True)
class Presented:
    """What a certificate says, its signature checked; ``issuer`` is empty when no known service has its key."""

    identifier: str
    issuer: str
    holder: str
    service: str
    competence: str
    name: str
    since: dt.date
    until: dt.date | None
    place: int
    status_url: str = ""
    """Empty in the short form, which does not say in which list it stands."""


def read_any(text: str, keys: Mapping[str, bytes], language: str) -> Presented:
    """What a certificate says: its file, the text of its QR code, or the address in it.

    Args:
        keys: the signing key of every service that is known, by its id.

    Raises:
        Invalid: ``certificate.unreadable``, ``certificate.issuer-name``.
        Unverified: ``certificate.forged``; ``certificate.issuer-unknown`` for a short form, which carries no key.
    """
    said = text.strip().rpartition("/")[2]
    if said.count(".") == 1:
        agency = short_form.issuer_in(said)
        if agency not in keys:
            raise Unverified(
                "certificate.issuer-unknown",
                N_("“%(agency)s” is not in this node's directory, so its signature cannot be checked."),
                N_("Add the service's card, or verify the certificate's file, which carries the key."),
                agency=agency[:40],
            )
        short = short_form.read_short(said, keys[agency])
        return Presented(
            short.identifier, agency, short.holder, short.service, short.competence, short.name, short.since,
            short.until, short.place,
        )  # fmt: skip
    full = credential.read(said)
    agency = next((name for name, key in keys.items() if key == full.issuer.key), "")
    return Presented(
        full.identifier.removeprefix("urn:uuid:"), agency, full.holder.name, full.holder.service,
        full.achievement.competence, full.achievement.named(language), full.since.date(),
        full.until.date() if full.until else None, full.place, full.status_url,
    )  # fmt: skip


def judge(one: Presented, lists: Sequence[StatusList], at: dt.datetime) -> Worth:
    """What it is worth at this moment.

    Args:
        lists: those of its issuer that may hold it; a certificate that one of them revokes is revoked.
    """
    if not one.issuer:
        return Worth.UNKNOWN_ISSUER
    if any(each.revoked(one.place) for each in lists):
        return Worth.REVOKED
    today = at.astimezone(dt.UTC).date()
    if one.until is not None and one.until < today:
        return Worth.EXPIRED
    if one.since > today:
        return Worth.NOT_YET
    return Worth.VALID if lists and all(each.until >= at for each in lists) else Worth.UNKNOWN_STATUS
