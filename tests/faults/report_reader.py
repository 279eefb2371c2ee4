"""The other process of test_killed_reading: takes a large file in, reads what waits, or counts what is there."""

from __future__ import annotations

import json
import sys


def main(job: str) -> None:
    from benkan.node.cli.boot import boot

    boot()
    from django.utils import timezone

    from benkan.apps.accounts import services as accounts
    from benkan.apps.journal import services as journal
    from benkan.apps.reporting import receiving, registering, sealed
    from benkan.apps.reporting import services as reporting
    from benkan.apps.reporting.models import Arrival, Report, Row
    from tests.apps.reporting.files import goaml

    if job == "take":
        officer = accounts.create_officer("s", "Officer", "supervisor", language="en")
        bank = registering.register(officer, "banque-essai", "Banque", "bank", country="ML")
        draft = sealed.Draft("large.xml")
        draft.feed(goaml(tuple(str(4_000_000 + at) for at in range(1_500))))
        taken = receiving.take(bank, "Programme", draft)
        print(json.dumps({"number": taken.number, "waits": taken.arrival is not None}), flush=True)
    elif job == "read":
        Arrival.objects.update(next_at=timezone.now())
        print("ready", flush=True)
        print(reporting.read_due(threads=False), flush=True)
    else:
        arrivals, reports = Arrival.objects.filter(refused_at=None).count(), Report.objects.count()
        told = {
            "arrivals": arrivals,
            "reports": reports,
            "rows": Row.objects.count(),
            "files": sorted(path.suffix for path in sealed.folder().iterdir() if path.suffix != ".lock"),
            "lines": len(journal.latest(50, "report-received")),
            "attempts": max(Arrival.objects.values_list("attempts", flat=True), default=0),
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
