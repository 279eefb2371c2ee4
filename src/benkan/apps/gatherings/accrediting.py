"""Delegates: one by one and from a list, reviewed, granted or refused; a badge is a secret code of its own."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.gatherings.keeping import RIGHT, add_delegation, check, named, plain
from benkan.apps.gatherings.models import Delegate, Delegation, Gathering
from benkan.apps.journal import services as journal
from benkan.core import territories
from benkan.core.errors import N_, BenkanError, Invalid, Refused
from benkan.formats import named_rows

MOST_ROWS: Final = 20_000
MOST_BYTES: Final = 8_000_000
MOST_TOLD: Final = 200
COLUMNS: Final = ("name", "country", "function", "role", "language", "delegation")
PREFIX: Final = "BKG1-"


@dataclass(slots=True)
class Taken:
    """What a list brought: how many are new or known, and rows that were not taken, the first of them with reasons."""

    added: int = 0
    known: int = 0
    refused: int = 0
    reasons: list[tuple[int, BenkanError]] = field(default_factory=list)

    def refuse(self, line: int, error: BenkanError) -> None:
        """Counts a row; the first ones keep their reason."""
        self.refused += 1
        if len(self.reasons) < MOST_TOLD:
            self.reasons.append((line, error))


def add(
    delegation: Delegation,
    name: str,
    *,
    by: Officer,
    function: str = "",
    role: str = Delegate.Role.DELEGATE,
    language: str = "fr",
) -> Delegate:
    """Asks for the accreditation of somebody.

    Raises:
        Refused: ``role.not-allowed``; ``delegate.two-delegations``: the person is in another one, which is named;
            ``delegate.twice``; ``delegate.two-heads``.
        Invalid: ``gathering.field``.
    """
    accounts.need(by, RIGHT)
    name = " ".join(name.split())
    check(
        ("name", bool(name) and plain(name)),
        ("function", plain(function)),
        ("role", role in Delegate.Role.values),
        ("language", language in ("fr", "en", "ar")),
    )
    try:
        with transaction.atomic():
            known = Delegate.objects.filter(gathering=delegation.gathering_id, folded=name.casefold()).first()
            if known is not None:
                raise _there(known, delegation)
            return Delegate.objects.create(
                gathering_id=delegation.gathering_id, delegation=delegation, name=name, folded=name.casefold(),
                function=function.strip(), role=role, language=language, code=PREFIX + secrets.token_urlsafe(16),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            "delegate.two-heads",
            N_("This delegation has a head already."),
            N_("Make the other one a delegate first."),
            place="role",
        ) from error


def decide(delegate: Delegate, state: str, *, by: Officer, reason: str = "") -> Delegate:
    """Grants, refuses or withdraws a badge.

    Raises:
        Refused: ``role.not-allowed``.
        Invalid: ``delegate.decision``: no such decision, or none may be refused or withdrawn without a reason.
    """
    accounts.need(by, RIGHT)
    said, needs = reason.strip(), state in (Delegate.State.REFUSED, Delegate.State.WITHDRAWN)
    if (
        state not in Delegate.State.values
        or state == Delegate.State.ASKED
        or len(said) > 300
        or (needs and len(said) < 3)
    ):
        raise Invalid(
            "delegate.decision",
            N_("A badge is granted, or refused or withdrawn with a reason."),
            N_("Choose one, and give the reason in a few words."),
            place="reason" if needs else "state",
        )
    with transaction.atomic():
        row = Delegate.objects.select_for_update().get(pk=delegate.pk)
        row.state, row.reason, row.decided_by, row.decided_at = state, said, accounts.handle(by), timezone.now()
        if state == Delegate.State.GRANTED:  # a badge that was withdrawn stays dead when another is granted
            row.code = PREFIX + secrets.token_urlsafe(16) if delegate.state == Delegate.State.WITHDRAWN else row.code
        row.save(update_fields=["state", "reason", "decided_by", "decided_at", "code"])
        journal.write("accreditation-decided", officer=row.decided_by, reference=str(row.gathering_id), state=state)
    return row


def grant_all(gathering: Gathering, *, by: Officer) -> int:
    """Grants everybody who asked; how many."""
    accounts.need(by, RIGHT)
    with transaction.atomic():
        count = Delegate.objects.filter(gathering=gathering, state=Delegate.State.ASKED).update(
            state=Delegate.State.GRANTED, decided_by=accounts.handle(by), decided_at=timezone.now()
        )
        if count:
            journal.write(
                "accreditations-granted", officer=accounts.handle(by), reference=str(gathering.pk), count=count
            )
    return count


def read_list(gathering: Gathering, data: bytes, *, by: Officer) -> Taken:
    """Delegates from CSV or XLSX: ``name,country`` and, when given, ``function,role,language,delegation``.

    A delegation that is missing is made; a country that the gazetteer does not have is named by ``delegation``.

    A row that cannot be taken is counted, the first two hundred with their reason; the others are taken. The same list
    again adds nobody.

    Raises:
        Invalid: ``delegates.list``: no list with these columns, or too long; a workbook that cannot be read.
    """
    accounts.need(by, RIGHT)
    done = Taken()
    delegations = {one.country: one for one in gathering.delegations.exclude(country="")}
    with transaction.atomic():
        for line, row in _rows(data):
            try:
                with transaction.atomic():
                    country = row["country"].upper()
                    if country not in delegations:
                        check(("country", bool(country)))
                        titles = {"fr": row["delegation"]} if territories.country(country) is None else {}
                        delegations[country] = add_delegation(gathering, by=by, country=country, titles=titles)
                    add(
                        delegations[country], row["name"], by=by, function=row["function"],
                        role=row["role"] or Delegate.Role.DELEGATE, language=row["language"] or "fr",
                    )  # fmt: skip
            except BenkanError as error:
                if error.code == "delegate.twice":
                    done.known += 1
                else:
                    done.refuse(line, error)
            else:
                done.added += 1
        journal.write(
            "delegates-imported", officer=accounts.handle(by), reference=str(gathering.pk), added=done.added,
            skipped=done.refused,
        )  # fmt: skip
    return done


def as_rows(delegates: Iterable[Delegate], language: str) -> Iterator[tuple[str, ...]]:
    """Delegates in the columns of a list that can be taken in again, below ``COLUMNS`` and their state."""
    for one in delegates:
        of = one.delegation
        yield (one.name, of.country, one.function, one.role, one.language, named(of.names, language), one.state)


def by_code(code: str) -> Delegate:
    """Whom a badge belongs to.

    Raises:
        Refused: ``badge.unknown``: forged, or of another node; ``badge.withdrawn``; ``badge.not-granted``.
    """
    found = Delegate.objects.select_related("delegation", "gathering").filter(code=code.strip()[:64]).first()
    if found is None:
        raise Refused(
            "badge.unknown",
            N_("This badge was not issued for a gathering of this node: it is forged, or of another place."),
            N_("Keep the badge and call the accreditation desk."),
        )
    return need_granted(found)


def need_granted(found: Delegate) -> Delegate:
    """The delegate whose badge is good now; ``Refused`` with ``badge.withdrawn`` or ``badge.not-granted``."""
    if found.state == Delegate.State.WITHDRAWN:
        raise Refused(
            "badge.withdrawn", N_("This badge was withdrawn."), N_("Keep the badge and call the accreditation desk.")
        )
    if found.state != Delegate.State.GRANTED:
        raise Refused(
            "badge.not-granted",
            N_("The accreditation of this badge was not granted."),
            N_("Send the person to the accreditation desk."),
        )
    return found


def get(gathering: Gathering, delegate: uuid.UUID | str) -> Delegate:
    """The delegate; ``Refused`` with ``delegate.unknown`` when the gathering has none of this id."""
    try:
        found = gathering.delegates.filter(pk=uuid.UUID(str(delegate))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused("delegate.unknown", N_("The gathering has no such delegate."), N_("Open it from the list."))
    return found


def _there(known: Delegate, delegation: Delegation) -> Refused:
    if known.delegation_id == delegation.pk:
        return Refused(
            "delegate.twice", N_("This person is in the delegation already."), N_("See the list."), place="name"
        )
    return Refused(
        "delegate.two-delegations",
        N_("This person is in the delegation “%(other)s” already, and nobody is in two."),
        N_("Take the person out there first; if these are two persons, tell them apart by their names."),
        place="name",
        other=known.delegation.sort,
    )


def _rows(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        yield from named_rows.rows(data, COLUMNS, ("name", "country"), most_bytes=MOST_BYTES, most_rows=MOST_ROWS)
    except ValueError as error:
        raise Invalid(
            "delegates.list",
            N_("This is no list of delegates."),
            N_("Give CSV in UTF-8, or XLSX, with a first line of names: name, country; at most %(most)d rows."),
            place="file",
            most=MOST_ROWS,
        ) from error
