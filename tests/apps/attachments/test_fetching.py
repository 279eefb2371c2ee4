"""A partner's file comes chunk by chunk, goes on where it stopped, and is here when it is the one that was signed."""

import datetime as dt
import os
import stat
import time

import pytest
from django.utils import timezone
from tests.apps.attachments.conftest import CHUNK, TheirFile, bytes_of, kept, release, serve
from tests.apps.exchange.fake_partner import agree

from benkan.apps.attachments import fetching, files, room
from benkan.apps.attachments import services as attachments
from benkan.apps.attachments.chunks_here import ChunksHere
from benkan.apps.attachments.models import Attachment, State
from benkan.apps.exchange import services as exchange
from benkan.apps.journal.models import Line
from benkan.core.errors import Unreachable

pytestmark = pytest.mark.django_db(transaction=True)


def go(row, times=1):
    for _ in range(times):
        Attachment.objects.filter(pk=row.pk).update(next_at=timezone.now())
        attachments.run_due(threads=False)
    row.refresh_from_db()
    return row


def events(name):
    return [line.facts for line in Line.objects.filter(event=name)]


def test_a_file_comes_whole_and_its_owner_is_told(announced, theirs, partner):
    row = go(announced)
    assert row.state == State.WHOLE
    assert kept(row) == theirs.data
    exchange.deliver_due(threads=False)
    told = partner.opened[-1][1]
    assert (told.attachment, told.sha256) == (theirs.identity, theirs.card.sha256)
    (line,) = events("attachment-complete")
    assert (line["chunks"], line["data_bytes"], line["cuts"]) == (6, len(theirs.data), 0)
    assert line["answers"] == len(theirs.asked)


def test_on_a_quick_line_one_answer_brings_more_and_more_chunks(announced, theirs):
    go(announced)
    assert theirs.asked == [(0, 1), (1, 2), (3, 3)]


def test_a_file_of_one_chunk_needs_no_list(partner, our_request):
    one = TheirFile(b"seul")
    serve(partner, one)
    release(partner, our_request, one)
    row = go(Attachment.objects.get(pk=one.identity))
    assert (row.state, kept(row)) == (State.WHOLE, b"seul")
    assert "attachment.digests.ask" not in partner.kinds()


def test_after_a_cut_only_what_is_missing_is_asked_for(announced, theirs, partner):
    calls = iter([False, False, True])

    def cut(header, reply):
        if header.kind == "attachment.chunk.ask" and next(calls, False):
            raise Unreachable("partner.unreachable", "cut")
        return reply

    partner.spoil = cut
    row = go(announced)
    assert (row.state, row.code, row.cuts) == (State.FETCHING, "partner.unreachable", 1)
    assert ChunksHere(bytes(row.have), 6).done == 3
    assert row.next_at > timezone.now()
    row = go(row)
    assert (row.state, kept(row)) == (State.WHOLE, theirs.data)
    assert theirs.asked[-1] == (3, 3)
    (line,) = events("attachment-complete")
    assert line["cuts"] == 1


def test_chunks_may_be_here_in_any_order(announced, theirs):
    with files.draft(announced.pk, announced.salt, CHUNK) as sealed:
        for number in (4, 1):
            sealed.write(number, theirs.pieces[number])
    have = ChunksHere(b"", 6)
    have.add(4)
    have.add(1)
    Attachment.objects.filter(pk=announced.pk).update(have=have.to_bytes())
    announced.refresh_from_db()
    row = go(announced)
    assert (row.state, kept(row)) == (State.WHOLE, theirs.data)
    assert theirs.asked == [(0, 1), (2, 2), (5, 1)]


def test_a_chunk_that_the_disk_lost_is_fetched_again(announced, theirs):
    """The row says that it is there; the comparison of the whole finds that it is not."""
    have = ChunksHere(b"", 6)
    have.add(2)
    Attachment.objects.filter(pk=announced.pk).update(have=have.to_bytes())
    announced.refresh_from_db()
    row = go(announced, times=2)
    assert (row.state, kept(row)) == (State.WHOLE, theirs.data)
    assert theirs.asked[-1] == (2, 1)


def test_killed_between_the_name_and_the_row_the_file_is_still_taken(announced, theirs, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(fetching, "_complete", killed)
        with pytest.raises(KeyboardInterrupt):
            go(announced)
    assert files.is_whole(announced.pk)
    row = go(announced)
    assert (row.state, kept(row)) == (State.WHOLE, theirs.data)
    assert len(events("attachment-complete")) == 1


def test_nothing_on_the_disk_is_readable_and_only_for_the_node(announced, theirs, home):
    row = go(announced)
    folder = home / "attachments"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert theirs.data[100:140] not in path.read_bytes()
    assert theirs.card.name not in " ".join(path.name for path in folder.iterdir())
    assert row.sha256 == attachments.verify(row)


def test_letters_leave_before_chunks_are_asked_for(announced, partner, convention):
    from benkan.wire import AttachmentReceived, time_text

    told = AttachmentReceived(
        attachment=str(announced.pk), sha256=announced.sha256, received_at=time_text(timezone.now())
    )
    exchange.queue(announced.partner, "attachment.received", told, convention=convention)
    row = go(announced)
    assert row.state == State.FETCHING
    assert "attachment.chunk.ask" not in partner.kinds()
    exchange.deliver_due(threads=False)
    assert go(row).state == State.WHOLE


def test_bandwidth_is_kept_to(announced, theirs, settings):
    import dataclasses

    settings.BENKAN_NODE = dataclasses.replace(settings.BENKAN_NODE, attachment_kbit=1)
    row = go(announced)
    assert theirs.asked == [(0, 1)]
    assert row.state == State.FETCHING
    assert 500 < fetching._pace.free_at - time.monotonic() < 525  # 64 KiB at 1 kbit/s


def test_a_file_without_room_waits_and_comes_when_there_is_some(announced, monkeypatch, partner):
    with monkeypatch.context() as patched:
        patched.setattr(room, "RESERVE_BYTES", 2**60)
        row = go(announced)
    assert (row.state, row.code) == (State.FETCHING, "attachment.no-room")
    assert "attachment.chunk.ask" not in partner.kinds()
    assert go(row).state == State.WHOLE


def test_one_partner_takes_half_of_the_quota_at_most(partner, our_request, settings):
    import dataclasses

    settings.BENKAN_NODE = dataclasses.replace(settings.BENKAN_NODE, attachment_quota_mb=2)
    two = TheirFile(bytes_of(700_000)), TheirFile(bytes_of(700_001, 2), "autre.pdf")
    serve(partner, *two)
    release(partner, our_request, *two)
    for _ in range(2):
        attachments.run_due(threads=False)
        exchange.deliver_due(threads=False)
    found = {str(row.pk): (row.state, row.code) for row in Attachment.objects.all()}
    assert found[two[0].identity] == (State.WHOLE, "")
    assert found[two[1].identity] == (State.FETCHING, "attachment.quota")


def test_files_that_are_only_announced_keep_no_other_out(partner, our_request, settings, announced):
    import dataclasses

    settings.BENKAN_NODE = dataclasses.replace(settings.BENKAN_NODE, attachment_quota_mb=2)
    Attachment.objects.filter(pk=announced.pk).update(data_bytes=2**31)
    room.check(1_000_000)


def test_an_officer_stops_a_file_and_lets_it_go_on(announced, analyst, partner):
    attachments.pause(analyst, announced.pk)
    assert go(announced).state == State.PAUSED
    assert "attachment.chunk.ask" not in partner.kinds()
    attachments.resume(analyst, announced.pk)
    assert go(announced).state == State.WHOLE


def test_a_file_that_is_stopped_in_the_middle_keeps_what_came(announced, theirs, analyst, partner):
    def stopping(header, reply):
        if header.kind == "attachment.chunk.ask" and len(theirs.asked) == 2:
            attachments.pause(analyst, announced.pk)
            raise Unreachable("partner.unreachable", "cut")
        return reply

    partner.spoil = stopping
    row = go(announced)
    assert row.state == State.PAUSED
    assert files.path_of(row.pk, files.DRAFT).stat().st_size > 0


def test_erased_here_it_can_be_fetched_again_under_another_key(announced, theirs, analyst):
    row = go(announced)
    salt = bytes(row.salt)
    attachments.erase_here(analyst, row.pk)
    row.refresh_from_db()
    assert (row.state, bytes(row.salt), files.is_whole(row.pk)) == (State.ERASED, b"", False)
    exchange.deliver_due(threads=False)
    attachments.resume(analyst, row.pk)
    row = go(row)
    assert (row.state, kept(row)) == (State.WHOLE, theirs.data)
    assert bytes(row.salt) not in {b"", salt}


def test_a_suspended_convention_stops_the_fetching_on_our_side(announced, partner, supervisor):
    from benkan.apps.accords import services as accords

    accords.suspend(announced.convention, supervisor, "revue")
    exchange.deliver_due(threads=False)
    row = go(announced)
    assert (row.state, row.code) == (State.FETCHING, "convention.suspended")
    assert "attachment.chunk.ask" not in partner.kinds()


def test_past_its_date_a_file_goes_whole_or_in_part(announced):
    Attachment.objects.filter(pk=announced.pk).update(until=timezone.localdate() - dt.timedelta(days=1))
    attachments.tend()
    announced.refresh_from_db()
    assert (announced.state, announced.code, bytes(announced.salt)) == (State.ERASED, "expired", b"")


def test_what_a_killed_process_left_behind_is_swept(home):
    import uuid

    folder = files.folder()
    old, new = folder / f"{uuid.uuid4()}.part", folder / f"{uuid.uuid4()}.part"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (1, 1))
    attachments.tend()
    assert (old.exists(), new.exists()) == (False, True)


def test_small_files_come_before_large_ones(partner, our_request):
    large, small = TheirFile(bytes_of(3 * CHUNK), "grand.bin"), TheirFile(bytes_of(2 * CHUNK, 2), "petit.bin")
    serve(partner, large, small)
    release(partner, our_request, large, small)
    for _ in range(2):
        attachments.run_due(threads=False)
        exchange.deliver_due(threads=False)  # the word to the owner goes before the next file
    order = [payload.attachment for header, payload in partner.opened if header.kind == "attachment.digests.ask"]
    assert order == [small.identity, large.identity]


def test_the_convention_of_the_file_is_the_one_of_its_letter(announced, partner):
    other = agree(partner, identifier="autre-2025")
    go(announced)
    asked = {header.convention for header, _ in partner.opened if header.kind.startswith("attachment.")}
    assert asked == {announced.convention}
    assert other not in asked
