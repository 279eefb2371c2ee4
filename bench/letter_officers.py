"""Officers of one node for bench/letter_throughput.py: they ask and decide through the services, as pages do.

`python bench/letter_officers.py` with BENKAN_HOME set reads one command a line and answers each with one JSON object:
`open`, `hits N`, `ask N`, `decide N`, `held`, `verify`. `cpu_s` in an answer is what the acts took in this process.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from network_nodes import PURPOSE

from benkan.node.cli.boot import boot
from benkan.node.demo.people import SHARED_PHONE

QUESTION = "Qui est cette personne, et que savez-vous de ses numéros et de ses déplacements ?"
PATIENCE_S = 40.0


def until(look: Callable[[], Any]) -> Any:
    """The first true thing that ``look`` returns."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError


class Officers:
    """An analyst and two liaison officers of this node."""

    def __init__(self) -> None:
        from benkan.apps.accounts import services as accounts

        self._accounts = accounts
        self._hits: list[tuple[str, str]] = []

    def open(self, _number: int) -> dict[str, Any]:
        """Their accounts."""
        self._accounts.create_officer("analyste", "Aminata Analyste", "analyst")
        self._accounts.create_officer("liaison", "Issa Liaison", "liaison")
        self._accounts.create_officer("seconde", "Mariam Seconde", "liaison")
        return {}

    def hits(self, number: int) -> dict[str, Any]:
        """One real search with its hit, copied: what is measured begins at a hit."""
        import copy
        import uuid

        from benkan.apps.cases import services as cases
        from benkan.apps.search import services as search
        from benkan.apps.search.models import Inquiry, Search

        who = self._accounts.get("analyste")
        case = cases.open_case(who, "Mesure", PURPOSE)

        def answered() -> Any:
            made = search.make(who, case.pk, {"phone": SHARED_PHONE})
            return until(lambda: made.inquiries.exclude(state__in=("waiting", "asked")).first())

        found = until(lambda: (one := answered()).hits and one)
        made, handle = found.search, found.hits[0]["handle"]
        searches, inquiries = [], []
        for _ in range(number):
            one, inquiry = copy.copy(made), copy.copy(found)
            one.pk, inquiry.pk = uuid.uuid4(), uuid.uuid4()
            inquiry.search = one
            searches.append(one)
            inquiries.append(inquiry)
        Search.objects.bulk_create(searches, batch_size=500)
        Inquiry.objects.bulk_create(inquiries, batch_size=500)
        self._hits = [(str(one.pk), handle) for one in inquiries]
        return {"hits": len(self._hits)}

    def ask(self, number: int) -> dict[str, Any]:
        """So many requests, each queued with its journal line."""
        from benkan.apps.requests import services as requests

        who = self._accounts.get("analyste")
        begun = time.process_time()
        for _ in range(number):
            requests.send(who, *self._hits.pop(), "routine", QUESTION)
        return {"cpu_s": time.process_time() - begun}

    def decide(self, number: int) -> dict[str, Any]:
        """So many releases of the whole record: one officer proposes, a second one approves, and it is queued."""
        from benkan.apps.requests import services as requests
        from benkan.apps.requests.models import Direction, Request, RequestState

        first, second = self._accounts.get("liaison"), self._accounts.get("seconde")
        waiting = list(
            Request.objects.filter(direction=Direction.IN, state=RequestState.RECEIVED).values_list("pk", flat=True)
        )
        begun = time.process_time()
        for request in waiting[:number]:
            proposed = requests.release(first, request, "all", reason_code="all", handling="H2", grade="B2")
            requests.approve(second, proposed.pk)
        return {"cpu_s": time.process_time() - begun, "decided": len(waiting[:number])}

    def held(self, _number: int) -> dict[str, Any]:
        """What the node holds: letters out and in, and lines of the journal about them."""
        from django.db.models import Count

        from benkan.apps.exchange.models import Incoming, Outgoing
        from benkan.apps.journal.models import Line

        sent = dict(Outgoing.objects.order_by().values_list("state").annotate(Count("pk")))
        lines = dict(Line.objects.order_by().values_list("event").annotate(Count("pk")))
        came = Incoming.objects.filter(code="", kind__in=("request", "release")).count()
        sizes = [
            len(bytes(data)) for data in Outgoing.objects.exclude(sealed=None).values_list("sealed", flat=True)[:20]
        ]
        return {"sent": sent, "came": came, "lines": lines, "bytes": max(sizes, default=0)}

    def verify(self, _number: int) -> dict[str, Any]:
        """Whether the journal verifies."""
        from benkan.apps.journal import services as journal

        report = journal.verify()
        return {"ok": not report.problems}


def main() -> None:
    boot()
    officers = Officers()
    for line in sys.stdin:
        name, _, number = line.strip().partition(" ")
        done = getattr(officers, name)(int(number or 0))
        sys.stdout.write(json.dumps(done) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
