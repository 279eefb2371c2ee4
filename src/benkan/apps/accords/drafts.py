"""Conventions in work at home: begun from a template, a file or the version in force; changed as text or by the form.

A draft is a row whose text is the truth. Signatures never stand in it: they belong to one exact text and are kept as
stances (``signing``). Nothing here is seen by a partner before it is proposed (``proposing``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan.apps.accords.models import Convention as Row
from benkan.apps.accords.models import Draft
from benkan.apps.accounts import services as accounts
from benkan.core import conventions
from benkan.core.conventions.canonical import MAX_TEXT_BYTES
from benkan.core.conventions.editing import Place, Value
from benkan.core.errors import N_, BenkanError, Invalid, Refused


def listed() -> list[Draft]:
    """Every draft that is neither in force nor put aside, by identifier and version."""
    done = set(Row.objects.values_list("identifier", "version"))
    found = Draft.objects.filter(put_aside_at=None).prefetch_related("revisions")
    return [row for row in found if (row.identifier, row.version) not in done]


def get(identifier: str, version: int) -> Draft:
    """The draft of this version.

    Raises:
        Refused: ``convention.draft-unknown``.
    """
    row = Draft.objects.filter(identifier=identifier, version=version).first()
    if row is None:
        raise Refused(
            "convention.draft-unknown",
            N_("This node has no draft of version %(version)d of the convention “%(convention)s”."),
            N_("See the list of conventions in work."),
            convention=identifier[:64],
            version=version,
        )
    return row


def start(
    identifier: str,
    parties: Sequence[str],
    template: str,
    officer: accounts.Officer | None,
    *,
    starts_on: dt.date,
    years: int = 2,
) -> Draft:
    """A draft from a template, its parties filled in from the directory of cards; this node is always one of them.

    Args:
        parties: agency ids of the directory; this node's own may be left out.
        officer: who begins it; None at the command line.

    Raises:
        Refused: no right, a party without a card, or the draft exists.
        Invalid: what the template or the text cannot take.
    """
    from benkan.apps.agencies import services as agencies

    _may(officer)
    own = str(settings.BENKAN_NODE.agency)
    named = list(dict.fromkeys([own, *parties]))
    rows = {row.id: row for row in agencies.everyone()}
    for party in named:
        if party not in rows:
            agencies.get(party)
    drafted = [
        conventions.PartyDraft(
            row.id, {"fr": row.name_fr, "en": row.name_en, "ar": row.name_ar}, row.country, agencies.key_of(row)
        )
        for row in (rows[party] for party in named)
    ]
    ends_on = _years_later(starts_on, years)
    version = _next_version(identifier)
    text = conventions.draft(identifier, drafted, template, starts_on=starts_on, ends_on=ends_on, version=version)
    return _keep(text, officer, template)


def amend(identifier: str, officer: accounts.Officer | None) -> Draft:
    """A draft of the next version, in the words of the newest one.

    Raises:
        Refused: no right, no such convention here, or that draft exists.
    """
    from benkan.apps.accords.suspending import unknown

    _may(officer)
    newest = Row.objects.filter(identifier=identifier).order_by("-version").first()
    if newest is None:
        raise unknown(identifier)
    text = conventions.unsigned(newest.text)
    return _keep(conventions.edit(text, {("version",): newest.version + 1}), officer, "")


def take(text: str, officer: accounts.Officer | None) -> Draft:
    """A draft from a text that came as a file, with the signatures that stand in it; known texts gain signatures.

    Raises:
        Refused: no right, this node is not a party, other keys than the directory's, or another draft of this version.
        Invalid, Unverified: the text cannot be read, or a signature in it does not hold.
    """
    from benkan.apps.accords import signing

    _may(officer)
    convention = conventions.parse(text)
    conventions.verify(convention)
    bare = plain(conventions.unsigned(text))
    with transaction.atomic():
        row = Draft.objects.filter(identifier=convention.identifier, version=convention.version).first()
        if row is None:
            row = _keep(bare, officer, "")
        elif not known_text(row, convention.sha256):
            raise Refused(
                "convention.draft-other",
                N_("This node has version %(version)d of the convention “%(convention)s” in work, in other words."),
                N_("Put the draft here aside, or paste the text into it."),
                convention=convention.identifier,
                version=convention.version,
            )
        signing.take_signatures(row, convention)
    return row


def known_text(row: Draft, sha256: str) -> bool:
    """Whether this agreement is the working text or one that was on the table."""
    return row.revisions.filter(sha256=sha256).exists() or digest(row) == sha256


def save_text(row: Draft, text: str, seen: str, officer: accounts.Officer) -> Draft:
    """The draft with this text, whether it can be read or not yet: nothing that was typed is lost.

    Args:
        seen: ``stamp`` of the text that the officer had before.

    Raises:
        Refused: no right; ``convention.draft-moved``: somebody else saved meanwhile.
        Invalid: the text is too large, or names another convention or version.
    """
    _may(officer)
    text = plain(text)
    if len(text.encode()) > MAX_TEXT_BYTES:
        conventions.parse(text)  # raises with the limit
    named = _named(text)
    if named is not None and named != (row.identifier, row.version):
        raise Invalid(
            "convention.draft-name",
            N_("This is the draft of version %(version)d of “%(convention)s”; the text names another."),
            N_("Keep identifier and version; begin another draft for another convention."),
            place="identifier",
            convention=row.identifier,
            version=row.version,
        )
    return _save(row, text, seen, officer)


def save_terms(row: Draft, changes: Mapping[Place, Value | None], seen: str, officer: accounts.Officer) -> Draft:
    """The draft with these values in its text and nothing else changed; the result can be read.

    Raises:
        Refused: as ``save_text``.
        Invalid: with the place of the first value that cannot stand.
    """
    _may(officer)
    text = conventions.edit(row.text, changes)
    conventions.parse(text)
    return _save(row, text, seen, officer)


def put_aside(row: Draft, officer: accounts.Officer) -> Draft:
    """The draft, no longer in work; it stays readable, and a new proposal of a partner brings it back."""
    from benkan.apps.journal import services as journal

    _may(officer)
    with transaction.atomic():
        row.put_aside_at, row.put_aside_by = timezone.now(), accounts.handle(officer)
        row.save(update_fields=["put_aside_at", "put_aside_by"])
        journal.write(
            "convention-put-aside",
            officer=accounts.handle(officer),
            convention=row.identifier,
            version=row.version,
        )
    return row


def read(row: Draft) -> tuple[conventions.Convention | None, BenkanError | None]:
    """The draft's text as a convention, or why it cannot be read yet."""
    try:
        return understood(row.text), None
    except BenkanError as error:
        return None, error


@lru_cache(maxsize=64)
def understood(text: str) -> conventions.Convention:
    """The convention in the text; kept, because every page of a draft reads the same text again.

    Raises:
        Invalid: it cannot be read.
    """
    return conventions.parse(text)


def digest(row: Draft) -> str:
    """The name of the agreement in the working text; empty while it cannot be read."""
    convention, _error = read(row)
    return convention.sha256 if convention else ""


def stamp(row: Draft) -> str:
    """The name of these exact bytes, by which a save notices that somebody else saved before."""
    return hashlib.sha256(row.text.encode()).hexdigest()


def plain(text: str) -> str:
    """The text with line feeds only and spaces for tabs: what a letter may carry."""
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).rstrip("\n") + "\n"


def _keep(text: str, officer: accounts.Officer | None, template: str) -> Draft:
    from benkan.apps.journal import services as journal

    convention = conventions.parse(text)
    now = timezone.now()
    who = accounts.handle(officer) if officer else ""
    try:
        with transaction.atomic():
            row = Draft.objects.create(
                identifier=convention.identifier,
                version=convention.version,
                text=text,
                proposer=str(settings.BENKAN_NODE.agency),
                created_at=now,
                created_by=who,
                saved_at=now,
                saved_by=who,
            )
            journal.write(
                "convention-drafted",
                officer=who,
                convention=row.identifier,
                version=row.version,
                **({"template": template} if template else {}),
            )
    except IntegrityError as error:
        raise Refused(
            "convention.draft-exists",
            N_("Version %(version)d of the convention “%(convention)s” is in work here already."),
            N_("Go on with that draft, or choose another identifier."),
            convention=convention.identifier,
            version=convention.version,
        ) from error
    return row


def _save(row: Draft, text: str, seen: str, officer: accounts.Officer) -> Draft:
    with transaction.atomic():
        held = Draft.objects.select_for_update().get(pk=row.pk)
        if stamp(held) != seen:
            raise Refused(
                "convention.draft-moved",
                N_("%(officer)s has saved this draft since you opened it."),
                N_("Open it again and make your change there; what you typed is still on this page."),
                officer=held.saved_by or held.proposer,
            )
        held.text, held.saved_at, held.saved_by = text, timezone.now(), accounts.handle(officer)
        held.put_aside_at = None
        held.save(update_fields=["text", "saved_at", "saved_by", "put_aside_at"])
    return held


def _named(text: str) -> tuple[object, object] | None:
    try:
        found = conventions.values(text)
    except Invalid:
        return None
    return found.get(("identifier",)), found.get(("version",))


def _next_version(identifier: str) -> int:
    newest = Row.objects.filter(identifier=identifier).order_by("-version").first()
    return newest.version + 1 if newest else 1


def _years_later(day: dt.date, years: int) -> dt.date:
    """The last day of so many whole years: the day before the anniversary."""
    if day.year + years > dt.MAXYEAR:
        raise Invalid(
            "convention.day",
            N_("The convention would end outside the calendar."),
            N_("Choose an earlier first day."),
            place="starts_on",
        )
    try:
        anniversary = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        anniversary = day.replace(year=day.year + years, month=3, day=1)
    return anniversary - dt.timedelta(days=1)


def _may(officer: accounts.Officer | None) -> None:
    if officer is not None:
        accounts.need(officer, "draft")
