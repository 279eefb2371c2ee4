"""Our file is given to the one partner whose release announced it, while that release stands, and to nobody else."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from tests.apps.attachments.conftest import add, bytes_of, deliver, kept
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.requests.conftest import PART

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.attachments import files
from benkan.apps.attachments import services as attachments
from benkan.apps.attachments.models import Attachment, State
from benkan.apps.exchange import services as exchange
from benkan.apps.journal.models import Line
from benkan.apps.requests import services as requests
from benkan.core.attachments import CHUNK_BYTES
from benkan.core.errors import BenkanError, Invalid, Refused

pytestmark = pytest.mark.django_db(transaction=True)
DATA = bytes_of(2 * CHUNK_BYTES + 77)


def decide(officer, request, **changes):
    given = PART | changes
    return requests.release(officer, request.pk, given.pop("decision"), given.pop("fields"), **given)


@pytest.fixture
def offered(asked_alone, liaison):
    """A file that left with a release of ours."""
    row = add(liaison, asked_alone, DATA)
    decide(liaison, asked_alone)
    row.refresh_from_db()
    return row


def ask(partner, row, number=0, count=1, **letter):
    convention = letter.pop("convention", row.convention)
    return deliver(
        partner, wire.AttachmentChunkAsk(attachment=str(row.pk), number=number, count=count), convention, **letter
    )


def test_what_is_kept_is_what_was_given_and_says_so(asked_alone, liaison):
    import hashlib

    row = add(liaison, asked_alone, DATA, "Photo du 12.JPG")
    assert (row.name, row.media_type, row.data_bytes) == ("Photo du 12.JPG", "image/jpeg", len(DATA))
    assert row.sha256 == hashlib.sha256(DATA).hexdigest()
    assert kept(row) == DATA
    assert row.state == State.KEPT


def test_the_release_lists_the_file_and_the_partner_fetches_it(offered, partner):
    exchange.deliver_due(threads=False)
    header, payload = partner.opened[-1]
    assert header.kind == "release"
    (card,) = payload.attachments
    assert card == offered.card
    assert ask(partner, offered, 0, 2).data == DATA[: 2 * CHUNK_BYTES]
    assert ask(partner, offered, 2, 8).data == DATA[2 * CHUNK_BYTES :]
    digests = deliver(partner, wire.AttachmentDigestsAsk(attachment=str(offered.pk)), offered.convention)
    from benkan.core.attachments import root

    assert root(card.cut, digests.digests) == card.chunks_sha256


def test_a_chunk_that_is_asked_for_leaves_no_line(offered, partner):
    before = Line.objects.count()
    for number in range(3):
        ask(partner, offered, number)
    assert Line.objects.count() == before
    assert Line.objects.filter(event="attachment-offered").count() == 1


def test_nothing_is_given_before_the_decision(asked_alone, liaison, partner):
    row = add(liaison, asked_alone, DATA)
    assert ask(partner, row).code == "attachment.unknown"


def test_nothing_is_given_while_the_second_officer_has_not_approved(asked, liaison, supervisor, partner):
    row = add(liaison, asked, DATA)
    proposed = decide(liaison, asked)
    row.refresh_from_db()
    assert row.subject == str(proposed.pk)
    assert ask(partner, row).code == "attachment.unknown"
    requests.approve(supervisor, proposed.pk)
    assert ask(partner, row).data == DATA[:CHUNK_BYTES]


def test_a_proposal_that_is_sent_back_gives_its_files_back(asked, liaison, supervisor):
    row = add(liaison, asked, DATA)
    proposed = decide(liaison, asked)
    requests.send_back(supervisor, proposed.pk, "Sans la photo")
    assert [one.pk for one in attachments.waiting("release", str(asked.pk))] == [row.pk]
    attachments.discard(liaison, row.pk)
    again = decide(liaison, asked)
    assert attachments.cards_of("release", str(again.pk)) == []
    assert not files.is_whole(row.pk)


def test_another_partner_learns_not_even_that_there_is_a_file(offered, convention, network):
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    theirs = agree(other, identifier="autre-2025", two_persons=False)
    known = ask(other, offered, convention=theirs)
    absent = deliver(other, wire.AttachmentChunkAsk(attachment=str(uuid.uuid4()), number=0, count=1), theirs)
    assert (known.code, known.text, known.facts) == (absent.code, absent.text, absent.facts)
    assert known.code == "attachment.unknown"


def test_under_another_convention_of_the_same_partner_there_is_no_file(offered, partner):
    other = agree(partner, identifier="deux-2025")
    assert ask(partner, offered, convention=other).code == "attachment.unknown"


def test_under_a_suspended_convention_nothing_is_given(offered, partner, supervisor):
    exchange.deliver_due(threads=False)
    accords.suspend(offered.convention, supervisor, "revue")
    assert ask(partner, offered).code == "convention.suspended"
    accords.resume(offered.convention, supervisor, "revue faite")
    assert ask(partner, offered).data


def test_the_convention_is_asked_about_what_the_letter_was_about(offered, partner):
    """The question names no purpose; the owner knows it, and a convention that lost it gives nothing."""
    Attachment.objects.filter(pk=offered.pk).update(facts=offered.facts | {"purpose": "fraud-of-another-kind"})
    assert ask(partner, offered).code == "convention.purpose"
    Attachment.objects.filter(pk=offered.pk).update(facts=offered.facts | {"handling": "H9"})
    assert ask(partner, offered).code == "convention.handling"
    Attachment.objects.filter(pk=offered.pk).update(facts=offered.facts | {"categories": ["aircraft"]})
    assert ask(partner, offered).code == "convention.category"


def test_after_the_withdrawal_nothing_is_given_and_nothing_is_left(offered, asked_alone, liaison, partner):
    made = asked_alone.releases.get()
    requests.withdraw(liaison, made.pk, [], "mistake", "Erreur")
    offered.refresh_from_db()
    assert (offered.state, offered.code, bytes(offered.salt)) == (State.ERASED, "withdrawn", b"")
    assert ask(partner, offered).code == "attachment.unknown"
    assert list(files.folder().iterdir()) == []
    assert Line.objects.filter(event="attachment-erased").count() == 1


def test_after_its_last_day_nothing_is_given(offered, partner):
    Attachment.objects.filter(pk=offered.pk).update(until=timezone.localdate() - dt.timedelta(days=1))
    assert ask(partner, offered).code == "attachment.unknown"
    attachments.tend()
    offered.refresh_from_db()
    assert (offered.state, offered.code) == (State.ERASED, "expired")


def test_a_decision_of_nothing_takes_no_file_along(asked_alone, liaison, partner):
    row = add(liaison, asked_alone, DATA)
    decide(liaison, asked_alone, decision="nothing", fields=[], reason_code="no-information")
    exchange.deliver_due(threads=False)
    assert partner.opened[-1][1].attachments == []
    assert not Attachment.objects.filter(pk=row.pk).exists()
    assert not files.is_whole(row.pk)


def test_a_release_that_could_not_leave_gives_no_file(offered, partner):
    partner.refuse_with = wire.Refusal(code="wire.invalid", text="no", clause="", facts={}, remedy="")
    exchange.deliver_due(threads=False)
    offered.refresh_from_db()
    assert (offered.state, offered.code) == (State.ERASED, "stopped")


@pytest.mark.parametrize(("number", "count"), [(3, 1), (2**31 - 1, 1), (0, 9), (0, 32)])
def test_chunks_that_are_not_there_or_too_many_are_refused(offered, partner, number, count):
    assert ask(partner, offered, number, count).code == "attachment.number"


def test_a_damaged_file_is_not_given_and_asked_for_again(offered, partner):
    path = files.path_of(offered.pk, files.SEALED)
    data = bytearray(path.read_bytes())
    data[10] ^= 1
    path.write_bytes(bytes(data))
    assert ask(partner, offered).code == "attachment.damaged"
    assert ask(partner, offered, 1).data == DATA[CHUNK_BYTES : 2 * CHUNK_BYTES]


def test_the_partners_word_that_it_has_the_file_counts_once(offered, partner):
    told = wire.AttachmentReceived(
        attachment=str(offered.pk), sha256=offered.sha256, received_at=wire.time_text(timezone.now())
    )
    for _ in range(2):
        deliver(partner, told, offered.convention)
    offered.refresh_from_db()
    assert offered.delivered_at is not None
    assert Line.objects.filter(event="attachment-delivered").count() == 1


def test_a_word_about_another_file_or_another_content_is_refused(offered, partner):
    at = wire.time_text(timezone.now())
    for attachment, sha256 in ((str(offered.pk), "0" * 64), (str(uuid.uuid4()), offered.sha256)):
        told = wire.AttachmentReceived(attachment=attachment, sha256=sha256, received_at=at)
        assert deliver(partner, told, offered.convention).code == "attachment.unknown"


def test_a_file_that_left_cannot_be_taken_off_the_list(offered, liaison):
    with pytest.raises(Refused) as caught:
        attachments.discard(liaison, offered.pk)
    assert caught.value.code == "request.decided"


def test_no_file_is_added_to_a_decided_request_or_by_who_may_not_release(offered, asked_alone, liaison, analyst):
    for officer, code in ((liaison, "request.decided"), (analyst, "role.not-allowed")):
        with pytest.raises(BenkanError) as caught:
            add(officer, asked_alone, b"x")
        assert caught.value.code == code
    assert len(list(files.folder().iterdir())) == 2  # the sealed file that left, and its digests


def test_an_empty_file_and_a_file_beyond_the_limit_are_refused(asked_alone, liaison, monkeypatch):
    from benkan.apps.attachments import keeping

    with pytest.raises(Invalid) as caught:
        add(liaison, asked_alone, b"")
    assert caught.value.code == "attachment.empty"
    monkeypatch.setattr(keeping, "MAX_BYTES", 1000)
    with pytest.raises(Invalid) as caught:
        add(liaison, asked_alone, bytes(1001))
    assert caught.value.code == "attachment.too-large"
    assert list(files.folder().iterdir()) == []


def test_twenty_files_at_most(asked_alone, liaison):
    for number in range(20):
        add(liaison, asked_alone, b"x", f"{number}.txt")
    with pytest.raises(Invalid) as caught:
        add(liaison, asked_alone, b"x")
    assert caught.value.code == "attachment.too-many"


def test_what_an_officer_saw_without_the_file_is_not_what_would_leave(asked_alone, liaison):
    from benkan.apps.requests import payloads
    from benkan.apps.requests.drafting import Draft

    draft = Draft(
        "part", "proportionate", "", "H1", "B2", timezone.localdate() + dt.timedelta(days=30), ("name", "phone")
    )
    shown = requests.preview(asked_alone, draft, str(liaison))
    add(liaison, asked_alone, b"x")
    with pytest.raises(Refused) as caught:
        requests.release(
            liaison,
            asked_alone.pk,
            "part",
            ["name", "phone"],
            reason_code="proportionate",
            handling="H1",
            grade="B2",
            retained_until=draft.retained_until,
            release_id=draft.release,
            seen_sha256=payloads.sha256(shown),
        )
    assert caught.value.code == "release.changed"


def test_files_that_wait_for_a_decision_for_too_long_go(asked_alone, liaison):
    row = add(liaison, asked_alone, b"x")
    attachments.tend()
    assert Attachment.objects.filter(pk=row.pk).exists()
    Attachment.objects.filter(pk=row.pk).update(created_at=timezone.now() - dt.timedelta(days=15))
    attachments.tend()
    assert not Attachment.objects.filter(pk=row.pk).exists()
