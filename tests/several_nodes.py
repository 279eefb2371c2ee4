"""Several whole nodes inside one test process: a home, a database file and keys each; letters go from door to door.

Code runs at one node at a time (``with node.here()``). What a node sends is handed to the receiver's own door at once,
in the receiver's home and database, so nothing is shared but the process.
"""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.utils import load_backend
from django.utils import timezone

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange import transport
from benkan.apps.exchange.models import Outgoing
from benkan.apps.records import services as records
from benkan.apps.requests import services as requests
from benkan.apps.requests.models import Direction, Release, Request, RequestState
from benkan.core.conventions import PartyDraft, draft, sign
from benkan.core.envelope import Answer, SigningKey, answers, unbundle
from benkan.core.errors import Unreachable
from benkan.node import home
from benkan.node.settings import database

CONVENTION = "quatre-2026"


class Node:
    """One service: everything inside ``here`` runs at it."""

    def __init__(self, folder: Path, agency: str, number: int, migrated: Path) -> None:
        names = {"fr": f"Service {agency}", "en": f"Service {agency}", "ar": f"مصلحة {agency}"}
        url = f"http://127.0.0.1:{17_000 + number}"
        self.home = home.make(
            folder, agency=agency, name=names, country=agency[:2].upper(), url=url, listen=url.removeprefix("http://")
        )
        shutil.copy(migrated, folder / "benkan.sqlite3")
        self.agency, self.url, self.down = agency, url, False
        self.connection = connection_to(folder / "benkan.sqlite3")
        self.signing = SigningKey.from_bytes(self.home.signing_seed())
        self.refused: list[tuple[str, str]] = []

    @contextmanager
    def here(self) -> Iterator[Node]:
        before = settings.BENKAN_NODE, connections["default"]
        settings.BENKAN_NODE, connections["default"] = self.home, self.connection
        try:
            yield self
        finally:
            settings.BENKAN_NODE, connections["default"] = before

    def at(self, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """What the act returns at this node."""
        with self.here():
            return act(*given, **named)

    def officer(self, username: str) -> accounts.Officer:
        """The liaison officer ``liaison`` or the supervisor ``second`` of this node."""
        return accounts.get(username)

    def copy(self, release: object) -> Release:
        """The release as it stands here."""
        with self.here():
            return Release.objects.get(pk=str(getattr(release, "pk", release)))

    def branches(self, release: Release) -> dict[str, tuple[str, int, bool]]:
        """Who has it, as this node knows: state, version that it signed for, whether it owes a word."""
        with self.here():
            found = requests.tree(self.copy(release))
            return {one.holder.agency: (one.holder.state, one.holder.version, one.owes) for one in found}


class Net:
    """The nodes, and the line between them."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = {node.agency: node for node in nodes}
        self.doors = {node.url: node for node in nodes}

    def post(
        self, url: str, data: bytes, *, deadline_s: float = 60.0, content_type: str = transport.CONTENT_TYPE
    ) -> bytes:
        receiver = self.doors[url]
        if receiver.down:
            raise Unreachable("partner.unreachable", "The partner's node does not answer.")
        if content_type != transport.BUNDLE_TYPE:
            return self._take(receiver, data)
        return answers([Answer(reply=self._take(receiver, letter)) for letter in unbundle(data)])

    @staticmethod
    def _take(receiver: Node, letter: bytes) -> bytes:
        with receiver.here():
            taken = exchange.taken(letter)
        if taken.code:
            receiver.refused.append((receiver.agency, taken.code))
        return taken.reply

    def run(self, rounds: int = 8) -> None:
        """Every node delivers what is due, until nothing moves any more."""
        for _ in range(rounds):
            if not sum(self._deliver(node) for node in self.nodes.values() if not node.down):
                return

    @staticmethod
    def _deliver(node: Node) -> int:
        with node.here():
            Outgoing.objects.filter(state="queued").update(next_attempt_at=timezone.now())
            return exchange.deliver_due(threads=False)


def connection_to(file: Path) -> Any:
    """An own connection to a node's database, whatever database the other tests use."""
    handler = connections["default"].settings_dict
    given = database(settings.BENKAN_NODE) | {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    options = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;",
    }
    merged = {**handler, **given, "OPTIONS": options, "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}
    return load_backend(merged["ENGINE"]).DatabaseWrapper(merged, "default")


def migrated(folder: Path) -> Path:
    """A database file with every table, to be copied."""
    file = folder / "migrated.sqlite3"
    made = connection_to(file)
    before = connections["default"]
    connections["default"] = made
    try:
        call_command("migrate", verbosity=0)
        with made.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        made.close()
        connections["default"] = before
    return file


def agree(nodes: list[Node], **terms: object) -> None:
    """A convention of all of them, signed and added everywhere; each has the cards and the officers it needs."""
    parties = [PartyDraft(node.agency, node.home.name, node.home.country, node.signing.public) for node in nodes]
    today = timezone.now().date()
    given = {"starts_on": today - dt.timedelta(days=30), "ends_on": today + dt.timedelta(days=700)} | terms
    text = draft(CONVENTION, parties, **given)  # type: ignore[arg-type]
    for node in nodes:
        text = sign(text, node.agency, node.signing.sign, node.signing.public, today)
    cards = [node.at(agencies.own_card) for node in nodes]
    for node in nodes:
        with node.here():
            for other, card in zip(nodes, cards, strict=True):
                if other is not node:
                    agencies.add_card(card)
            accords.add(text)
            if not accounts.listed():
                accounts.create_officer("liaison", f"Liaison {node.agency}", "liaison")
                accounts.create_officer("second", f"Second {node.agency}", "supervisor")


def released(owner: Node, receiver: Node, net: Net, **changes: Any) -> Release:
    """What the owner released to the receiver about a record of its own, delivered."""
    with owner.here():
        record = records.add(
            "Person",
            {"name": "Mousa ag Alhassan", "birthDate": "1984", "phone": "+22376123456", "notes": "vu à Gao"},
            subject_category="suspect",
            crime_area="drug-trafficking",
            handling="H1",
            grade="B2",
            officer="liaison",
        )
    with receiver.here():
        case = cases.open_case(receiver.officer("liaison"), "Cargaison", "drug-trafficking")
        asked = _asked(owner, case)
    net.run()
    with owner.here():
        Request.objects.filter(pk=asked).update(records=[str(record.pk)])
        given = {"decision": "all", "fields": [], "reason_code": "all", "handling": "H1", "grade": "B2"} | changes
        made = requests.release(owner.officer("liaison"), asked, given.pop("decision"), given.pop("fields"), **given)
        if made.state == "proposed":
            made = requests.approve(owner.officer("second"), made.pk)
    net.run()
    return made


def _asked(owner: Node, case: Any) -> str:
    """A request without a hit: how a hit becomes one is tested elsewhere."""
    identity, now = uuid.uuid4(), timezone.now().replace(microsecond=0)
    payload = wire.Request(
        request=str(identity),
        purpose="drug-trafficking",
        urgency="routine",
        officer="A. Traoré",
        officer_role="analyst",
        case_reference=case.number,
        question="Qui est cet homme ?",
        legal_ground="art. 3",
        handle=None,
        tier="",
        due_at=wire.time_text(now + dt.timedelta(hours=168)),
        language="fr",
    )
    asked = Request(
        id=identity,
        direction=Direction.OUT,
        partner=owner.agency,
        convention=CONVENTION,
        case=case,
        purpose=payload.purpose,
        urgency=payload.urgency,
        hours=168,
        officer_name=payload.officer,
        case_reference=case.number,
        question=payload.question,
        sent_at=now,
        due_at=now + dt.timedelta(hours=168),
        state=RequestState.QUEUED,
    )
    letter = exchange.queue(owner.agency, "request", payload, convention=CONVENTION, thread=str(identity))
    asked.envelope = letter.id
    asked.save()
    return str(identity)


def passed(giver: Node, owner: Node, receiver: Node, net: Net, release: Release, names: list[str]) -> Any:
    """The giver asks, the owner agrees with two persons where it must, and what is permitted arrives."""
    with giver.here():
        asked = requests.ask_onward(giver.officer("liaison"), release.pk, receiver.agency, names, "same-investigation")
    net.run()
    with owner.here():
        made = requests.grant_consent(owner.officer("liaison"), asked.pk)
        if made.state == "proposed":
            requests.approve_consent(owner.officer("second"), asked.pk)
    net.run()
    return asked
