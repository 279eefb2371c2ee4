"""Comparing what lies on the disk with what the letter signed: for an officer who needs to be sure, and for a judge."""

from __future__ import annotations

import hashlib

from benkan.apps.attachments import files
from benkan.apps.attachments.models import Attachment
from benkan.core.errors import N_, Unverified


def verify(row: Attachment) -> str:
    """The SHA-256 of the file on the disk, which is the one of the letter.

    Raises:
        Invalid: ``attachment.spoilt``: something is missing or altered.
        Unverified: ``attachment.other-content``: whole, and another one.
    """
    digest = hashlib.sha256()
    with files.whole(row.pk, row.salt, row.chunk_bytes) as sealed:
        for number in range(row.cut.count):
            digest.update(sealed.read(number, row.cut))
    if digest.hexdigest() != row.sha256:
        raise Unverified(
            "attachment.other-content",
            N_("The whole file is not the one that the partner's letter signs, though every piece is."),
            N_("Nothing of it was kept. Tell the partner's administrator: the letter contradicts itself."),
        )
    return digest.hexdigest()
