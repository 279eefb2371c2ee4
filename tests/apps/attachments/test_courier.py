"""Chunks by stick: what the partner lacks goes along up to a limit, what comes is checked like what comes by the line."""

import pytest
from tests.apps.attachments.conftest import CHUNK, TheirFile, add, bytes_of, kept
from tests.apps.attachments.test_fetching import go
from tests.apps.attachments.test_giving import decide
from tests.apps.courier.stick import Stick

from benkan import wire
from benkan.apps.attachments import files
from benkan.apps.attachments.by_courier import MAGIC
from benkan.apps.attachments.models import Attachment, State
from benkan.apps.exchange import services as exchange
from benkan.core.attachments import CHUNK_BYTES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stick(partner, tmp_path):
    return Stick(tmp_path / "stick", partner)


def bag_out(stick):
    return stick.path / "attachments" / stick.partner.agency / stick.own


def bring(stick, row, theirs, numbers, *, digests=True):
    """The partner's chunks on the stick, one in each file."""
    bag = stick.path / "attachments" / stick.own / stick.partner.agency
    bag.mkdir(parents=True, exist_ok=True)
    payloads = {
        f"{n:05}": wire.AttachmentChunk(attachment=theirs.identity, number=n, data=theirs.pieces[n]) for n in numbers
    }
    if digests:
        payloads["digests"] = wire.AttachmentDigests(attachment=theirs.identity, digests=theirs.digests)
    for name, payload in payloads.items():
        envelope = stick.partner.letter(payload, convention=row.convention)
        (bag / f"{theirs.identity}-{name}.bka").write_bytes(MAGIC + envelope)
    return bag


def test_a_file_comes_by_stick_alone_in_two_journeys(announced, theirs, stick, partner):
    partner.down = True
    bring(stick, announced, theirs, [5, 1, 2])
    first = stick.take()
    assert (first.brought[partner.agency].chunks, first.problems) == (3, [])
    for path in stick.path.rglob("*.bka"):
        path.unlink()
    bring(stick, announced, theirs, [0, 3, 4], digests=False)
    assert stick.take().brought[partner.agency].chunks == 3
    row = go(announced)
    assert (row.state, kept(row)) == (State.WHOLE, theirs.data)
    assert theirs.asked == []


def test_the_line_fetches_only_what_the_stick_did_not_bring(announced, theirs, stick):
    bring(stick, announced, theirs, [0, 1, 2, 4])
    stick.take()
    row = go(announced)
    assert (row.state, kept(row)) == (State.WHOLE, theirs.data)
    assert [number for number, _ in theirs.asked] == [3, 5]


def test_the_same_stick_twice_changes_nothing(announced, theirs, stick, partner):
    bring(stick, announced, theirs, [0, 1])
    stick.take()
    again = stick.take()
    assert (again.brought[partner.agency].chunks, again.problems) == (0, [])


def test_a_chunk_on_a_stick_that_is_not_the_signed_one_stops_the_file(announced, theirs, stick):
    theirs.pieces[1] = bytes(CHUNK)
    bring(stick, announced, theirs, [0, 1])
    outcome = stick.take()
    assert [error.code for error in outcome.problems] == ["attachment.chunk"]
    announced.refresh_from_db()
    assert announced.state == State.HALTED


def test_an_altered_file_on_a_stick_is_named_and_stops_nothing(announced, theirs, stick):
    bag = bring(stick, announced, theirs, [0, 1])
    path = next(bag.glob("*-00001.bka"))
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(bytes(data))
    (problem,) = stick.take().problems
    assert problem.code.startswith("envelope.")
    assert path.name in problem.place
    assert go(announced).state == State.WHOLE


def test_chunks_of_a_file_that_no_letter_announced_are_not_kept(announced, stick):
    other = TheirFile(bytes_of(3 * CHUNK, 9))
    bring(stick, announced, other, [0, 1, 2])
    assert {error.code for error in stick.take().problems} == {"attachment.unknown"}
    assert list(files.folder().iterdir()) == []


def test_chunks_for_others_are_left_alone(announced, theirs, stick):
    bag = bring(stick, announced, theirs, [0])
    envelope = stick.partner.letter(
        wire.AttachmentChunk(attachment=theirs.identity, number=0, data=b"x"),
        convention="x-2025",
        recipient="ne-ocrtis",
    )
    (bag / "other.bka").write_bytes(MAGIC + envelope)
    assert stick.take().for_others == 1


@pytest.fixture
def offered(asked_alone, liaison):
    row = add(liaison, asked_alone, bytes_of(20 * CHUNK_BYTES))
    decide(liaison, asked_alone)
    exchange.deliver_due(threads=False)
    row.refresh_from_db()
    return row


def read(stick):
    return [
        stick.partner.read(path.read_bytes().removeprefix(MAGIC))[1] for path in sorted(bag_out(stick).glob("*.bka"))
    ]


def test_an_export_takes_along_what_the_partner_lacks_and_the_next_goes_on(offered, stick):
    packed = stick.export(most_chunk_bytes=5 * 1024 * 1024)
    assert packed.chunks == 3  # the list, and two times eight chunks
    assert packed.chunk_bytes <= 5 * 1024 * 1024
    first = {payload.number for payload in read(stick) if isinstance(payload, wire.AttachmentChunk)}
    assert first == {0, 8}
    stick.export(most_chunk_bytes=5 * 1024 * 1024)
    payloads = [one for one in read(stick) if isinstance(one, wire.AttachmentChunk)]
    assert {one.number for one in payloads} == {0, 8, 16}
    assert b"".join(one.data for one in payloads) == kept(offered)
    (listed,) = [one for one in read(stick) if isinstance(one, wire.AttachmentDigests)]
    assert listed.digests == files.digests_of(offered.pk)


def test_for_mail_no_file_is_larger_than_it_may_be(offered, stick):
    stick.export(largest=600_000, most_chunk_bytes=10 * 1024 * 1024)
    sizes = [path.stat().st_size for path in bag_out(stick).glob("*.bka")]
    assert sizes
    assert max(sizes) <= 600_000


def test_what_the_partner_has_or_may_not_have_any_more_leaves_the_stick(offered, stick, asked_alone, liaison):
    from benkan.apps.requests import services as requests

    stick.export()
    assert list(bag_out(stick).glob("*.bka"))
    requests.withdraw(liaison, asked_alone.releases.get().pk, [], "mistake", "Erreur")
    stick.export()
    assert list(bag_out(stick).glob("*.bka")) == []


def test_nothing_of_a_suspended_convention_goes_along(offered, stick, supervisor):
    from benkan.apps.accords import services as accords

    accords.suspend(offered.convention, supervisor, "revue")
    packed = stick.export()
    assert (packed.chunks, [error.code for error in packed.trouble]) == (0, ["convention.suspended"])


def test_the_question_for_a_chunk_is_answered_on_the_line_only(offered, stick, partner):
    asked = wire.AttachmentChunkAsk(attachment=str(offered.pk), number=0, count=8)
    stick.bring(partner.letter(asked, convention=offered.convention))
    assert [error.code for error in stick.take().problems] == ["courier.line-only"]


def test_a_letter_and_its_file_on_one_stick_come_together(partner, our_request, theirs, stick):
    from tests.apps.requests.conftest import answer_to

    partner.down = True
    payload = answer_to(our_request, attachments=[theirs.card.model_dump()])
    thread = str(our_request.pk)
    stick.bring(partner.letter(payload, convention=our_request.convention, thread=thread))
    bring(stick, our_request, theirs, range(6))
    outcome = stick.take()
    assert outcome.problems == []
    row = go(Attachment.objects.get(pk=theirs.identity))
    assert (row.state, kept(row)) == (State.WHOLE, theirs.data)
