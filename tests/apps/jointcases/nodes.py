"""Several nodes in one process: each with its own home, keys and database; letters go from door to door.

The first node is the one of the test settings, on the database of the test run; the others have an SQLite file each. One
node at a time is awake: its database and its home are the ones that the program sees.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import inbox, transport
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Outgoing, State
from benkan.core.conventions import PartyDraft, draft, sign
from benkan.core.envelope import Answer, SigningKey, answers, peek, unbundle
from benkan.core.errors import Unreachable
from benkan.node import home

CONVENTION = "trois-2026"
_template: list[Path] = []


@dataclasses.dataclass
class Node:
    """One service."""

    agency: str
    home: home.Home
    connection: Any
    network: Network
    people: dict[str, accounts.Officer] = dataclasses.field(default_factory=dict)

    @contextmanager
    def awake(self) -> Iterator[Node]:
        """The program is this node for a while."""
        before, node = connections["default"], settings.BENKAN_NODE
        connections["default"], settings.BENKAN_NODE = self.connection, self.home
        try:
            yield self
        finally:
            connections["default"], settings.BENKAN_NODE = before, node

    def work(self) -> None:
        """Delivers what is due, to everybody who can be reached."""
        from benkan.apps.jointcases import services

        with self.awake():
            services.tend()
            Outgoing.objects.filter(state=State.QUEUED).update(next_attempt_at=timezone.now())
            exchange.deliver_due(threads=False)


class Network:
    """The nodes by address, which pairs are cut, and every envelope that went from one to another."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.cut: set[frozenset[str]] = set()
        self.carried: list[tuple[str, str, bytes]] = []

    def post(
        self, url: str, data: bytes, *, deadline_s: float = 60.0, content_type: str = transport.CONTENT_TYPE
    ) -> bytes:
        if content_type == transport.BUNDLE_TYPE:
            return answers([Answer(reply=self._carry(url, letter)) for letter in unbundle(data)])
        return self._carry(url, data)

    def _carry(self, url: str, data: bytes) -> bytes:
        node = self.nodes[url]
        sender = peek(data).sender
        self.carried.append((sender, node.agency, data))
        if frozenset({sender, node.agency}) in self.cut:
            raise Unreachable("partner.unreachable", "The partner's node does not answer.")
        with node.awake():
            return exchange.receive(data)

    def settle(self, rounds: int = 4) -> None:
        """Everybody works until the letters of today have arrived."""
        for _ in range(rounds):
            for node in self.nodes.values():
                node.work()


def made(tmp_path: Path, names: dict[str, str]) -> Network:
    """A node for each agency -> country; the first is the one of the settings. Cards are exchanged, nothing is agreed."""
    network = Network()
    inbox._last_refused.clear()
    for place, (agency, country) in enumerate(names.items()):
        network.nodes[f"http://127.0.0.1:{8440 + place}"] = _node(network, tmp_path, agency, country, place)
    cards = {}
    for node in network.nodes.values():
        with node.awake():
            cards[node.agency] = agencies.own_card()
    for node in network.nodes.values():
        with node.awake():
            for agency, card in cards.items():
                if agency != node.agency:
                    agencies.add_card(card)
            for role in ("analyst", "liaison", "supervisor"):
                node.people[role] = accounts.create_officer(
                    f"{role}-{node.agency}", f"{role.title()} {node.agency}", role
                )
    return network


def agree(network: Network, *names: str, identifier: str = CONVENTION, **terms: object) -> str:
    """A convention between these nodes, in force on each of them."""
    nodes = [node for node in network.nodes.values() if node.agency in names]
    keys = {node.agency: SigningKey.from_bytes(node.home.signing_seed()) for node in nodes}
    today = timezone.now().date()
    parties = [PartyDraft(node.agency, node.home.name, node.home.country, keys[node.agency].public) for node in nodes]
    days = {"starts_on": today - dt.timedelta(days=30), "ends_on": today + dt.timedelta(days=300)}
    text = draft(identifier, parties, **{**days, **terms})  # type: ignore[arg-type]
    for agency, key in keys.items():
        text = sign(text, agency, key.sign, key.public, today - dt.timedelta(days=1))
    for node in nodes:
        with node.awake():
            accords.add(text)
    return identifier


def _node(network: Network, tmp_path: Path, agency: str, country: str, place: int) -> Node:
    if place == 0:
        assert settings.BENKAN_NODE.agency == agency
        return Node(agency, settings.BENKAN_NODE, connections["default"], network)
    folder = tmp_path / agency
    name = {"fr": f"Service {agency}", "en": f"Service {agency}", "ar": f"مصلحة {agency}"}
    url = f"http://127.0.0.1:{8440 + place}"
    home.make(folder, agency=agency, name=name, country=country, url=url, listen=f"127.0.0.1:{8440 + place}")
    shutil.copy(_migrated(tmp_path), folder / "benkan.sqlite3")
    return Node(agency, home.load(folder), _connection(folder / "benkan.sqlite3"), network)


def _connection(path: Path) -> DatabaseWrapper:
    given = copy.deepcopy(connections["default"].settings_dict)
    given |= {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    return DatabaseWrapper(given, "default")


def _migrated(tmp_path: Path) -> Path:
    """An empty database with every table, made once for the run."""
    if not _template:
        path = Path(settings.BENKAN_NODE.home) / "migrated.sqlite3"
        before = connections["default"]
        connections["default"] = _connection(path)
        try:
            call_command("migrate", verbosity=0)
        finally:
            connections["default"].close()
            connections["default"] = before
        _template.append(path)
    return _template[0]
