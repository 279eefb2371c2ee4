"""What the slice of a letter does with its files: list them, bind them to a decision, offer them, announce, erase.

Called inside the transaction of the act, so that a file and its letter are never of two minds. The bytes on the disk go
when the transaction has ended; should the node be killed in between, ``sweeping`` removes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from benkan.apps.attachments import files
from benkan.apps.attachments.models import Attachment, Direction, State
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Unverified
from benkan.wire import AttachmentCard


def waiting(holder: str, thread: str) -> list[Attachment]:
    """The files that wait beside a letter which is not decided yet, in the order in which they were added."""
    found = Attachment.objects.filter(
        holder=holder, thread=thread, direction=Direction.OUT, state=State.KEPT, subject=""
    )
    return list(found.order_by("created_at", "pk"))


def cards_of(holder: str, subject: str) -> list[AttachmentCard]:
    """What the letter says of its files, also of those that are erased: the letter said so once."""
    found = Attachment.objects.filter(holder=holder, subject=subject, direction=Direction.OUT)
    return [row.card for row in found.order_by("created_at", "pk")]


def bind(holder: str, thread: str, subject: str, cards: Iterable[AttachmentCard]) -> None:
    """These files belong to this decision from now on; others stay where they wait."""
    chosen = [card.attachment for card in cards]
    Attachment.objects.filter(holder=holder, thread=thread, subject="", pk__in=chosen).update(subject=subject)


def release(holder: str, subject: str) -> None:
    """The files of a decision that was not taken wait again."""
    Attachment.objects.filter(holder=holder, subject=subject, state=State.KEPT).update(subject="")


def drop(holder: str, thread: str) -> None:
    """Removes the files that wait beside a letter which will not take them along; nobody was told of them."""
    for row in waiting(holder, thread):
        identity = row.pk
        row.delete()
        transaction.on_commit(lambda identity=identity: files.remove(identity))  # type: ignore[misc]


def offer(holder: str, subject: str, *, facts: Mapping[str, Any], until: dt.date, officer: str, envelope: str) -> None:
    """The partner may fetch the files of this letter.

    Args:
        facts: what the convention judges of the letter: ``purpose``, ``handling``, ``categories``.
        until: the last day on which the partner may keep them.
        envelope: of the letter that announces them.
    """
    judged = {name: sorted(value) if name == "categories" else value for name, value in facts.items()}
    for row in Attachment.objects.select_for_update().filter(holder=holder, subject=subject, state=State.KEPT):
        row.state, row.facts, row.until = State.OFFERED, judged, until
        row.save(update_fields=["state", "facts", "until"])
        journal.write(
            "attachment-offered",
            officer=officer,
            partner=row.partner,
            convention=row.convention,
            reference=row.thread,
            attachment=str(row.pk),
            holder=row.holder,
            data_bytes=row.data_bytes,
            chunks=row.cut.count,
            sha256=row.sha256,
            envelope=envelope,
        )


def announce(
    message: exchange.Message,
    holder: str,
    thread: str,
    subject: str,
    cards: Iterable[AttachmentCard],
    *,
    facts: Mapping[str, Any],
    until: dt.date,
) -> None:
    """A partner's letter lists files: the worker fetches them from now on.

    Raises:
        Unverified: ``attachment.id-reused``: another file stands under this identity.
    """
    judged = {name: sorted(value) if name == "categories" else value for name, value in facts.items()}
    for card in cards:
        if Attachment.objects.filter(pk=card.attachment).exists():
            raise Unverified(
                "attachment.id-reused",
                N_("Another file came before under the same identity."),
                N_("Give every file an identity of its own."),
            )
        Attachment.objects.create(
            id=card.attachment,
            direction=Direction.IN,
            holder=holder,
            thread=thread,
            subject=subject,
            partner=message.sender,
            convention=message.header.convention,
            name=card.name,
            media_type=card.media_type,
            data_bytes=card.data_bytes,
            chunk_bytes=card.chunk_bytes,
            sha256=card.sha256,
            chunks_sha256=card.chunks_sha256,
            salt=files.new_salt(),
            facts=judged,
            until=until,
            state=State.FETCHING,
            created_at=message.received_at,
            next_at=message.received_at,
        )


def extend(holder: str, subject: str, until: dt.date) -> int:
    """The files of a letter that may be kept until another day now; how many."""
    return Attachment.objects.filter(holder=holder, subject=subject).exclude(state=State.ERASED).update(until=until)


def erase(holder: str, subject: str, why: str, *, officer: str = "") -> int:
    """Erases the files of a letter, whole or in part, and stops giving them; how many.

    Args:
        why: ``withdrawn``, ``expired``, ``deleted`` or ``stopped``.
    """
    found = Attachment.objects.select_for_update().filter(holder=holder, subject=subject)
    return sum(erase_one(row, why, officer=officer) for row in found.exclude(state=State.ERASED))


def erase_one(row: Attachment, why: str, *, officer: str = "") -> bool:
    """Erases one file; its row stays, to say that it was here."""
    was = row.state
    row.state, row.salt, row.ended_at, row.next_at, row.code = State.ERASED, b"", timezone.now(), None, why
    row.save(update_fields=["state", "salt", "ended_at", "next_at", "code"])
    identity = row.pk
    transaction.on_commit(lambda: files.remove(identity))
    journal.write(
        "attachment-erased",
        officer=officer,
        partner=row.partner,
        convention=row.convention,
        reference=row.thread,
        attachment=str(row.pk),
        holder=row.holder,
        data_bytes=row.data_bytes,
        code=why,
        was=was,
    )
    return True
