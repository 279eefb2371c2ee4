"""Pictures of a seizure: what the camera wrote into them (place, owner, serial number) is taken out on entry.

A picture is decoded and written anew from its pixels alone; nothing of the file that came is kept. The file lies under
its digest in the node's home and is readable by this service only.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import warnings
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageOps, UnidentifiedImageError

from benkan import disk
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.seizures.entering import own
from benkan.apps.seizures.models import Photo, Seizure
from benkan.core.errors import N_, Invalid, Refused

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
MAX_PHOTOS: Final = 30
LONGEST_SIDE: Final = 2_560
FORMATS: Final = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE: Final = "image/jpeg"
QUALITY: Final = 88


def add(officer: Officer, seizure_id: uuid.UUID | str, data: bytes, caption: str = "") -> Photo:
    """The picture, cleaned and kept; the same picture twice is one.

    Raises:
        Refused: no right, or not ours.
        Invalid: ``photo.size``, ``photo.unreadable``, ``photo.too-many``.
    """
    accounts.need(officer, "case")
    cleaned, width, height = clean(data)
    digest = hashlib.sha256(cleaned).hexdigest()
    with transaction.atomic():
        row = own(seizure_id)
        known = row.photos.filter(sha256=digest).first()
        if known is not None:
            return known
        if row.photos.count() >= MAX_PHOTOS:
            raise Invalid(
                "photo.too-many", N_("A seizure has at most %(limit)d pictures."), place="photo", limit=MAX_PHOTOS
            )
        path(digest).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        disk.write_whole(path(digest), cleaned)
        made = Photo.objects.create(
            seizure=row,
            sha256=digest,
            media_type=MEDIA_TYPE,
            size=len(cleaned),
            width=width,
            height=height,
            caption=caption.strip()[:200],
            added_by=accounts.handle(officer),
            added_at=timezone.now(),
        )
        _write("photo-added", officer, row, digest)
    return made


def remove(officer: Officer, seizure_id: uuid.UUID | str, photo_id: int) -> None:
    """The picture, gone; its file too when no other seizure has the same."""
    accounts.need(officer, "case")
    with transaction.atomic():
        row = own(seizure_id)
        found = row.photos.filter(pk=photo_id).first()
        if found is None:
            raise unknown()
        digest = found.sha256
        found.delete()
        _write("photo-removed", officer, row, digest)
        if not Photo.objects.filter(sha256=digest).exists():
            transaction.on_commit(lambda: path(digest).unlink(missing_ok=True))


def read(photo: Photo) -> bytes:
    """The picture's bytes.

    Raises:
        Refused: ``photo.lost``: its file is gone or is not what it was.
    """
    try:
        data = path(photo.sha256).read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != photo.sha256:
        raise Refused(
            "photo.lost",
            N_("The file of this picture is missing or was altered."),
            N_("Restore the node's home from its copy."),
        )
    return data


def unknown() -> Refused:
    """The refusal for a picture that is not there."""
    return Refused("photo.unknown", N_("There is no such picture."), N_("Open the seizure again."))


def clean(data: bytes) -> tuple[bytes, int, int]:
    """The picture as JPEG without anything but its pixels, with its width and height.

    Raises:
        Invalid: ``photo.size`` or ``photo.unreadable``.
    """
    if not 0 < len(data) <= MAX_BYTES:
        raise Invalid(
            "photo.size", N_("A picture has at most %(limit)d MB."), place="photo", limit=MAX_BYTES // 1024**2
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            upright = _pixels(data)
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        raise Invalid(
            "photo.unreadable",
            N_("This file is not a picture that can be read."),
            N_("Use a JPEG, PNG or WebP picture of at most 50 million pixels."),
            place="photo",
        ) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue(), bare.width, bare.height


def _pixels(data: bytes) -> Image.Image:
    """The picture, upright and in plain colours; a large JPEG is read at a smaller size at once."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        return ImageOps.exif_transpose(opened).convert("RGB")


def path(digest: str) -> Path:
    """Where the picture lies."""
    return Path(settings.BENKAN_NODE.home) / "photos" / digest[:2] / f"{digest}.jpg"


def _write(event: str, officer: Officer, row: Seizure, digest: str) -> None:
    journal.write(
        event, officer=accounts.handle(officer), reference=row.number, seizure=str(row.pk), photo_sha256=digest
    )
