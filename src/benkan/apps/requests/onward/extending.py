"""The owner lets every copy of a release be kept until a later day, within what the convention allows from today."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.requests import changing, payloads, phrases, rules
from benkan.apps.requests.deciding import unchanged
from benkan.apps.requests.models import Change, ChangeKind, Direction, Release
from benkan.apps.requests.onward import statements
from benkan.core.errors import N_, Refused


def preview(release: Release, until: dt.date, reason_code: str, reason: str, first: str) -> wire.Extension:
    """Exactly the extension that the partner would receive.

    Raises:
        Refused: ``extension.day``, with the clause. Invalid: no reason is chosen.
    """
    phrases.known(phrases.EXTENSION, reason_code, **changing.REASON)
    fits(release, until)
    stated = statements.of_change(release, release.version + 1, release.properties, retained_until=until)
    return payloads.build(
        wire.Extension,
        release=str(release.pk),
        version=release.version + 1,
        retained_until=until.isoformat(),
        reason_code=reason_code,
        reason=reason.strip(),
        officer=first,
        statement=stated.get("statement"),
    )


def fits(release: Release, until: dt.date) -> None:
    """Nothing when the day is later than the present one and the convention lets a copy be kept so long from today.

    Raises:
        Refused: ``extension.day``, with the clause.
    """
    convention = rules.convention_of(release.convention)
    last = rules.latest_retention(convention, timezone.localdate())
    if not release.retained_until < until <= last:
        raise Refused(
            "extension.day",
            N_("The new end must lie after %(first)s and not after %(last)s."),
            N_("Choose a day between the two."),
            clause=rules.clause(convention, "retention"),
            first=release.retained_until.isoformat(),
            last=last.isoformat(),
        )


def extend(
    officer: Officer,
    release_id: uuid.UUID | str,
    until: dt.date,
    reason_code: str,
    reason: str = "",
    *,
    seen_sha256: str = "",
) -> Change:
    """The extension, sent: every copy may be kept until that day. It carries no new data and needs no second person.

    Raises:
        Refused: no right, or the release cannot be changed. Invalid: see ``preview``.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        release = changing.changeable(release_id)
        shown = preview(release, until, reason_code, reason, str(officer))
        unchanged(shown, seen_sha256)
        change = Change(
            release=release,
            direction=Direction.OUT,
            kind=ChangeKind.EXTENSION,
            version=shown.version,
            retained_until=until,
            before={"retained_until": release.retained_until.isoformat()},
            statement=statements.kept(shown.statement),
            reason_code=reason_code,
            reason=shown.reason,
            officer=shown.officer,
            officer_account=officer,
            at=timezone.now(),
        )
        changing.queue(change, shown)
        release.retained_until = until
        changing.stand(release, change, shown)
        changing.write("extension-sent", change, officer, field_count=0)
    return change
