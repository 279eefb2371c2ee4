"""Officers of two nodes who send each other notices: each act is one process, as a person would do it.

Run as ``python tests/network/notice_officers.py ACT`` with BENKAN_HOME set; prints one JSON object.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

from benkan.node.cli.boot import boot
from benkan.node.demo.people import SHARED_PHONE


def send() -> dict[str, Any]:
    """A warning about the person whom both know, to every partner that may have it; read by a second officer."""
    from benkan.apps.accounts import services as accounts
    from benkan.apps.cases import services as cases
    from benkan.apps.notices import addressing, payloads, services
    from benkan.core import notices as rules

    author, second = accounts.get("analyste"), accounts.get("liaison")
    case = cases.open_case(author, "Passeur armé", "drug-trafficking")
    content = services.Content(
        fields={
            "name": ["Personne Inventée"],
            "birthDate": ["1980"],
            "phone": [SHARED_PHONE],
            "threat": ["Armé lors de deux contrôles."],
            "grounds": ["Procès-verbaux 12 et 13."],
            "advice": ["do-not-approach"],
        },
        subject_category="suspect",
        answers={one.code: False for one in rules.questions_of("warning")},
        handling="H1",
        grade="B2",
        partners=tuple(
            one.partner
            for one in addressing.whom(addressing.Facts("drug-trafficking", "H1", frozenset({"person", "phone"})))
            if one.refused is None
        ),
    )
    made = services.begin(author, "warning", content, case=case.pk)
    edition = services.propose(author, made.pk)
    message = payloads.of_edition(edition, str(second))
    services.approve(second, edition.pk, seen_sha256=payloads.sha256(message))
    return {"notice": str(made.pk), "to": list(made.addressees.values_list("partner", flat=True))}


def compare() -> dict[str, Any]:
    """What the worker does with notices that came."""
    from benkan.apps.notices import services

    return {"compared": services.compare_due()}


def withdraw() -> dict[str, Any]:
    """The notice is taken back."""
    from benkan.apps.accounts import services as accounts
    from benkan.apps.notices import services

    who = accounts.get("liaison")
    services.withdraw(who, services.ours(who).get().pk, "Personne interpellée")
    return {}


def expire() -> dict[str, Any]:
    """The last day passes."""
    from benkan.apps.notices import ending, receiving

    day = dt.date.today() + dt.timedelta(days=4_000)
    from django.db import transaction

    with transaction.atomic():
        return {"ended": ending.expire_own(day) + receiving.expire_received(day)}


def look() -> dict[str, Any]:
    """What this node holds."""
    from collections import Counter

    from benkan.apps.exchange.models import Incoming, Outgoing
    from benkan.apps.journal.models import Line
    from benkan.apps.notices.models import Addressee, Notice, Received

    return {
        "ours": list(Notice.objects.values_list("type", "state", "version")),
        "addressees": [
            [one.partner, one.state, one.delivered_version, one.acknowledged_at is not None]
            for one in Addressee.objects.order_by("partner")
        ],
        "received": [
            [one.partner, one.type, one.state, one.version, sorted(one.fields), len(one.known)]
            for one in Received.objects.all()
        ],
        "incoming": dict(Counter(Incoming.objects.values_list("kind", flat=True))),
        "kept_letters": sum(1 for one in Incoming.objects.filter(kind="notice") if bytes(one.envelope)),
        "outgoing": sorted(map(list, Outgoing.objects.values_list("kind", "state"))),
        "events": dict(Counter(Line.objects.values_list("event", flat=True))),
    }


ACTS = {act.__name__: act for act in (send, compare, withdraw, expire, look)}

if __name__ == "__main__":
    boot()
    print(json.dumps(ACTS[sys.argv[1]]()))
