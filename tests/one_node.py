"""A node with a partner, a convention, an analyst and a case, and its whole content to compare before and after."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.exchange import inbox, transport
from benkan.apps.exchange import services as exchange
from benkan.apps.records import services as records
from benkan.apps.search import partner_index
from benkan.apps.search.models import OwnIndex
from benkan.core import blind
from benkan.core.conventions import PartyDraft, draft, sign
from benkan.core.envelope import SigningKey, new_id, peek
from benkan.core.matching import Identifier, Subject
from benkan.formats.report import Report
from benkan.wire import Message, Refusal, SearchAsk, Withdrawal, error_of
from tests.apps.exchange.fake_partner import FakeNetwork, FakePartner, agree

JOURNAL = {"journal.Line", "journal.Head"}
HEARD = {"agencies.Agency": "last_seen_at"}


@dataclass
class World:
    """A node with one partner, a convention with it, an analyst and a case."""

    network: FakeNetwork
    partner: FakePartner
    convention: str
    analyst: accounts.Officer
    case: cases.Case
    client: Client

    def unsigned(self, **terms: object) -> str:
        today = timezone.now().date()
        node = settings.BENKAN_NODE
        ours = PartyDraft(node.agency, node.name, node.country, own_key().public)
        given = {"starts_on": today - dt.timedelta(days=30), "ends_on": today + dt.timedelta(days=300), **terms}
        return draft("neuve-2026", [ours, self.partner.party()], **given)

    def half_signed(self, **terms: object) -> str:
        key = own_key()
        return sign(self.unsigned(**terms), settings.BENKAN_NODE.agency, key.sign, key.public, yesterday())

    def signed(self, **terms: object) -> str:
        key = self.partner.signing
        return sign(self.half_signed(**terms), self.partner.agency, key.sign, key.public, yesterday())

    def withdrawal(self) -> Withdrawal:
        return Withdrawal(release=new_id(), version=2, fields=[], reason_code="mistake", reason="", officer="Liaison")

    def question(self, elements: dict[str, list[bytes]] | None = None) -> SearchAsk:
        """What a partner asks, right unless other elements are given."""
        index = OwnIndex.objects.get(convention=self.convention)
        return SearchAsk(
            purpose="drug-trafficking",
            case_commitment="c" * 64,
            officer_commitment="0" * 64,
            epoch=index.epoch,
            certified_until=0,
            elements=elements or shape(),
        )

    def flood(self) -> SearchAsk:
        """A question of 10,000 tokens, which our own code would not make."""
        return self.question().model_copy(update={"elements": {**shape(), "name": points(1) * 10_000}})

    def one_less(self) -> SearchAsk:
        """A question of one name less than any shape has, which our own code would not make."""
        given = shape()
        return self.question().model_copy(update={"elements": {**given, "name": given["name"][1:]}})

    def letter(self, payload: Message, **changes: object) -> bytes:
        return self.partner.letter(payload, **{"convention": self.convention, **changes})

    def door(self, data: bytes) -> object:
        """What the door says; a sealed refusal is raised as the error that it is, at the letter that it names."""
        header, reply = self.partner.read(exchange.receive(data))
        assert header.previous == peek(data).id
        if isinstance(reply, Refusal):
            error = error_of(reply)
            error.place = header.previous
            raise error
        return reply

    def publish(self) -> None:
        subject = Subject(names=("موسى أغ الحسن",), identifiers=(Identifier("phone", "+22376123456"),))
        self.partner.publish(self.convention, [subject])


def own_key() -> SigningKey:
    return SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed())


def yesterday() -> dt.date:
    return timezone.now().date() - dt.timedelta(days=1)


def points(count: int) -> list[bytes]:
    return [blind.blind(uuid.uuid4().bytes).element for _ in range(count)]


def tokens(count: int) -> list[bytes]:
    return [number.to_bytes(4) for number in range(count)]


def shape() -> dict[str, list[bytes]]:
    return {kind: points(slots) for kind, slots in blind.SHAPES[blind.LARGEST].items()}


def content() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, except when a partner was last heard: being spoken to is no change."""
    found = {}
    for model in apps.get_models():
        skipped = HEARD.get(model._meta.label)
        names = [field.attname for field in model._meta.concrete_fields if field.attname != skipped]
        rows = model._default_manager.order_by("pk").values_list(*names)
        found[model._meta.label] = [tuple(map(plain, row)) for row in rows]
    return found


def plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path, settings) -> World:
    home = tmp_path / "home"
    home.mkdir()
    (home / "keys").symlink_to(settings.BENKAN_NODE.home / "keys")
    settings.BENKAN_NODE = dataclasses.replace(settings.BENKAN_NODE, home=home)
    partner_index._load.cache_clear()
    monkeypatch.setattr(inbox, "_last_refused", {})
    network = FakeNetwork()
    monkeypatch.setattr(transport, "post", network.post)
    partner = network.add(FakePartner().join_directory())
    analyst = accounts.create_officer("analyste", "Fatoumata Traoré", "analyst")
    case = cases.open_case(analyst, "Cargaison de Gao", "drug-trafficking")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(analyst)
    return World(network, partner, agree(partner), analyst, case, client)


def imports(reader: Callable[..., Iterator[object]], data: bytes) -> Callable[[World], object]:
    def act(_world: World) -> object:
        found = Report()
        entities = reader(io.BytesIO(data), found)
        return records.import_entities(entities, records.Defaults(dataset="d"), officer="admin", report=found)

    return act


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
