"""A partner that gives something else than it signed, or signs what it may not: nothing of it is kept, and it shows."""

import base64
import datetime as dt
import os

import pytest
from django.utils import timezone
from tests.apps.attachments.conftest import CHUNK, TheirFile, answer_to, bytes_of, deliver, release, serve
from tests.apps.attachments.test_fetching import events, go

from benkan import wire
from benkan.apps.attachments import files
from benkan.apps.attachments import services as attachments
from benkan.apps.attachments.models import Attachment, State
from benkan.apps.exchange import services as exchange
from benkan.apps.requests.models import Release
from benkan.core.errors import Invalid

pytestmark = pytest.mark.django_db(transaction=True)


def on(kind, change):
    return lambda header, reply: change(reply) if header.kind == kind else reply


def altered(reply):
    data = bytearray(reply.data)
    data[-1] ^= 1
    return reply.model_copy(update={"data": bytes(data)})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (altered, "attachment.chunk"),
        (lambda reply: reply.model_copy(update={"number": reply.number + 1}), "attachment.chunk"),
        (
            lambda reply: reply.model_copy(update={"attachment": "0" * 8 + "-2222-4333-8444-555555555555"}),
            "attachment.chunk",
        ),
        (lambda reply: reply.model_copy(update={"data": reply.data[:-1]}), "attachment.size"),
        (lambda reply: reply.model_copy(update={"data": reply.data + b"x"}), "attachment.size"),
        (lambda reply: reply.model_copy(update={"data": reply.data * 2}), "attachment.chunk"),
    ],
    ids=["altered", "another number", "another file", "shorter", "longer", "more than asked for"],
)
def test_a_wrong_chunk_is_never_kept_and_stops_the_file(announced, partner, change, code):
    partner.spoil = on("attachment.chunk.ask", change)
    row = go(announced)
    assert (row.state, row.code, row.next_at) == (State.HALTED, code, None)
    assert list(files.folder().iterdir()) == []
    assert [line["code"] for line in events("attachment-refused")] == [code]
    go(row)
    assert len(events("attachment-refused")) == 1


def test_when_a_person_lets_it_go_on_an_honest_answer_completes_it(announced, partner, theirs, analyst):
    partner.spoil = on("attachment.chunk.ask", altered)
    go(announced)
    partner.spoil = lambda header, reply: reply
    attachments.resume(analyst, announced.pk)
    assert go(announced).state == State.WHOLE


@pytest.mark.parametrize(
    "change",
    [
        lambda reply: reply.model_copy(update={"digests": reply.digests[:-32]}),
        lambda reply: reply.model_copy(update={"digests": reply.digests + bytes(32)}),
        lambda reply: reply.model_copy(update={"digests": bytes(len(reply.digests))}),
    ],
    ids=["shorter", "longer", "others"],
)
def test_another_list_of_digests_is_refused_before_a_chunk_is_asked_for(announced, partner, change):
    partner.spoil = on("attachment.digests.ask", change)
    row = go(announced)
    assert (row.state, row.code) == (State.HALTED, "attachment.digests")
    assert "attachment.chunk.ask" not in partner.kinds()


def test_a_letter_whose_digest_of_the_whole_is_another_one_is_found_out_at_the_end(partner, our_request):
    theirs = TheirFile(bytes_of(2 * CHUNK))
    theirs.card = theirs.card.model_copy(update={"sha256": "0" * 64})
    serve(partner, theirs)
    release(partner, our_request, theirs)
    row = go(Attachment.objects.get(pk=theirs.identity))
    assert (row.state, row.code) == (State.HALTED, "attachment.other-content")
    assert list(files.folder().iterdir()) == []


@pytest.mark.parametrize("lie", [-1, 1, CHUNK])
def test_a_letter_that_lies_about_the_size_gets_nothing_kept(partner, our_request, lie):
    theirs = TheirFile(bytes_of(2 * CHUNK))
    theirs.card = theirs.card.model_copy(update={"data_bytes": 2 * CHUNK + lie})
    serve(partner, theirs)
    release(partner, our_request, theirs)
    row = go(Attachment.objects.get(pk=theirs.identity))
    assert row.state == State.HALTED
    assert list(files.folder().iterdir()) == []


def test_one_chunk_that_is_not_the_file_of_the_letter_is_refused(partner, our_request):
    theirs = TheirFile(b"vrai")
    serve(partner, theirs)
    release(partner, our_request, theirs)
    partner.spoil = on("attachment.chunk.ask", lambda reply: reply.model_copy(update={"data": b"faux"}))
    assert go(Attachment.objects.get(pk=theirs.identity)).code == "attachment.chunk"


def test_an_answer_that_is_no_chunk_is_tried_again(announced, partner):
    partner.spoil = on("attachment.chunk.ask", lambda _: wire.IndexChunk(number=0, data=b"x"))
    row = go(announced)
    assert (row.state, row.code) == (State.FETCHING, "envelope.other-kind")


def test_bytes_that_are_not_authentic_are_no_word_of_the_partner(announced, partner):
    partner.spoil_bytes = lambda data: data[:-1] + bytes([data[-1] ^ 1])
    row = go(announced)
    assert row.state == State.FETCHING
    assert row.code.startswith("envelope.")
    assert events("attachment-refused") == []


def test_a_refusal_is_waited_out_for_longer(announced, partner):
    partner.refuse_with = wire.Refusal(code="attachment.unknown", text="no", clause="", facts={}, remedy="")
    row = go(announced)
    assert (row.state, row.code) == (State.FETCHING, "attachment.unknown")
    assert (row.next_at - timezone.now()).total_seconds() > 600


def test_a_file_under_the_identity_of_another_refuses_the_whole_release(partner, our_request, asked, liaison):
    from tests.apps.attachments.conftest import add

    ours = add(liaison, asked, b"ours")
    theirs = TheirFile(b"le leur")
    theirs.card = theirs.card.model_copy(update={"attachment": str(ours.pk)})
    refused = release(partner, our_request, theirs)
    assert refused.code == "attachment.id-reused"
    assert not Release.objects.filter(direction="in").exists()
    ours.refresh_from_db()
    assert ours.state == State.KEPT


def test_the_same_release_twice_announces_its_files_once(partner, our_request, theirs):
    payload = answer_to(our_request, attachments=[theirs.card.model_dump()])
    for _ in range(2):
        assert isinstance(deliver(partner, payload, our_request.convention), wire.Receipt)
    assert Attachment.objects.count() == 1


def withdraw(partner, row, fields=()):
    copy = Release.objects.get(pk=row.subject)
    payload = wire.Withdrawal(
        release=str(copy.pk), version=2, fields=list(fields), reason_code="mistake", reason="Erreur", officer="Y"
    )
    return deliver(partner, payload, row.convention, thread=row.thread)


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "in part"])
def test_a_withdrawal_erases_the_file_and_is_acknowledged(announced, partner, theirs, whole):
    if whole:
        go(announced)
    else:
        with files.draft(announced.pk, announced.salt, CHUNK) as sealed:
            sealed.write(0, theirs.pieces[0])
    assert isinstance(withdraw(partner, announced), wire.Receipt)
    announced.refresh_from_db()
    assert (announced.state, announced.code, bytes(announced.salt)) == (State.ERASED, "withdrawn", b"")
    assert list(files.folder().iterdir()) == []
    exchange.deliver_due(threads=False)
    assert "acknowledgement" in partner.kinds()
    assert len(events("attachment-erased")) == 1
    before = len(partner.kinds())
    go(announced)
    assert len(partner.kinds()) == before


def test_a_withdrawal_in_the_middle_of_a_fetch_leaves_nothing(announced, partner, theirs):
    def meanwhile(header, reply):
        if header.kind == "attachment.chunk.ask" and reply.number == 1:
            withdraw(partner, announced)
        return reply

    partner.spoil = meanwhile
    row = go(announced)
    assert row.state == State.ERASED
    assert events("attachment-complete") == []
    assert not files.is_whole(row.pk)
    assert not files.path_of(row.pk, files.DRAFT).exists()


def test_a_withdrawal_of_some_fields_leaves_the_files(announced, partner):
    withdraw(partner, announced, ["phone"])
    exchange.deliver_due(threads=False)
    assert go(announced).state == State.WHOLE


def test_the_end_of_the_retention_erases_the_file(announced):
    from benkan.apps.requests.receiving import expire_due

    row = go(announced)
    expire_due(Release.objects.get(pk=row.subject).retained_until + dt.timedelta(days=1))
    row.refresh_from_db()
    assert (row.state, row.code) == (State.ERASED, "expired")


def test_a_full_disk_is_waited_out(announced, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files.Sealed, "write", full)
        row = go(announced)
    assert (row.state, row.code) == (State.FETCHING, "attachment.disk")
    assert go(row).state == State.WHOLE


def test_another_key_opens_nothing(announced, theirs, settings):
    row = go(announced)
    home = settings.BENKAN_NODE.home
    keys = home / "keys"
    real = keys.resolve()
    keys.unlink()
    keys.mkdir()
    for path in real.iterdir():
        (keys / path.name).write_bytes(path.read_bytes())
    (keys / "encryption.key").write_bytes(base64.b64encode(os.urandom(32)) + b"\n")
    with pytest.raises(Invalid) as caught:
        attachments.verify(row)
    assert caught.value.code == "attachment.spoilt"
