"""An assembly of 179 delegations and 800 delegates: agenda, door and its signed list, who is here twice, badges as PDF.

A node's home in a temporary folder. CPU seconds of this process, which renders the pages itself; only invented people.

    python bench/gathering_scale.py --json
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROUNDS = 25


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--delegations", type=int, default=179)
    parser.add_argument("--delegates", type=int, default=800)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent))
    from search_scale import Node

    with tempfile.TemporaryDirectory(prefix="benkan-gathering-") as name:
        Node(Path(name), "sqlite")
        told = measured(options.delegations, options.delegates)
    told["load"] = round(os.getloadavg()[0], 1)
    print(json.dumps(told) if options.json else json.dumps(told, indent=2))


def measured(delegations: int, delegates: int) -> dict[str, float]:
    """Fills the node and asks for its pages."""
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from benkan.apps.accounts.services import create_officer
    from benkan.apps.gatherings import services

    who = create_officer("liaison", "Liaison", "liaison", language="fr")
    today = timezone.localdate()
    titles = {"fr": "Assemblée générale", "en": "General Assembly", "ar": "الجمعية العامة"}
    gathering = services.add(
        titles, "assembly", place="Marrakech", starts=today, ends=today + dt.timedelta(days=3), by=who
    )
    codes = [f"{chr(65 + number // 26)}{chr(65 + number % 26)}" for number in range(delegations)]
    languages = ("fr", "en", "ar")
    rows = "".join(
        f"Invented Person {number};{code};Delegate;;{languages[number % 3]};Country {code}\n"
        for number, code in zip(range(delegates), itertools.cycle(codes), strict=False)
    )
    began = time.process_time()
    done = services.read_list(gathering, f"name;country;function;role;language;delegation\n{rows}".encode(), by=who)
    assert done.added == delegates, done
    services.grant_all(gathering, by=who)
    filled = time.process_time() - began
    for number in range(40):
        starts = timezone.make_aware(dt.datetime.combine(today, dt.time(8))) + dt.timedelta(minutes=15 * number)
        services.add_item(gathering, titles, starts=starts, ends=starts + dt.timedelta(minutes=15), by=who, room="A")
    for one in services.delegates(gathering.pk)[:400]:
        row = gathering.delegates.get(pk=one.public_id)
        services.check_in(gathering, row.code, by=who)
    client = Client(headers={"accept-language": "fr"}, SERVER_NAME="localhost")
    client.force_login(who)
    told: dict[str, float] = {"delegations": len(codes), "delegates": delegates, "import_cpu_s": round(filled, 2)}
    for page in ("detail", "door", "delegates", "alike", "documents", "interpretation"):
        address, took = reverse(f"gatherings:{page}", args=[gathering.pk]), []
        for _ in range(ROUNDS):
            began = time.process_time()
            assert client.get(address).status_code == 200
            took.append(time.process_time() - began)
        told[f"{page}_p95_ms"] = round(1000 * float(np.percentile(took, 95)))
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        assert client.get(f"/api/gatherings/{gathering.pk}/door-list/").status_code == 200
        took.append(time.process_time() - began)
    told["door_list_p95_ms"] = round(1000 * float(np.percentile(took, 95)))
    began = time.process_time()
    data = services.badges_pdf(gathering.pk)
    told |= {"badges_cpu_s": round(time.process_time() - began, 2), "badges_kb": len(data) // 1024}
    return told


if __name__ == "__main__":
    main()
