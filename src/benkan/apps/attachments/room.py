"""Whether there is room for a file: the node's quota for all files, and what must stay free on the disk.

Asked before anything is written. A file that finds no room waits; nothing else of the node does.
"""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from django.conf import settings
from django.db.models import Q, Sum

from benkan.apps.attachments.models import Attachment, Direction, State
from benkan.core.errors import N_, Refused

RESERVE_BYTES = 256 * 1024**2
"""Left free for the database, whatever the quota says: a node that cannot write can do nothing."""
MEGABYTE = 1024**2


SHARE = 2
"""One partner's files take this part of the quota at most: it must not keep those of the others out."""


def used(*, partner: str = "", but: uuid.UUID | None = None) -> int:
    """The bytes of files that are here or have begun to come, a part counted as the whole.

    Args:
        partner: only what this partner sends.
        but: the file that is not counted.
    """
    kept = Attachment.objects.exclude(state__in=[State.ERASED, State.HALTED])
    kept = kept if but is None else kept.exclude(pk=but)
    kept = kept.filter(Q(direction=Direction.OUT) | Q(begun_at__isnull=False))
    if partner:
        kept = kept.filter(direction=Direction.IN, partner=partner)
    return int(kept.aggregate(total=Sum("data_bytes"))["total"] or 0)


def check(data_bytes: int) -> None:
    """Nothing, when a file of ours of so many bytes has room.

    Raises:
        Refused: ``attachment.quota`` or ``attachment.no-room``.
    """
    _within(used() + data_bytes, _quota_bytes())
    _free(data_bytes)


def check_coming(row: Attachment, missing_bytes: int) -> None:
    """Nothing, when a partner's file of which so many bytes are missing has room; else as ``check``."""
    _within(used(but=row.pk) + row.data_bytes, _quota_bytes())
    _within(used(partner=row.partner, but=row.pk) + row.data_bytes, _quota_bytes() // SHARE)
    _free(missing_bytes)


def _quota_bytes() -> int:
    return int(settings.BENKAN_NODE.attachment_quota_mb) * MEGABYTE


def _within(wanted: int, most: int) -> None:
    if wanted > most:
        raise Refused(
            "attachment.quota",
            N_("The files of this node would take more than their share of %(quota)d MB."),
            N_("Ask the administrator: old files can be deleted, or attachment_quota_mb raised in node.toml."),
            quota=most // MEGABYTE,
        )


def _free(data_bytes: int) -> None:
    if shutil.disk_usage(Path(settings.BENKAN_NODE.home)).free < data_bytes + RESERVE_BYTES:
        raise Refused(
            "attachment.no-room",
            N_("The disk of this node has no room for this file."),
            N_("Ask the administrator to make room; it goes on by itself then."),
        )
