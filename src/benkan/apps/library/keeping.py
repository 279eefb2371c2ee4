"""Materials and their editions: added, a new version added, withdrawn; what may be read here and what may leave.

An edition never changes: a mistake is a new version. What is withdrawn loses its bytes and is in no package any more.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.library import files
from benkan.apps.library.models import LICENCES, Edition, Material
from benkan.apps.training import services as training
from benkan.core.errors import N_, Invalid, Refused
from benkan.formats.learning_package import kind_of

RIGHT: Final = "train"
LANGUAGES: Final = ("fr", "en", "ar")
MOST_TITLE: Final = 200
MOST_VERSIONS: Final = 1_000


def add(
    course: str,
    titles: Mapping[str, str],
    licence: str,
    language: str,
    name: str,
    pieces: Iterable[bytes],
    *,
    by: Officer,
) -> Edition:
    """A new material of a course, with its first edition; as ``add_edition``.

    Raises:
        Refused: also ``course.unknown``.
        Invalid: also ``material.field`` for a title or a licence.
    """
    accounts.need(by, RIGHT)
    of = training.course(course)
    kept = {one: " ".join(text.split()) for one, text in titles.items() if text.strip()}
    sound = all(len(text) <= MOST_TITLE and text.isprintable() for text in kept.values())
    if not kept or not kept.keys() <= set(LANGUAGES) or not sound:
        raise _wrong("titles")
    if licence not in dict(LICENCES):
        raise _wrong("licence")
    stored = _stored(language, name, pieces)
    with transaction.atomic():
        made = Material.objects.create(
            course=of.code, titles=kept, licence=licence, added_by=accounts.handle(by), added_at=timezone.now()
        )
        return _next_edition(made, language, stored, accounts.handle(by))


def add_edition(material: Material, language: str, name: str, pieces: Iterable[bytes], *, by: Officer) -> Edition:
    """The next version in a language.

    Args:
        name: of the file; its ending says the kind.
        pieces: the bytes, in pieces.

    Raises:
        Refused: ``role.not-allowed``; ``material.foreign``: a partner's; ``material.same``: the newest version is this
            file already; ``library.no-room``.
        Invalid: ``material.field``, ``material.kind``, ``material.too-large``.
    """
    accounts.need(by, RIGHT)
    if material.origin:
        raise Refused(
            "material.foreign",
            N_("This material is a partner's: only the partner makes new versions."),
            N_("Take in a newer package of the partner."),
        )
    stored = _stored(language, name, pieces)
    with transaction.atomic():
        return _next_edition(
            Material.objects.select_for_update().get(pk=material.pk), language, stored, accounts.handle(by)
        )


def _stored(language: str, name: str, pieces: Iterable[bytes]) -> tuple[str, int, str]:
    """The bytes on the disk, before anything is written down: a large file must not hold the database."""
    if language not in LANGUAGES:
        raise _wrong("language")
    files.need_room(0)
    return files.store(pieces, lambda begins: kind_of(name, begins))


def _next_edition(material: Material, language: str, stored: tuple[str, int, str], officer: str) -> Edition:
    sha256, size, kind = stored
    newest = material.editions.filter(language=language).order_by("-version").first()
    if newest is not None and newest.sha256 == sha256 and newest.withdrawn_at is None:
        raise Refused(
            "material.same",
            N_("Version %(version)d is this file already."),
            N_("Choose the new file."),
            version=newest.version,
        )
    version = newest.version + 1 if newest is not None else 1
    if version > MOST_VERSIONS:
        raise _wrong("version")
    made = Edition.objects.create(
        material=material, language=language, version=version, kind=kind, size=size, sha256=sha256,
        added_by=officer, added_at=timezone.now(),
    )  # fmt: skip
    journal.write("material-added", officer=officer, reference=material.course, language=language, version=version)
    return made


def withdraw(edition: Edition, *, by: Officer) -> None:
    """The edition is read and packed no more, and its bytes go unless another edition has the same.

    Raises:
        Refused: ``role.not-allowed``.
    """
    accounts.need(by, RIGHT)
    with transaction.atomic():
        row = Edition.objects.select_for_update().select_related("material").get(pk=edition.pk)
        if row.withdrawn_at is not None:
            return
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        journal.write(
            "material-withdrawn",
            officer=accounts.handle(by),
            reference=row.material.course,
            language=row.language,
            version=row.version,
        )
        if not Edition.objects.filter(sha256=row.sha256, withdrawn_at=None).exists():
            transaction.on_commit(lambda: _remove(row.sha256))


def get(material: uuid.UUID) -> Material:
    """The material; ``Refused`` with ``material.unknown`` when there is none."""
    found = Material.objects.filter(pk=material).first()
    if found is None:
        raise unknown()
    return found


def edition(identity: uuid.UUID) -> Edition:
    """An edition that can be read; ``Refused`` with ``material.unknown`` when there is none, or it was withdrawn."""
    found = Edition.objects.select_related("material").filter(pk=identity, withdrawn_at=None).first()
    if found is None:
        raise unknown()
    return found


def newest(course: str = "") -> list[Edition]:
    """The newest edition that was not withdrawn of each material and language, by course."""
    rows = Edition.objects.filter(withdrawn_at=None).select_related("material")
    if course:
        rows = rows.filter(material__course=course)
    found: dict[tuple[uuid.UUID, str], Edition] = {}
    for one in rows.order_by("material__course", "material__added_at", "material_id", "language", "version"):
        found[one.material_id, one.language] = one
    return list(found.values())


def plain_name(one: Edition) -> str:
    """Letters of a title that every file system takes, with the language."""
    title = one.material.titles.get("fr") or next(iter(one.material.titles.values()))
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', plain)[:40].strip('-') or 'material'}-{one.language}"


def file_name(one: Edition) -> str:
    """A name for whoever saves it."""
    return f"{plain_name(one)}-{one.version}.{one.kind}"


def unknown() -> Refused:
    """The refusal for an id that nothing in the library has."""
    return Refused("material.unknown", N_("The library has no such material."), N_("Open it from the list."))


def _remove(sha256: str) -> None:
    if not Edition.objects.filter(sha256=sha256, withdrawn_at=None).exists():
        files.remove(sha256)


def _wrong(place: str) -> Invalid:
    return Invalid(
        "material.field",
        N_("This material cannot be taken: %(place)s."),
        N_("Give a title in a language, the language of the file, and a licence of the list."),
        place=place,
    )
