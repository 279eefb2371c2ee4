"""Indexes in a folder, for a stick or a disk: one sealed manifest for each partner, and the chunks for all of them.

``FOLDER/<convention>/<responder>/`` holds ``manifest-<partner>.bke``, ``<part>.digests`` for each part, and its chunks,
named by their digests. The chunks open nothing without the manifest's secret and an evaluation by their owner. What is
taken in is checked as if it had come from the partner's node; what is missing can be fetched there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benkan import disk
from benkan.apps.exchange import services as exchange
from benkan.apps.search import files, own_index, partner_index
from benkan.apps.search.models import OwnIndex, PartnerIndex
from benkan.core import blind
from benkan.core.errors import N_, BenkanError, Invalid, Refused
from benkan.wire import IndexManifest, IndexPart

MAX_ENVELOPE_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as the source of a partner's index."""

    path: Path

    def digests(self, part: IndexPart) -> bytes:
        """The list of digests that lies in the folder."""
        return _read(
            self.path / f"{part.sha256}.digests", blind.DIGEST_BYTES * blind.MAX_INDEX_BYTES // blind.CHUNK_BYTES
        )

    def chunk(self, part: IndexPart, number: int) -> bytes:
        """The chunk that lies in the folder."""
        listed = self.digests(part)
        digest = listed[number * blind.DIGEST_BYTES : (number + 1) * blind.DIGEST_BYTES].hex()
        return _read(self.path / digest, blind.CHUNK_BYTES)


def export(folder: Path, convention: str | None = None, partner: str | None = None) -> list[tuple[str, str]]:
    """Writes the present indexes; (convention, partner) of each manifest. Chunks that lie there are left alone.

    Args:
        convention: only the index of this convention.
        partner: only the indexes that this partner may read, and its manifests.

    Raises:
        Refused: ``index.none-here``: nothing was published yet.
        Invalid: ``index.folder``: the folder cannot be written.
    """
    chosen = [one for one in OwnIndex.objects.filter(current=True) if convention in (None, one.convention)]
    if not chosen:
        raise Refused(
            "index.none-here",
            N_("This node has not published an index yet."),
            N_("Build it with: benkan index build"),
        )
    written = []
    try:
        for index in chosen:
            readers = [other for other in _partners(index.convention) if partner in (None, other)]
            if not readers:
                continue
            manifest = own_index.manifest_of(index)
            target = folder / index.convention / manifest.responder
            target.mkdir(parents=True, exist_ok=True)
            for part in manifest.parts:
                _put_part(target, part, files.part(files.epoch_folder(index.convention, index.epoch), part.sha256))
            for reader in readers:
                letter = exchange.sealed(
                    reader, manifest, "index.ask", convention=index.convention, expires_at=index.expires_at
                )
                disk.write_whole(target / f"manifest-{reader}.bke", letter)
                written.append((index.convention, reader))
    except OSError as error:
        raise _unusable(folder, error) from error
    return written


def take(folder: Path) -> list[tuple[str, str, PartnerIndex | BenkanError]]:
    """Takes in every index of the folder that is for this node: (partner, convention, copy or what stopped it).

    Raises:
        Refused: ``index.not-carried``: nothing in the folder is for this node.
    """
    results: list[tuple[str, str, PartnerIndex | BenkanError]] = []
    for envelope in sorted(folder.glob(f"*/*/manifest-{exchange.own()}.bke")):
        try:
            copy = take_one(envelope)
            results.append((copy.partner, copy.convention, copy))
        except BenkanError as error:
            results.append((envelope.parent.name, envelope.parent.parent.name, error))
    if not results:
        raise _not_carried(folder)
    return results


def take_one(envelope: Path) -> PartnerIndex:
    """The index whose sealed manifest is this file; its chunks lie beside it.

    Raises:
        Refused: ``index.older``: a newer one is here, as happens with a stick that was long on its way; or
            ``index.not-carried``: a chunk is not there.
        Invalid, Unverified: the envelope, the manifest or a chunk does not hold.
    """
    letter = exchange.opened(_read(envelope, MAX_ENVELOPE_BYTES), "index.manifest")
    manifest: IndexManifest = letter.payload
    partner, convention = letter.sender, letter.header.convention
    if partner_index.is_older(partner, convention, manifest):
        raise Refused(
            "index.older",
            N_("A newer index of this partner is here already."),
            N_("Nothing to do: the newer index stays in use."),
            place=envelope.name,
        )
    return partner_index.take(partner, convention, manifest, Folder(envelope.parent))


def _put_part(target: Path, part: IndexPart, source: Path) -> None:
    data = source.read_bytes()
    pieces, listed = blind.chunks(data), blind.digests(data)
    for piece, digest in zip(pieces, listed, strict=True):
        if not _lies(target / digest, piece):
            disk.write_whole(target / digest, piece)
    disk.write_whole(target / f"{part.sha256}.digests", b"".join(bytes.fromhex(digest) for digest in listed))


def _lies(path: Path, piece: bytes) -> bool:
    """Whether the chunk lies there whole; one that was cut or altered is written again."""
    return path.is_file() and path.stat().st_size == len(piece) and path.read_bytes() == piece


def _partners(convention: str) -> list[str]:
    return [partner for partner, name in partner_index.wanted() if name == convention]


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise _not_carried(path.parent) from error


def _not_carried(folder: Path) -> Refused:
    return Refused(
        "index.not-carried",
        N_("The folder does not hold a whole index for this node."),
        N_("Export it again at the partner's; what was taken in is kept."),
        place=str(folder),
    )


def _unusable(folder: Path, error: OSError) -> Invalid:
    return Invalid(
        "index.folder",
        N_("The folder cannot be written: %(reason)s."),
        N_("Choose a folder in which you may write, on a disk with room."),
        place=str(folder),
        reason=error.strerror or type(error).__name__,
    )
