"""A partner who owns files and gives them, honestly or not; our own files beside a release; a home of the test's own."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from tests.apps.exchange.conftest import convention, network, partner  # noqa: F401 - fixtures
from tests.apps.requests.conftest import (  # noqa: F401 - fixtures
    alone,
    answer_to,
    asked,
    asked_alone,
    browser,
    deliver,
    hit,
    liaison,
    record,
    supervisor,
)
from tests.apps.search.conftest import _fresh_memory, analyst, case, their_moussa  # noqa: F401 - fixtures

from benkan import wire
from benkan.apps.attachments import fetching, files
from benkan.apps.attachments import services as attachments
from benkan.apps.attachments.models import Attachment
from benkan.apps.exchange import services as exchange
from benkan.apps.requests import services as requests
from benkan.core.attachments import Cut, root
from benkan.wire import AttachmentCard, AttachmentChunk, AttachmentDigests

CHUNK = 65_536


@pytest.fixture
def home(_fresh_memory, settings):  # noqa: F811
    """The home of this test."""
    return settings.BENKAN_NODE.home


@pytest.fixture(autouse=True)
def _fresh_pace(monkeypatch):
    monkeypatch.setattr(fetching, "_pace", fetching.Pace({}))


class TheirFile:
    """A file of the partner's, and what it answers about it."""

    def __init__(self, data: bytes, name: str = "rapport.pdf", chunk_bytes: int = CHUNK) -> None:
        self.data, self.identity = data, str(uuid.uuid4())
        self.cut = Cut(len(data), chunk_bytes)
        self.pieces = [data[at : at + chunk_bytes] for at in range(0, len(data), chunk_bytes)]
        self.digests = b"".join(hashlib.sha256(piece).digest() for piece in self.pieces)
        self.card = AttachmentCard(
            attachment=self.identity,
            name=name,
            media_type="application/pdf",
            data_bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            chunk_bytes=chunk_bytes,
            chunks_sha256=root(self.cut, self.digests),
        )
        self.asked: list[tuple[int, int]] = []

    def answer(self, payload):
        if isinstance(payload, wire.AttachmentDigestsAsk):
            return AttachmentDigests(attachment=self.identity, digests=self.digests)
        self.asked.append((payload.number, payload.count))
        data = b"".join(self.pieces[payload.number : payload.number + payload.count])
        return AttachmentChunk(attachment=self.identity, number=payload.number, data=data)


def serve(partner, *theirs: TheirFile) -> None:  # noqa: F811
    """The partner answers about these files as an honest node does."""
    known, usual = {one.identity: one for one in theirs}, partner._reply

    def reply(header, payload, data):
        if header.kind in {"attachment.digests.ask", "attachment.chunk.ask"}:
            return known[payload.attachment].answer(payload)
        return usual(header, payload, data)

    partner._reply = reply


def bytes_of(size: int, seed: int = 1) -> bytes:
    return hashlib.shake_256(seed.to_bytes(4)).digest(size)


@pytest.fixture
def our_request(analyst, hit):  # noqa: F811
    inquiry, handle = hit
    made = requests.send(analyst, inquiry, handle, "routine", "Qui est-ce ?")
    exchange.deliver_due(threads=False)
    return made


@pytest.fixture
def theirs() -> TheirFile:
    return TheirFile(bytes_of(5 * CHUNK + 1000))


@pytest.fixture
def announced(partner, our_request, theirs):  # noqa: F811
    """The row of a partner's file that its release announced and that it gives."""
    serve(partner, theirs)
    release(partner, our_request, theirs)
    return Attachment.objects.get(pk=theirs.identity)


def release(partner, request, *files_, **changes):  # noqa: F811
    """The partner's release with these files, through our door; our reply."""
    payload = answer_to(request, attachments=[one.card.model_dump() for one in files_], **changes)
    return deliver(partner, payload, request.convention)


def add(officer, request, data: bytes, name: str = "photo.jpg") -> Attachment:
    intake = attachments.Intake(name)
    for at in range(0, len(data), 100_000):
        intake.feed(data[at : at + 100_000])
    return intake.keep(officer, "release", str(request.pk))


def kept(row: Attachment) -> bytes:
    with files.whole(row.pk, row.salt, row.chunk_bytes) as sealed:
        return b"".join(sealed.read(number, row.cut) for number in range(row.cut.count))
