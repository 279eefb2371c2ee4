"""Files small enough for mail: an envelope in numbered pieces, joined in any order and under any name."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.apps.courier.test_letters import handled, refused  # noqa: F401 - a fixture
from tests.apps.exchange.test_receiving import request

from benkan.apps.courier import layout, services
from benkan.core.envelope import MAX_ENVELOPE_BYTES
from benkan.core.errors import Invalid

pytestmark = pytest.mark.django_db


def pieces(data: bytes, largest: int) -> list[bytes]:
    return list(layout.files_of(data, largest).values())


@given(st.binary(min_size=200, max_size=900), st.integers(150, 500), st.randoms())
def test_pieces_in_any_order_are_the_envelope_again_and_none_is_larger(body: bytes, largest: int, draw) -> None:
    data = b"BKE2" + body
    files = layout.files_of(data, largest)
    assert all(len(file) <= largest for file in files.values())
    if len(data) <= largest:
        assert list(files.values()) == [data]
        return
    parts = [layout.read_piece(file) for file in draw.sample(list(files.values()), len(files))]
    if len(parts) <= layout.MAX_PIECES:
        assert layout.joined({part.number: part for part in parts}) == data


@given(st.binary(min_size=400, max_size=400), st.data())
def test_a_spoilt_piece_is_refused_and_nothing_else_is_raised(body: bytes, data) -> None:
    (first, *_) = pieces(b"BKE2" + body, 300)
    at = data.draw(st.integers(0, len(first) - 1))
    spoilt = first[:at] + bytes([first[at] ^ data.draw(st.integers(1, 255))]) + first[at + 1 :]
    with pytest.raises(Invalid) as cut:
        layout.read_piece(first[:at])
    assert cut.value.code == "courier.piece"
    try:
        piece = layout.read_piece(spoilt)
    except Invalid:
        return
    # The head is not under the digest of the part: another whole, another number. It joins with nothing.
    whole = {number: layout.read_piece(file) for number, file in enumerate(pieces(b"BKE2" + body, 300))}
    assert piece.data == whole[0].data
    assert piece != whole[0]


def test_the_largest_envelope_fits_into_the_pieces_of_the_smallest_file() -> None:
    data = b"BKE2" + bytes(MAX_ENVELOPE_BYTES - 4)
    files = pieces(data, layout.SMALLEST_FILE)
    assert len(files) <= layout.MAX_PIECES
    assert layout.joined({number: layout.read_piece(file) for number, file in enumerate(files)}) == data


def test_pieces_that_mail_renamed_and_mixed_are_taken_in(partner, convention, stick, handled):  # noqa: F811
    letters = [partner.letter(request(), convention=convention) for _ in range(2)]
    saved = [piece for letter in letters for piece in pieces(letter, 500)]
    random.Random(7).shuffle(saved)
    for number, data in enumerate([*saved, *saved[:2]]):
        (stick.path / f"attachment ({number}).dat").write_bytes(data)
    assert stick.take().brought[partner.agency].letters == 2
    assert len(handled) == 2


def test_a_missing_piece_is_said_and_the_others_wait_in_the_folder(partner, convention, stick, handled):  # noqa: F811
    parts = pieces(partner.letter(request(), convention=convention), 500)
    for number, data in enumerate(parts[1:]):
        (stick.path / f"{number}").write_bytes(data)
    (problem,) = stick.take().problems
    assert (problem.code, problem.facts) == (
        "courier.pieces-missing",
        {"there": len(parts) - 1, "count": len(parts)},
    )
    (stick.path / "last").write_bytes(parts[0])
    assert stick.take().brought[partner.agency].letters == 1
    assert len(handled) == 1


def test_a_piece_that_was_cut_does_not_spoil_a_whole_copy_of_it(partner, convention, stick, handled):  # noqa: F811
    parts = pieces(partner.letter(request(), convention=convention), 500)
    for number, data in enumerate(parts):
        (stick.path / f"{number}").write_bytes(data)
    (stick.path / "0 (cut)").write_bytes(parts[0][:200])
    outcome = stick.take()
    assert [error.code for error in outcome.problems] == ["courier.piece"]
    assert len(handled) == 1


def test_a_piece_with_other_bytes_under_its_number_is_no_letter(partner, convention, stick, handled):  # noqa: F811
    parts = [layout.read_piece(data) for data in pieces(partner.letter(request(), convention=convention), 500)]
    first = parts[0]
    forged = layout.Piece(first.sha256, first.size, first.number, first.count, bytes(len(first.data)))
    for number, part in enumerate([forged, *parts[1:]]):
        (stick.path / f"{number}").write_bytes(part.to_bytes())
    assert [error.code for error in stick.take().problems] == ["courier.pieces"]
    assert handled == []


def test_a_large_letter_of_ours_is_split_and_the_partner_s_receipt_delivers_it(partner, convention, stick, monkeypatch):
    from tests.apps.exchange.test_sending import queue

    from benkan.apps.exchange.models import State

    monkeypatch.setattr(layout, "SMALLEST_FILE", 600)
    sent = queue(partner, convention)
    stick.export(largest=600)
    assert all(path.stat().st_size <= 600 for path in stick.outward.glob("*.bk*"))
    found: dict[bytes, dict[int, layout.Piece]] = {}
    for path in stick.outward.glob("*.bkc"):
        piece = layout.read_piece(path.read_bytes())
        found.setdefault(piece.sha256, {})[piece.number] = piece
    letters = [layout.joined(parts) for parts in found.values()]
    partner.down = False
    stick.bring(*(partner.answer(data) for data in letters if b"\x07request" in data[:20]))
    assert stick.take().brought[partner.agency].delivered == 1
    sent.refresh_from_db()
    assert sent.state == State.DELIVERED


def test_files_too_small_for_an_index_are_refused_in_words(partner, convention, stick):
    error = refused(lambda: services.export(stick.path, largest=layout.SMALLEST_FILE - 1))
    assert (error.code, error.place) == ("courier.smallest", "--largest")
