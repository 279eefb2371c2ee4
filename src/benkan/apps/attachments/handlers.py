"""What this node does when a partner asks for a file of ours, or says that it has one.

The gate has been asked whether this partner may fetch files at all under the letter's convention; here it is asked
again with what the file's letter was about, which the question does not say. A file is given to the one partner whose
letter announced it, under that convention, as long as the letter stands. For everyone else there is no such file.
"""

from __future__ import annotations

from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.attachments import files
from benkan.apps.attachments.holders import unknown
from benkan.apps.attachments.models import Attachment, Direction, State
from benkan.apps.attachments.sources import judged
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.core.attachments import MAX_ANSWER_BYTES
from benkan.core.conventions import ActKind
from benkan.core.errors import N_, Invalid, Unreachable
from benkan.wire import AttachmentChunk, AttachmentDigests, AttachmentReceived, Message


@exchange.handles("attachment.digests.ask", asynchronous=False)
def give_digests(message: exchange.Message) -> Message:
    """The digests of the chunks of one file."""
    row = _offered(message)
    digests = files.digests_of(row.pk)
    if digests is None:
        raise _damaged()
    return AttachmentDigests(attachment=str(row.pk), digests=digests)


@exchange.handles("attachment.chunk.ask", asynchronous=False)
def give_chunks(message: exchange.Message) -> Message:
    """Chunks in a row of one file."""
    asked = message.payload
    row = _offered(message)
    if asked.number >= row.cut.count or asked.count * row.chunk_bytes > MAX_ANSWER_BYTES:
        raise Invalid(
            "attachment.number",
            N_("The file has no such pieces."),
            N_("Ask for pieces that the file has, and for fewer at once."),
            place="number",
        )
    return AttachmentChunk(attachment=str(row.pk), number=asked.number, data=read(row, asked.number, asked.count))


@exchange.handles("attachment.received")
def on_received(message: exchange.Message) -> None:
    """The partner has the file whole; the first word counts."""
    told: AttachmentReceived = message.payload
    row = (
        Attachment.objects.select_for_update()
        .filter(pk=told.attachment, direction=Direction.OUT, partner=message.sender, sha256=told.sha256)
        .exclude(state=State.KEPT)
        .first()
    )
    if row is None or row.convention != message.header.convention:
        raise unknown()
    if row.delivered_at is not None:
        return
    row.delivered_at = message.received_at
    row.save(update_fields=["delivered_at"])
    journal.write(
        "attachment-delivered",
        partner=message.sender,
        convention=message.header.convention,
        reference=row.thread,
        attachment=told.attachment,
        holder=row.holder,
        data_bytes=row.data_bytes,
        envelope=message.header.id,
        sha256=told.sha256,
    )


def read(row: Attachment, number: int, count: int) -> bytes:
    """These chunks of our file, joined; fewer when it ends before.

    Raises:
        Unreachable: ``attachment.damaged``: our disk has lost something; the partner asks again.
    """
    try:
        with files.whole(row.pk, row.salt, row.chunk_bytes) as sealed:
            last = min(number + count, row.cut.count)
            return b"".join(sealed.read(place, row.cut) for place in range(number, last))
    except Invalid as error:
        raise _damaged() from error


def _offered(message: exchange.Message) -> Attachment:
    """Our file that this partner may fetch now.

    Raises:
        Refused: ``attachment.unknown``, the same for one that is not there, not its own, withdrawn or expired; or what
            the convention says.
    """
    row = Attachment.objects.filter(
        pk=message.payload.attachment,
        direction=Direction.OUT,
        state=State.OFFERED,
        partner=message.sender,
        convention=message.header.convention,
    ).first()
    if row is None or (row.until is not None and row.until < timezone.localdate()):
        raise unknown()
    accords.decide(
        ActKind.ATTACHMENT,
        actor=message.sender,
        counterparty=exchange.own(),
        convention=row.convention,
        **judged(row),
    )
    return row


def _damaged() -> Unreachable:
    return Unreachable(
        "attachment.damaged",
        N_("The owner's node cannot read this file just now."),
        N_("It is asked again by itself; tell the owner if it stays so."),
    )
