#!/usr/bin/env python3
"""A convention of many services: its bytes, and CPU time to draft, read, edit, sign, verify, compare and decide by it.

Run: python bench/convention_size.py [--parties 196] [--repeat 5] [--json]
Times are CPU time of this process (median), not wall time: the machine may be shared.
"""

import argparse
import datetime as dt
import json
import statistics
import time

from benkan.core.conventions import (
    Act,
    ActKind,
    Agreement,
    PartyDraft,
    append,
    decide,
    differences,
    draft,
    edit,
    parse,
    verify,
)
from benkan.core.conventions.canonical import signed_bytes
from benkan.core.conventions.model import Signature
from benkan.core.envelope import SigningKey

DAY = dt.date(2026, 1, 1)
NAMES = {
    "fr": "Office central de lutte contre le trafic illicite de stupéfiants",
    "en": "Central office for the suppression of illicit drug trafficking",
    "ar": "المكتب المركزي لمكافحة الاتجار غير المشروع بالمخدرات",
}


def cpu_ms(repeat, act):
    times = []
    for _ in range(repeat):
        start = time.process_time()
        result = act()
        times.append((time.process_time() - start) * 1e3)
    return round(statistics.median(times), 3), result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parties", type=int, default=196)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    keys = {f"s{number}-office": SigningKey.generate() for number in range(given.parties)}
    parties = [PartyDraft(name, NAMES, "ML", key.public) for name, key in keys.items()]
    told = {"parties": given.parties}

    def measured(name, act, repeat=given.repeat):
        told[f"{name}_cpu_ms"], result = cpu_ms(repeat, act)
        return result

    text = measured(
        "draft", lambda: draft("bench", parties, "worldwide", starts_on=DAY, ends_on=DAY + dt.timedelta(days=730))
    )
    told["text_bytes"] = len(text.encode())
    convention = measured("parse", lambda: parse(text))
    edited = measured("edit", lambda: edit(text, {("retention", "days"): 90}))
    measured("difference", lambda: differences(convention, parse(edited)))

    def sign(name):
        return Signature(name, keys[name].public, keys[name].sign(signed_bytes(convention.sha256, name, DAY)), DAY)

    signed = measured("all_signatures", lambda: append(convention, map(sign, keys)), repeat=1)
    told["signed_bytes"] = len(signed.encode())
    read = parse(signed)
    measured("verify_all", lambda: verify(read))
    act = Act(
        ActKind.SEARCH,
        "s0-office",
        f"s{given.parties - 1}-office",
        dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
        purpose="fraud",
    )
    measured("decide", lambda: decide([Agreement(read, signed=True)], act))
    print(json.dumps(told) if given.json else "\n".join(f"{name:<24} {value}" for name, value in told.items()))


if __name__ == "__main__":
    main()
