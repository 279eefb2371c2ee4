"""The envelopes that lie in a courier's folder: whole ones, joined ones, and those that are not what they should be.

Nothing here is verified but that bytes arrived as they were written; who wrote them is for the gate to say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benkan.apps.courier import layout
from benkan.apps.courier.folder import Found, read
from benkan.apps.exchange import services as exchange
from benkan.core.envelope import MAX_ENVELOPE_BYTES, Header, peek
from benkan.core.errors import N_, BenkanError, Invalid

Pieces = dict[bytes, dict[int, tuple[layout.Piece, Path]]]


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope for this node, as it lies in the folder: nothing about it is verified."""

    place: str
    header: Header
    data: bytes = field(repr=False)
    path: Path | None = None

    @property
    def sha256(self) -> str:
        """Digest of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def against_lists(folder: Path, lists: list[Path], problems: list[BenkanError]) -> set[Path]:
    """The files that are not what the list of their bag says; what is missing is a problem with its name."""
    spoilt: set[Path] = set()
    for path in lists:
        try:
            told = layout.read_list(read(path, layout.MAX_LIST_BYTES))
        except Invalid as error:
            problems.append(_at(folder, path, error))
            continue
        if told is None or told[0] != exchange.own():
            continue
        for name, sha256 in told[1].items():
            wrong = _wrong(path.parent / name, sha256)
            if wrong is not None:
                problems.append(_at(folder, path.parent / name, wrong))
                spoilt.add(path.parent / name)
    return spoilt


def envelopes(folder: Path, found: list[Found], spoilt: set[Path], problems: list[BenkanError]) -> Iterator[Envelope]:
    """Every envelope in these files, those in pieces joined; each once."""
    seen: set[str] = set()
    pieces: Pieces = {}
    for one in _whole(folder, [file for file in found if file.path not in spoilt], pieces, problems):
        if one.sha256 not in seen:
            seen.add(one.sha256)
            yield one
    for one in _joined(folder, pieces, problems):
        if one.sha256 not in seen:
            seen.add(one.sha256)
            yield one


def _whole(folder: Path, found: list[Found], pieces: Pieces, problems: list[BenkanError]) -> Iterator[Envelope]:
    """The whole envelopes; pieces are put aside."""
    for file in found:
        try:
            data = read(file.path, MAX_ENVELOPE_BYTES)
            if file.magic == layout.PIECE:
                piece = layout.read_piece(data)
                pieces.setdefault(piece.sha256 + bytes([piece.count]), {})[piece.number] = (piece, file.path)
                continue
            _as_named(file.path.name, data)
            one = Envelope(str(file.path.relative_to(folder)), peek(data), data, file.path)
        except BenkanError as error:
            problems.append(_at(folder, file.path, error))
            continue
        yield one


def _joined(folder: Path, pieces: Pieces, problems: list[BenkanError]) -> Iterator[Envelope]:
    for of_one in pieces.values():
        first, path = of_one[min(of_one)]
        try:
            data = layout.joined({number: piece for number, (piece, _) in of_one.items()})
            if data is None:
                problems.append(_at(folder, path, _pieces_missing(len(of_one), first.count)))
                continue
            one = Envelope(str(path.relative_to(folder)), peek(data), data)
        except BenkanError as error:
            problems.append(_at(folder, path, error))
            continue
        yield one


def _as_named(name: str, data: bytes) -> None:
    if layout.states_digest(name) and not layout.is_whole(name, data):
        raise _altered()


def _wrong(path: Path, sha256: str) -> BenkanError | None:
    """What is wrong with a file of a list, if anything."""
    if not path.is_file() or path.is_symlink():
        return _missing()
    try:
        data = read(path, MAX_ENVELOPE_BYTES)
    except Invalid as error:
        return error
    return None if hashlib.sha256(data).hexdigest() == sha256 else _altered()


def after_their_previous(letters: list[Envelope]) -> list[Envelope]:
    """The letters as they were sent, each after the one that it follows, whatever their clocks say."""
    by_id = {one.header.id: one for one in letters}
    placed: set[str] = set()
    ordered: list[Envelope] = []
    for one in sorted(letters, key=lambda one: (one.header.sent_at, one.header.id)):
        chain: list[Envelope] = []
        following: Envelope | None = one
        while following is not None and following.header.id not in placed:
            placed.add(following.header.id)
            chain.append(following)
            following = by_id.get(following.header.previous)
        ordered += reversed(chain)
    return ordered


def _at(folder: Path, path: Path, error: BenkanError) -> BenkanError:
    error.place = str(path.relative_to(folder))
    return error


def _missing() -> Invalid:
    return Invalid(
        "courier.missing",
        N_("The courier's list names this file, and it is not there."),
        N_("Look whether it was left behind; otherwise it comes with the partner's next export."),
    )


def _altered() -> Invalid:
    return Invalid(
        "courier.altered",
        N_("This file is not what the partner put there: it was cut or altered on the way."),
        N_("Copy it again from where it came; otherwise it comes with the partner's next export."),
    )


def _pieces_missing(there: int, count: int) -> Invalid:
    return Invalid(
        "courier.pieces-missing",
        N_("Only %(there)d of the %(count)d pieces of this letter are there."),
        N_("Put all of its pieces into one folder and take it in again."),
        there=there,
        count=count,
    )
