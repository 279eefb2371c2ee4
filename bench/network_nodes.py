"""Invented services for the benches that need nodes: homes, cards, one convention of all, records, published indexes.

`python bench/network_nodes.py` with BENKAN_HOME set does a node's first day in a process of its own; nothing but the
benches runs it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import process_times

CONVENTION = "bench-2026"
PURPOSE = "drug-trafficking"
MOST = 10_000_000  # the largest quota that a convention can give
NAMES = {"fr": "Service mesuré", "en": "Measured service", "ar": "مصلحة مقيسة"}
COUNTRIES = ("ML", "BF", "NE", "MA")


@dataclass
class Service:
    """A service with its keys: of a node in ``home``, or of nobody but the bench when there is none."""

    agency: str
    url: str
    signing: Any
    encryption: Any
    home: Path | None = None
    country: str = "ML"
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def card(self, url: str | None = None) -> bytes:
        from benkan.wire import encode, sign_card

        return encode(
            sign_card(
                agency=self.agency,
                name=NAMES,
                country=self.country,
                url=url or self.url,
                encryption_key=self.encryption.public,
                issued_at=f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
                signing_key=self.signing,
            )
        )

    def start(self, *before: str, threads: int = 4, workers: int = 1) -> None:
        """The server of the node; ``before`` stands before the command (such as ``ip netns exec``)."""
        assert self.home is not None
        served = ("node", "serve", "--threads", str(threads), "--workers", str(workers))
        with (self.home / "node.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [*before, sys.executable, "-m", "benkan.node", *served],
                    env=environment(self.home),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def stop(self) -> None:
        """Ends the server and waits for it."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=15)
        self.processes.clear()

    def cpu_s(self) -> float:
        """CPU seconds of every process of the node so far: those started here and their children."""
        leaders = {process.pid for process in self.processes}
        return process_times.cpu_s(lambda one: one.session in leaders)


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "BENKAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "benkan.node.settings"}


def without_node(agency: str) -> Service:
    """A service of which only the keys exist."""
    from benkan.core.envelope import EncryptionKey, SigningKey

    return Service(agency, "http://127.0.0.1:9", SigningKey.generate(), EncryptionKey.generate())


def with_home(folder: Path, number: int, agency: str, listen: str) -> Service:
    """A service with a fresh home, not opened yet."""
    from benkan.core.envelope import EncryptionKey, SigningKey
    from benkan.node import home as homes

    country, home = COUNTRIES[number % len(COUNTRIES)], folder / agency
    made = homes.make(
        home, agency=agency, name=NAMES, country=country, url=f"http://{listen}", listen=listen, language="en"
    )
    return Service(
        agency,
        f"http://{listen}",
        SigningKey.from_bytes(made.signing_seed()),
        EncryptionKey.from_bytes(made.encryption_private()),
        home,
        country,
    )


def convention(services: list[Service]) -> str:
    """The signed text by which all of them search each other as often as they like."""
    from benkan.core.conventions import PartyDraft, draft, sign

    today = dt.datetime.now(dt.UTC).date()
    begun = today - dt.timedelta(days=30)
    text = draft(
        CONVENTION,
        [PartyDraft(one.agency, NAMES, one.country, one.signing.public) for one in services],
        starts_on=begun,
        ends_on=today + dt.timedelta(days=300),
        searches_per_party_per_day=MOST,
        searches_per_officer_per_day=MOST,
        searches_per_case_per_day=MOST,
    )
    for one in services:
        text = sign(text, one.agency, one.signing.sign, one.signing.public, begun)
    return text


def open_all(services: list[Service], people: int) -> None:
    """The first day of every service that has a home."""
    text = convention(services)
    for number, one in enumerate(services):
        if one.home is None:
            continue
        # Cards must be https or of this machine; where the partner really listens is put in afterwards.
        others = [other for other in services if other is not one]
        plan = {
            "cards": [other.card("http://127.0.0.1:9").decode() for other in others],
            "urls": {other.agency: other.url for other in others},
            "convention": text,
            "country": one.country,
            "people": people,
            "seed": number,
        }
        (one.home / "bench.json").write_text(json.dumps(plan), "utf-8")
        done = subprocess.run(
            [sys.executable, __file__], env=environment(one.home), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{one.agency} could not be opened: {done.stderr[-800:]}")


def first_day() -> None:
    """Tables, cards, convention, invented people, index: of the node of BENKAN_HOME."""
    from benkan.node.cli.boot import boot

    node = boot()
    from benkan.apps.accords import services as accords
    from benkan.apps.agencies import services as agencies
    from benkan.apps.search import services as search
    from benkan.node.demo.opening import take_in
    from benkan.node.setting_up import prepare

    plan = json.loads((node.home / "bench.json").read_text("utf-8"))
    prepare()
    for card in plan["cards"]:
        agencies.add_card(card.encode())
    for agency, url in plan["urls"].items():
        agencies.Agency.objects.filter(pk=agency).update(url=url)
    accords.add(plan["convention"])
    take_in(plan["country"], plan["people"], plan["seed"])
    search.build_index()


if __name__ == "__main__":
    first_day()
