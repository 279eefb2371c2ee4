"""Officers of two nodes that never see each other on a line: each act is one process, as a person would do it.

Run as ``python tests/network/courier_officers.py ACT`` with BENKAN_HOME set; prints one JSON object.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from benkan.node.cli.boot import boot
from benkan.node.demo.people import SHARED_PHONE


def search() -> dict[str, Any]:
    """A search by phone in a new case; nothing is asked on the line."""
    from benkan.apps.accounts import services as accounts
    from benkan.apps.cases import services as cases
    from benkan.apps.search import services as searches

    who = accounts.get("analyste")
    case = cases.open_case(who, "Convoi sans réseau", "drug-trafficking")
    made = searches.make(who, case.pk, {"phone": SHARED_PHONE})
    return {"search": str(made.pk)}


def request() -> dict[str, Any]:
    """A request on the hit of the search."""
    from benkan.apps.accounts import services as accounts
    from benkan.apps.requests import services as requests
    from benkan.apps.search.models import Inquiry

    row = Inquiry.objects.get(partner="ne-ocrtis", state="answered")
    (hit,) = row.hits
    sent = requests.send(accounts.get("analyste"), row.id, hit["handle"], "routine", "Qui est-ce ?")
    return {"request": str(sent.pk)}


def release() -> dict[str, Any]:
    """Everything is released."""
    from benkan.apps.accounts import services as accounts
    from benkan.apps.requests import services as requests

    who = accounts.get("liaison")
    (one,) = requests.to_decide(who)
    made = requests.release(who, one.pk, "all", reason_code="all", handling="H2", grade="B2")
    return {"release": str(made.pk)}


def withdraw() -> dict[str, Any]:
    """One field of it is taken back."""
    from benkan.apps.accounts import services as accounts
    from benkan.apps.requests import services as requests
    from benkan.apps.requests.models import Release

    who = accounts.get("liaison")
    requests.withdraw(who, Release.objects.get().pk, ["phone"], "not-confirmed", "Numéro réattribué")
    return {}


def look() -> dict[str, Any]:
    """What this node holds."""
    from collections import Counter

    from benkan.apps.exchange.models import Incoming, Outgoing
    from benkan.apps.journal.models import Cosignature, Line
    from benkan.apps.requests.models import Change, Release, Request
    from benkan.apps.search.models import Inquiry

    return {
        "inquiries": sorted([one.partner, one.state, len(one.hits)] for one in Inquiry.objects.all()),
        "requests": list(Request.objects.values_list("direction", "state")),
        "releases": [
            [state, sorted(properties)] for state, properties in Release.objects.values_list("state", "properties")
        ],
        "changes": [[kind, at is not None] for kind, at in Change.objects.values_list("kind", "acknowledged_at")],
        "incoming": dict(Counter(Incoming.objects.values_list("kind", flat=True))),
        "outgoing": sorted(map(list, Outgoing.objects.values_list("kind", "state"))),
        "cosigned_by": sorted(set(Cosignature.objects.values_list("witness", flat=True))),
        "events": dict(Counter(Line.objects.values_list("event", flat=True))),
    }


if __name__ == "__main__":
    boot()
    acts = {"search": search, "request": request, "release": release, "withdraw": withdraw, "look": look}
    sys.stdout.write(json.dumps(acts[sys.argv[1]]()))
