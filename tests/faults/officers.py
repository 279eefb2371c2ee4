"""Officers at work while processes die around them: one asks in Mali, one answers in Niger.

Run as ``python tests/faults/officers.py asker|decider ROUNDS`` with BENKAN_HOME set. They write to the database as pages
do, in their own processes, so that only what moves by itself (server and worker) is killed. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benkan.node.cli.boot import boot
from benkan.node.demo.people import SHARED_PHONE

PATIENCE_S = float(os.environ.get("BENKAN_PATIENCE_S", "100"))
PARTNER = "ne-ocrtis"
STOP = os.environ.get("BENKAN_STOP_FILE", "")
"""A file that says: begin nothing new; once all askers have ended, it holds how many requests they sent."""
NOTHING_LEFT = object()


def until(look: Callable[[], Any]) -> Any:
    """The first true thing that ``look`` returns; a lock that somebody holds is waited for as a person would."""
    from django.db import OperationalError

    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            found = look()
        except OperationalError:
            found = None
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError


def stopped() -> bool:
    """Whether no new exchange is to be begun."""
    return bool(STOP) and Path(STOP).exists()


def ask(rounds: int) -> list[str]:
    """Searches, and a request on each hit as soon as it is there; the identities of the requests."""
    from benkan.apps.accounts import services as accounts
    from benkan.apps.cases import services as cases
    from benkan.apps.requests import services as requests
    from benkan.apps.search import services as search

    who = accounts.get("analyste")
    case = until(lambda: cases.open_case(who, "Nuit des coupures", "drug-trafficking"))
    searches = []
    for _ in range(rounds):
        if stopped():
            break
        searches.append(until(lambda: search.make(who, case.pk, {"phone": SHARED_PHONE})))
        time.sleep(0.25)
    sent = []
    for made in searches:
        if stopped():
            break
        row = until(lambda made=made: made.inquiries.filter(partner=PARTNER, state="answered").first() or stopped())
        if row is True:  # nothing new is begun any more, and this search has no answer yet
            break
        assert len(row.hits) == 1, row.hits
        handle = row.hits[0]["handle"]
        asked = until(lambda row=row, handle=handle: requests.send(who, row.id, handle, "routine", "Qui est-ce ?"))
        sent.append(str(asked.id))
    return sent


def all_asked() -> int | None:
    """How many requests there are to decide in all, once that is known."""
    words = Path(STOP).read_text() if stopped() else ""
    return int(words) if words else None


def decide(rounds: int) -> list[str]:
    """Decides each request once: nothing, or everything with one field taken back at once."""
    from benkan.apps.accounts import services as accounts
    from benkan.apps.requests import services as requests

    who = accounts.get("liaison")
    decided: list[str] = []

    def next_one() -> Any:
        if all_asked() == len(decided):
            return NOTHING_LEFT
        return next((one for one in requests.to_decide(who) if str(one.pk) not in decided), None)

    for number in range(rounds):
        one = until(next_one)
        if one is NOTHING_LEFT:
            break
        common = {"handling": "H2", "grade": "B2"}
        if number % 2:
            released = until(
                lambda one=one: requests.release(who, one.pk, "all", reason_code="all", **common)  # noqa: B023
            )
            until(
                lambda released=released: requests.withdraw(
                    who, released.pk, ["phone"], "not-confirmed", "Numéro réattribué"
                )
            )
        else:
            until(lambda one=one: requests.release(who, one.pk, "nothing", reason_code="no-information", **common))  # noqa: B023
        decided.append(str(one.pk))
    return decided


def count() -> dict[str, Any]:
    """What this node holds when all is over."""
    from collections import Counter

    from benkan.apps.exchange.models import Incoming, Outgoing
    from benkan.apps.journal.models import Line
    from benkan.apps.requests.models import Change, Release, Request

    outgoing = Outgoing.objects.values_list("kind", "recipient", "state")
    return {
        "requests": sorted(
            [str(pk), direction, state]
            for pk, direction, state in Request.objects.values_list("id", "direction", "state")
        ),
        "releases": sorted(
            [str(pk), state, len(properties)]
            for pk, state, properties in Release.objects.values_list("request_id", "state", "properties")
        ),
        "changes": sorted(
            [str(pk), kind, at is not None]
            for pk, kind, at in Change.objects.values_list("release__request_id", "kind", "acknowledged_at")
        ),
        "incoming": dict(Counter(Incoming.objects.values_list("kind", flat=True))),
        "refused": list(Incoming.objects.exclude(code="").values_list("kind", "code")),
        "waiting": [list(one) for one in outgoing if one[2] != "delivered"],
        "events": dict(Counter(Line.objects.values_list("event", flat=True))),
    }


if __name__ == "__main__":
    boot()
    act, rounds = sys.argv[1], int(sys.argv[2])
    done = {"asker": ask, "decider": decide, "count": lambda _: count()}[act](rounds)
    sys.stdout.write(json.dumps(done))
