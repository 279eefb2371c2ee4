"""Packages for a stick: made of what may leave, verified, and taken in from a partner.

A package is not a letter: it holds no data on persons and goes to whoever has the stick. What may be in it is decided
by the licence alone: never what stays in this service, and of partners' materials only those that are free.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from benkan import disk
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.journal import services as journal
from benkan.apps.library import files
from benkan.apps.library.keeping import LANGUAGES, RIGHT, newest, plain_name
from benkan.apps.library.models import LICENCES, Edition, Material
from benkan.core.envelope import SigningKey
from benkan.core.errors import N_, Refused
from benkan.formats import learning_package as package
from benkan.formats.learning_package.index_page import Words

MOST_BYTES: Final = 700 * 1024 * 1024
"""What a package has unless less or more is asked for."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A package whose signature and files hold."""

    manifest: package.Manifest
    issuer: str


@dataclass(slots=True)
class TakenIn:
    """What a package brought: new editions, known ones, and those of a version that we know with other bytes."""

    partner: str
    new: int = 0
    known: int = 0
    refused: int = 0


def choose(
    course: str = "", languages: Sequence[str] = LANGUAGES, most_bytes: int = MOST_BYTES
) -> tuple[list[Edition], list[Edition]]:
    """What a package of these would hold, the smallest first as long as there is room, and what finds none."""
    rows = [one for one in newest(course) if one.language in languages and _may_leave(one.material)]
    taken: list[Edition] = []
    left: list[Edition] = []
    total = 0
    for one in sorted(rows, key=lambda each: (each.size, each.sha256)):
        if total + one.size <= min(most_bytes, package.manifest.MOST_PACKAGE_BYTES) and len(taken) < package.MOST_FILES:
            taken.append(one)
            total += one.size
        else:
            left.append(one)
    return taken, left[: package.MOST_FILES]


def make(
    target: IO[bytes],
    *,
    by: Officer,
    course: str = "",
    languages: Sequence[str] = LANGUAGES,
    most_bytes: int = MOST_BYTES,
) -> package.Manifest:
    """Writes a package; the same materials give the same bytes.

    Raises:
        Refused: ``role.not-allowed``; ``package.empty``: nothing may leave, or fits.
    """
    accounts.need(by, RIGHT)
    taken, left = choose(course, languages, most_bytes)
    if not taken:
        raise Refused(
            "package.empty",
            N_("No material may leave, or none fits."),
            N_("Add materials with a licence that lets them leave, choose more languages, or allow more room."),
        )
    order = sorted(taken, key=lambda one: (one.material.course, str(_identity(one.material)), one.language))
    sources = [package.Source(_file(number, one), files.path_of(one.sha256)) for number, one in enumerate(order, 1)]
    made = package.write(
        target,
        issuer=agencies.own().id,
        newest=max(one.added_at for one in taken).date().isoformat(),
        sources=sources,
        left_out=[package.LeftOut(titles=one.material.titles, language=one.language, size=one.size) for one in left],
        words={language: _words(language) for language in LANGUAGES},
        sign=SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed()).sign,
    )
    journal.write(
        "package-made", officer=accounts.handle(by), reference=course or "all", count=len(taken), bytes=made.size
    )
    return made


def made(*, by: Officer, course: str, languages: Sequence[str], most_bytes: int) -> IO[bytes]:
    """A package in a temporary file that is gone when it is closed; as ``make``."""
    target = tempfile.TemporaryFile(dir=files.folder())  # noqa: SIM115 - whoever sends it closes it
    try:
        make(target, by=by, course=course, languages=languages, most_bytes=most_bytes)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def make_file(path: Path, *, by: Officer, course: str, languages: Sequence[str], most_bytes: int) -> package.Manifest:
    """A package as a file that appears whole or not at all; as ``make``."""
    draft = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with draft.open("xb") as target:
            written = make(target, by=by, course=course, languages=languages, most_bytes=most_bytes)
        disk.appear(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return written


def verify(stream: IO[bytes]) -> Verified:
    """The package, when its signature is that of a service we know and every file is as signed.

    Raises:
        Refused: ``agency.unknown``.
        Unverified, Invalid: see ``formats.learning_package``.
    """
    with package.open_package(stream, _key_of) as opened:
        opened.verify()
        return Verified(opened.manifest, agencies.name(opened.manifest.issuer))


def take_in(stream: IO[bytes], *, by: Officer) -> TakenIn:
    """Takes a partner's materials into the library: all of them or, where one file is not as signed, none.

    What is known is left as it is, so the same package again changes nothing. A version that we know with other bytes
    is refused: a version never changes.

    Raises:
        Refused: ``role.not-allowed``, ``agency.unknown``, ``library.no-room``; ``package.own``: it is ours.
        Unverified, Invalid: see ``formats.learning_package``.
    """
    accounts.need(by, RIGHT)
    with package.open_package(stream, _key_of) as opened:
        manifest = opened.manifest
        if manifest.issuer == agencies.own().id:
            raise Refused("package.own", N_("This package is our own."), N_("Give it to a partner."))
        files.need_room(manifest.size)
        fresh: list[str] = []
        try:
            for file in manifest.files:
                fresh += _unpacked(opened, file)
            with transaction.atomic():
                done = TakenIn(manifest.issuer)
                for file in manifest.files:
                    _keep(done, file, accounts.handle(by))
                journal.write(
                    "package-taken",
                    officer=accounts.handle(by),
                    partner=manifest.issuer,
                    count=done.new,
                    known=done.known,
                    refused=done.refused,
                )
        finally:
            _drop_unused(fresh)
    return done


def _may_leave(material: Material) -> bool:
    return material.licence != "internal" and (not material.origin or material.licence != "partners")


def _identity(material: Material) -> uuid.UUID:
    return material.foreign or material.pk


def _file(number: int, one: Edition) -> package.File:
    return package.File(
        path=f"files/{number:03d}-{plain_name(one)}.{one.kind}", sha256=one.sha256, size=one.size,
        language=one.language, version=one.version, material=str(_identity(one.material)), course=one.material.course,
        titles=one.material.titles, licence=one.material.licence,
    )  # fmt: skip


def _words(language: str) -> Words:
    with translation.override(language):
        return Words(
            name=dict(settings.LANGUAGES)[language],
            title=_("Learning materials"),
            issuer=agencies.name(agencies.own().id),
            note=_("This page and its files work without a network. The service that signed them is named above."),
            file=_("Material"),
            language=_("Language"),
            version=_("Version"),
            size=_("Size"),
            licence=_("Licence"),
            left_out=_("Not on this stick, for want of room"),
            languages={"fr": _("French"), "en": _("English"), "ar": _("Arabic")},
            licences={code: str(words) for code, words in LICENCES},
        )


def _key_of(issuer: str) -> bytes:
    return agencies.key_of(agencies.get(issuer))


def _unpacked(opened: package.Opened, file: package.File) -> list[str]:
    """The digest when the bytes are new here; those that are here already are read and compared all the same."""
    if files.path_of(file.sha256).exists():
        opened.copy(file, lambda _piece: None)
        return []
    with files.draft() as draft:
        opened.copy(file, draft.add)
        return [draft.keep()]


def _keep(done: TakenIn, file: package.File, officer: str) -> None:
    material, _made = Material.objects.get_or_create(
        origin=done.partner,
        foreign=uuid.UUID(file.material),
        defaults={
            "course": file.course, "titles": dict(file.titles), "licence": file.licence, "added_by": officer,
            "added_at": timezone.now(),
        },
    )  # fmt: skip
    known = material.editions.filter(language=file.language, version=file.version).first()
    if known is not None:
        done.known += known.sha256 == file.sha256
        done.refused += known.sha256 != file.sha256
        return
    Edition.objects.create(
        material=material, language=file.language, version=file.version, kind=file.path.rpartition(".")[2],
        size=file.size, sha256=file.sha256, added_by=officer, added_at=timezone.now(),
    )  # fmt: skip
    done.new += 1


def _drop_unused(digests: list[str]) -> None:
    """Takes away what was unpacked for nothing."""
    used = set(Edition.objects.filter(sha256__in=digests, withdrawn_at=None).values_list("sha256", flat=True))
    for one in digests:
        if one not in used:
            files.remove(one)
