"""A partner service in the same process: its own keys, its own records, the wire protocols, and bad manners on demand."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Callable, Iterable

import numpy as np
from django.conf import settings

from benkan.apps.accords import services as accords
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import transport
from benkan.core import blind
from benkan.core.conventions import PartyDraft, draft, sign
from benkan.core.envelope import (
    Answer,
    EncryptionKey,
    Header,
    SigningKey,
    answers,
    new_id,
    open_reply,
    open_sealed,
    peek,
    seal,
    seal_reply,
    unbundle,
)
from benkan.core.envelope.layout import REPLY
from benkan.core.errors import Unreachable
from benkan.core.matching import MATCHING_VERSION, Subject, tokens
from benkan.wire import (
    IndexChunk,
    IndexDigests,
    IndexManifest,
    IndexPart,
    Label,
    Message,
    Receipt,
    Refusal,
    SearchAnswer,
    decode,
    encode,
    kind_of,
    sign_card,
    time_text,
)

NAMES = {"fr": "Service d’essai", "en": "Test service", "ar": "مصلحة تجريبية"}

PORTS = itertools.count(20_000)


def part_of(data: bytes, count: int, tombstones: int = 0) -> IndexPart:
    """A part as a manifest names it."""
    return IndexPart(
        sha256=blind.root(blind.digests(data)),
        count=count,
        tombstones=tombstones,
        data_bytes=len(data),
        made_on=now().date().isoformat(),
    )


def moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class FakePartner:
    """Another service with whom ours may have a convention."""

    def __init__(self, agency: str = "ma-dgsn", country: str = "MA") -> None:
        self.agency, self.country = agency, country
        self.url = f"http://127.0.0.1:{next(PORTS)}"
        self.signing, self.encryption = SigningKey.generate(), EncryptionKey.generate()
        self.received: list[bytes] = []
        self.secrets: dict[str, bytes] = {}
        self.opened: list[tuple[Header, Message]] = []
        self.down = False
        self.refuse_with: Refusal | None = None
        self.spoil: Callable[[Header, Message], Message] = lambda header, reply: reply
        self.spoil_bytes: Callable[[bytes], bytes] = lambda data: data
        self.takes_bundles = True
        self.bundles: list[int] = []
        self.turn_away: Callable[[Header], str] = lambda header: ""
        self.spoil_answers: Callable[[bytes], bytes] = lambda data: data
        self.index_data = b""
        self.deltas: list[bytes] = []
        self.evaluating: dict[str, blind.SecretKey] = {}
        self.manifest: IndexManifest | None = None
        self.handles: dict[bytes, list[bytes]] = {}

    # -- standing --------------------------------------------------------------------------------------------------
    def card(self) -> bytes:
        return encode(
            sign_card(
                agency=self.agency,
                name={language: f"{name} {self.agency}" for language, name in NAMES.items()},
                country=self.country,
                url=self.url,
                encryption_key=self.encryption.public,
                issued_at=time_text(now()),
                signing_key=self.signing,
            )
        )

    def join_directory(self) -> FakePartner:
        agencies.add_card(self.card())
        return self

    def party(self) -> PartyDraft:
        return PartyDraft(self.agency, NAMES, self.country, self.signing.public)

    # -- letters ---------------------------------------------------------------------------------------------------
    def letter(
        self,
        payload: Message,
        *,
        convention: str,
        kind: str | None = None,
        recipient: str | None = None,
        signing: SigningKey | None = None,
        to: bytes | None = None,
        identity: str | None = None,
        thread: str | None = None,
        previous: str = "",
        sent_at: dt.datetime | None = None,
        expires_at: dt.datetime | None = None,
    ) -> bytes:
        """A letter to our node, right in every field that is not given."""
        identity = identity or new_id()
        header = Header(
            sender=self.agency,
            recipient=recipient or settings.BENKAN_NODE.agency,
            convention=convention,
            kind=kind or kind_of(payload),
            id=identity,
            thread=thread or identity,
            previous=previous,
            sent_at=time_text(sent_at or now()),
            expires_at=time_text(expires_at or now() + dt.timedelta(hours=1)),
        )
        own = EncryptionKey.from_bytes(settings.BENKAN_NODE.encryption_private()).public
        secret = self.encryption.letter_secret(settings.BENKAN_NODE.agency, identity)
        return seal(header, encode(payload), signing or self.signing, to or own, secret=secret)

    def read(self, data: bytes) -> tuple[Header, Message]:
        """Header and payload of a letter of our node to this partner, or of its reply to one from here."""
        own = SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed()).public
        known = {"recipient": self.agency, "sender_signing_public": own, "now": now()}
        if data.startswith(REPLY):
            secret = self.encryption.letter_secret(settings.BENKAN_NODE.agency, peek(data).previous)
            opened = open_reply(data, secret=secret, **known)
        else:
            opened = open_sealed(data, key=self.encryption, **known)
            self.secrets[opened.header.id] = opened.secret
        return opened.header, decode(opened.header.kind, opened.payload)

    # -- as a node -------------------------------------------------------------------------------------------------
    def publish(
        self, convention: str, subjects: Iterable[Subject], *, label: Label | None = None, epoch: int = 7
    ) -> None:
        """An index of these subjects, of one part."""
        seed = hashlib.sha256(f"{self.agency}|{convention}|{epoch}".encode()).digest()
        self.evaluating = {kind: blind.SecretKey.from_seed(seed, kind.encode()) for kind in blind.KINDS}
        secret = hashlib.sha256(b"members" + seed).digest()
        contexts = {kind: blind.context(self.agency, convention, epoch, kind, secret) for kind in blind.KINDS}
        number = (label or Label("drug-trafficking", "suspect", "H1", "1")).to_int()
        found = {token.bytes: token for subject in subjects for token in tokens(subject, default_region=self.country)}
        entries = [blind.Entry(token.kind, token.bytes, number) for token in found.values() if token.tier != "weak"]
        built = blind.build(entries, self.evaluating, contexts, dummy_seed=seed)
        self.index_data, self.handles = built.data, built.handles
        self.deltas = []
        self.manifest = IndexManifest(
            responder=self.agency,
            convention=convention,
            epoch=epoch,
            epoch_started_on=now().date().isoformat(),
            matching_version=MATCHING_VERSION,
            public_keys={kind: key.public_key for kind, key in self.evaluating.items()},
            secret=secret,
            base=part_of(built.data, built.count),
            deltas=[],
            built_at=time_text(now() + dt.timedelta(seconds=epoch)),
            expires_at=time_text(now() + dt.timedelta(days=30)),
        )

    def sign_parts(self, **changes: object) -> None:
        """The manifest, naming the parts as their bytes are now, a second later."""
        assert self.manifest is not None
        built_at = moment(self.manifest.built_at) + dt.timedelta(seconds=1)
        given = {"base": part_of(self.index_data, self.manifest.base.count), "built_at": time_text(built_at)}
        self.manifest = self.manifest.model_copy(update=given | changes)

    def tagged(self, tokens_of: Iterable[tuple[str, bytes]], number: int) -> blind.Tagged:
        """Entries of these (kind, token) pairs under the present keys, all with one label."""
        assert self.manifest is not None
        named = (self.agency, self.manifest.convention, self.manifest.epoch)
        bare = b"".join(
            blind.tags(blind.context(*named, kind, self.manifest.secret), [self.evaluating[kind].evaluate_known(token)])
            for kind, token in tokens_of
        )
        return blind.tagged(bare, np.full(len(bare) // blind.TAG_BYTES, number, np.uint16))

    def change(
        self,
        added: Iterable[tuple[str, bytes]] = (),
        left: Iterable[tuple[str, bytes]] = (),
        *,
        label: int = 0x0800,
        follows: bytes | None = None,
    ) -> None:
        """A delta more, and the manifest that names it."""
        assert self.manifest is not None
        before = self.deltas[-1] if self.deltas else self.index_data
        made = blind.changes(
            blind.name(before) if follows is None else follows,
            self.tagged(added, label),
            self.tagged(left, 0),
            self.tagged([], 0),
            dummy_seed=bytes(32),
        )
        self.deltas.append(made.data)
        part = part_of(made.data, made.count, made.tombstones)
        self.sign_parts(deltas=[*self.manifest.deltas, part])

    def answer(self, data: bytes) -> bytes:
        """What its door answers to a letter of ours."""
        if self.down:
            raise Unreachable("partner.unreachable", "The partner's node does not answer.")
        self.received.append(data)
        header, payload = self.read(data)
        self.opened.append((header, payload))
        reply = self.spoil(header, self.refuse_with or self._reply(header, payload, data))
        return self.spoil_bytes(self.reply_letter(header, reply))

    def answer_one(self, data: bytes) -> Answer:
        """What its door answers to a letter of a bundle."""
        code = self.turn_away(peek(data))
        return Answer(code=code) if code else Answer(reply=self.answer(data))

    def reply_letter(self, header: Header, reply: Message, **changes: object) -> bytes:
        """The sealed reply to the letter with this header, right in every field that is not given."""
        signing = changes.pop("signing", self.signing)
        secret = changes.pop("secret", self.secrets.get(header.id, bytes(32)))
        given = {
            "sender": self.agency,
            "recipient": settings.BENKAN_NODE.agency,
            "convention": header.convention,
            "kind": kind_of(reply),
            "id": new_id(),
            "thread": header.thread,
            "previous": header.id,
            "sent_at": time_text(now()),
            "expires_at": time_text(now() + dt.timedelta(days=14)),
            **changes,
        }
        return seal_reply(Header(**given), encode(reply), signing, secret)  # type: ignore[arg-type]

    def _reply(self, header: Header, payload: Message, data: bytes) -> Message:
        if header.kind == "index.ask":
            if self.manifest is None:
                return Refusal(code="index.none", text="none", clause="", facts={}, remedy="")
            return self.manifest
        if header.kind == "index.chunk.ask":
            pieces = blind.chunks(self._part(payload.sha256))  # type: ignore[attr-defined]
            return IndexChunk(number=payload.number, data=pieces[payload.number])  # type: ignore[attr-defined]
        if header.kind == "index.digests.ask":
            listed = blind.digests(self._part(payload.sha256))  # type: ignore[attr-defined]
            digests = b"".join(bytes.fromhex(each) for each in listed)
            return IndexDigests(sha256=payload.sha256, digests=digests)  # type: ignore[attr-defined]
        if header.kind == "search.ask":
            assert self.manifest is not None
            return SearchAnswer(
                epoch=self.manifest.epoch,
                answers=blind.answer(payload.elements, self.evaluating),  # type: ignore[attr-defined]
            )
        return Receipt(envelope=header.id, sha256=hashlib.sha256(data).hexdigest(), received_at=time_text(now()))

    def _part(self, sha256: str) -> bytes:
        """The part that the manifest names so, whatever its bytes are now."""
        assert self.manifest is not None
        place = [part.sha256 for part in self.manifest.parts].index(sha256)
        return [self.index_data, *self.deltas][place]

    def kinds(self) -> list[str]:
        """The kinds of letter that came, in order."""
        return [header.kind for header, _ in self.opened]


class FakeNetwork:
    """Doors by address, in place of ``transport.post``."""

    def __init__(self) -> None:
        self.doors: dict[str, FakePartner] = {}

    def add(self, partner: FakePartner) -> FakePartner:
        self.doors[partner.url] = partner
        return partner

    def post(
        self, url: str, data: bytes, *, deadline_s: float = 60.0, content_type: str = transport.CONTENT_TYPE
    ) -> bytes:
        partner = self.doors[url]
        if content_type != transport.BUNDLE_TYPE:
            assert peek(data).recipient == partner.agency
            return partner.answer(data)
        if not partner.takes_bundles:
            raise Unreachable("partner.turned-away", "Turned away.", reason=transport.NO_BUNDLES)
        letters = unbundle(data)
        assert {peek(letter).recipient for letter in letters} == {partner.agency}
        partner.bundles.append(len(letters))
        return partner.spoil_answers(answers([partner.answer_one(letter) for letter in letters]))


def agree(*partners: FakePartner, identifier: str = "essai-2025", **terms: object) -> str:
    """A convention between our node and these partners, signed by all and added; its identifier."""
    own = SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed())
    today = now().date()
    ours = PartyDraft(settings.BENKAN_NODE.agency, settings.BENKAN_NODE.name, settings.BENKAN_NODE.country, own.public)
    days = {"starts_on": today - dt.timedelta(days=30), "ends_on": today + dt.timedelta(days=300)}
    text = draft(identifier, [ours, *(one.party() for one in partners)], **{**days, **terms})  # type: ignore[arg-type]
    for agency, key in [(ours.identifier, own), *((one.agency, one.signing) for one in partners)]:
        text = sign(text, agency, key.sign, key.public, today - dt.timedelta(days=1))
    accords.add(text)
    return identifier
