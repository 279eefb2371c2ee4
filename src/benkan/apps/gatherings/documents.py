"""Documents of a gathering: each in several languages and versions, for an item of the agenda or for the whole.

Who reads one is said on it: the organisers, the delegations (where this service is behind one), or every officer. What
somebody may not read is as if it were not there. A file is known by its content, bounded, and only ever a download.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Prefetch, Sum
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.gatherings.keeping import LANGUAGES, RIGHT, check, named, names
from benkan.apps.gatherings.models import Document, Gathering, Item, Version
from benkan.apps.journal import services as journal
from benkan.core.attachments import safe_name
from benkan.core.errors import N_, Invalid, Refused
from benkan.formats.document_kind import kind_of

MOST_BYTES: Final = 10_000_000
MOST_DOCUMENTS: Final = 500
MOST_VERSIONS: Final = 50
"""Of one document in one language."""
MOST_OF_A_GATHERING: Final = 500_000_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as a reader sees it: its current version by language, without the bytes, and how many there were."""

    row: Document
    current: Mapping[str, Version]

    @property
    def missing(self) -> list[str]:
        """Languages that it is not here in."""
        return [language for language in LANGUAGES if language not in self.current]

    def best(self, language: str) -> Version | None:
        """In this language, or in the first that there is."""
        return self.current.get(language) or next(iter(self.current.values()), None)


def add(
    gathering: Gathering, titles: Mapping[str, str], readers: str, *, by: Officer, item: Item | None = None
) -> Document:
    """A document without any file yet.

    Raises:
        Refused: ``role.not-allowed``, ``item.unknown``: of another gathering.
        Invalid: ``gathering.field``.
    """
    accounts.need(by, RIGHT)
    kept = names(titles)
    check(("titles", bool(kept)), ("readers", readers in Document.Readers.values))
    if item is not None and item.gathering_id != gathering.pk:
        raise Refused("item.unknown", N_("The agenda has no such item."), N_("Open it from the agenda."))
    with transaction.atomic():
        Gathering.objects.select_for_update().get(pk=gathering.pk)
        check(("documents", gathering.documents.count() < MOST_DOCUMENTS))
        return Document.objects.create(
            gathering=gathering, item=item, titles=kept, sort=named(kept, "fr"), readers=readers,
            added_by=accounts.handle(by), added_at=timezone.now(),
        )  # fmt: skip


@transaction.atomic
def add_with(
    gathering: Gathering,
    titles: Mapping[str, str],
    readers: str,
    language: str,
    data: bytes,
    *,
    by: Officer,
    item: Item | None = None,
) -> Version:
    """A document with its first version; neither, when one of them cannot be. Raises as ``add`` and ``put`` do."""
    return put(add(gathering, titles, readers, by=by, item=item), language, data, by=by)


def put(document: Document, language: str, data: bytes, *, by: Officer) -> Version:
    """The newest version in a language; the same bytes again are the version that is there.

    Raises:
        Refused: ``role.not-allowed``.
        Invalid: ``gathering.field``; ``document.size``, ``document.room``; what ``kind_of`` finds.
    """
    accounts.need(by, RIGHT)
    check(("language", language in LANGUAGES))
    if not 0 < len(data) <= MOST_BYTES:
        raise Invalid(
            "document.size",
            N_("A document has between 1 byte and %(most)d MB."),
            N_("Make its pictures smaller, or bring it in parts."),
            place="file",
            most=MOST_BYTES // 1_000_000,
        )
    kind, digest = kind_of(data), hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        gathering = Gathering.objects.select_for_update().get(pk=document.gathering_id)
        there = document.versions.filter(language=language).defer("data")
        current = there.order_by("-number").first()
        if current is not None and current.sha256 == digest:
            return current
        used = Version.objects.filter(document__gathering=gathering).aggregate(bytes=Sum("size_bytes"))["bytes"] or 0
        number = (there.aggregate(last=Max("number"))["last"] or 0) + 1
        if used + len(data) > MOST_OF_A_GATHERING or number > MOST_VERSIONS:
            raise Invalid(
                "document.room",
                N_("This gathering has no room for another document: %(most)d MB, and 50 versions in a language."),
                N_("Remove a document that is no longer needed."),
                place="file",
                most=MOST_OF_A_GATHERING // 1_000_000,
            )
        made = Version.objects.create(
            document=document, language=language, number=number, ending=kind.ending, media_type=kind.media_type,
            size_bytes=len(data), sha256=digest, data=data, added_by=accounts.handle(by), added_at=timezone.now(),
        )  # fmt: skip
        journal.write(
            "gathering-document-added", officer=made.added_by, reference=str(gathering.pk), language=language,
            version=number, sha256=digest,
        )  # fmt: skip
    return made


def show_to(document: Document, readers: str, *, by: Officer) -> None:
    """Says who reads the document from now on."""
    accounts.need(by, RIGHT)
    check(("readers", readers in Document.Readers.values))
    with transaction.atomic():
        document.readers = readers
        document.save(update_fields=["readers"])
        journal.write(
            "gathering-document-shown", officer=accounts.handle(by), reference=str(document.gathering_id),
            readers=readers,
        )  # fmt: skip


def remove(document: Document, *, by: Officer) -> None:
    """Takes the document away with all its versions."""
    accounts.need(by, RIGHT)
    with transaction.atomic():
        journal.write(
            "gathering-document-removed", officer=accounts.handle(by), reference=str(document.gathering_id),
            count=document.versions.count(),
        )  # fmt: skip
        document.delete()


def readable(gathering: Gathering, who: Officer) -> list[Listed]:
    """What this officer may read, the agenda's items in their order and what belongs to none first: two queries."""
    rows = (
        gathering.documents.filter(readers__in=_circles(gathering, who))
        .select_related("item")
        .prefetch_related(Prefetch("versions", Version.objects.defer("data").order_by("language", "number")))
    )
    return sorted((Listed(row, _current(row.versions.all())) for row in rows), key=_place)


def get(gathering: Gathering, document: uuid.UUID | str, who: Officer) -> Document:
    """The document, when this officer may read it; ``Refused`` with ``document.unknown`` otherwise."""
    try:
        found = gathering.documents.filter(pk=uuid.UUID(str(document)), readers__in=_circles(gathering, who)).first()
    except ValueError:
        found = None
    if found is None:
        raise _unknown()
    return found


def version(document: Document, language: str, number: int | None = None) -> Version:
    """The newest version in a language, or one of before, with its bytes; ``Refused`` with ``document.unknown``."""
    there = document.versions.filter(language=language).order_by("-number")
    found = (there.filter(number=number) if number is not None else there).first()
    if found is None:
        raise _unknown()
    return found


def file_name(titles: Mapping[str, str], one: Version) -> str:
    """What a version is called on the reader's disk: its title, language and number."""
    return safe_name(f"{named(titles, one.language)[:80]} ({one.language}, v{one.number}).{one.ending}")


def _circles(gathering: Gathering, who: Officer) -> list[str]:
    readers = Document.Readers
    if accounts.may(who, RIGHT):
        return list(readers.values)
    sits = gathering.delegations.filter(agency=settings.BENKAN_NODE.agency).exists()
    return [readers.ALL, *([readers.DELEGATIONS] if sits else [])]


def _place(one: Listed) -> tuple[float, str]:
    return one.row.item.starts.timestamp() if one.row.item else 0.0, one.row.sort


def _current(versions: Iterable[Version]) -> dict[str, Version]:
    newest = {one.language: one for one in versions}  # in the order of their numbers: the last one stays
    return {language: newest[language] for language in LANGUAGES if language in newest}


def _unknown() -> Refused:
    return Refused(
        "document.unknown",
        N_("There is no such document, or it is not for you."),
        N_("Open it from the list of the gathering; its organisers say who reads it."),
    )
