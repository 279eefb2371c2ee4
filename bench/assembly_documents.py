"""An assembly of 179 delegations and 800 delegates: the vote's page, its result, minutes as PDF and DOCX; p95 each.

Makes a node of its own in a temporary home (SQLite), fills it through the services, and asks its pages as a browser
does, without the network. Says how loaded the machine was.

    python bench/assembly_documents.py [--times 20] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from string import ascii_uppercase

ROOT = Path(__file__).resolve().parents[1]
DELEGATIONS, DELEGATES, RECOMMENDATIONS = 179, 800, 40


def home() -> Path:
    sys.path.insert(0, str(ROOT))
    folder = Path(tempfile.mkdtemp(prefix="benkan-bench-"))
    os.environ["BENKAN_HOME"] = str(folder)
    from benkan.node import home as homes

    homes.make(
        folder, agency="ml-ocs", name={"fr": "Banc d’essai", "en": "Bench", "ar": "منصة"}, country="ML",
        url="http://127.0.0.1:8440", listen="127.0.0.1:8440", seed=b"s" * 32,
    )  # fmt: skip
    os.environ["DJANGO_SETTINGS_MODULE"] = "benkan.node.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return folder


def countries() -> list[dict[str, str]]:
    from benkan.core import territories

    codes = (first + second for first in ascii_uppercase for second in ascii_uppercase)
    found = [dict(one.names) for code in codes if (one := territories.country(code)) is not None]
    # The gazetteer may hold fewer than an assembly has members: the rest is invented.
    more = ({"fr": f"Membre n° {at}", "en": f"Member {at}", "ar": f"العضو {at}"} for at in range(DELEGATIONS))
    return [*found, *more][:DELEGATIONS]


def fill() -> tuple[object, list[str], list[str]]:
    """An officer, 40 recommendations with a vote of all delegations on each, and the participants line by line."""
    from benkan.apps.accounts import services as accounts
    from benkan.apps.resolutions import services
    from benkan.core.voting import Majority, Rule

    who = accounts.create_officer("liaison", "A. Liaison", "liaison")
    names = countries()
    seats = [services.Sitting(f"d{at}", name) for at, name in enumerate(names)]
    votes = []
    for at in range(RECOMMENDATIONS):
        words = services.Wording(
            fr=f"Recommandation {at} : " + "nommer un point de contact par service et le tenir à jour. " * 4,
            en=f"Recommendation {at}: " + "name a point of contact of each service and keep it up to date. " * 4,
            ar=f"التوصية {at}: " + "تعيين جهة اتصال في كل مصلحة وتحديثها. " * 4,
        )
        row = services.record(who, words)
        vote = services.open_vote(who, Rule(Majority.TWO_THIRDS), recommendation=row, seats=seats)
        for place, seat in enumerate(seats):
            choice = "against" if place % 7 == 0 else "abstaining" if place % 11 == 0 else "in-favour"
            services.cast(who, vote.pk, seat.delegation, choice)
        if at < RECOMMENDATIONS - 1:
            services.close_vote(who, vote.pk)
        votes.append(str(vote.pk))
    people = [[f"Mme Prénom Nom{at}-{n}" for n in range(at, DELEGATES, DELEGATIONS)] for at in range(DELEGATIONS)]
    return who, votes, [f"{name['fr']} : {', '.join(each)}" for name, each in zip(names, people, strict=True)]


def p95(act: Callable[[], object], times: int) -> dict[str, float]:
    took, cpu = [], []
    act()
    for _ in range(times):
        wall, own = time.perf_counter(), time.process_time()
        act()
        took.append(time.perf_counter() - wall)
        cpu.append(time.process_time() - own)
    return {
        "p95_s": round(statistics.quantiles(took, n=20)[-1], 3),
        "cpu_median_s": round(statistics.median(cpu), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20, help="how often each is asked")
    parser.add_argument("--json", action="store_true", help="one object for programs")
    asked = parser.parse_args()
    folder = home()
    try:
        from django.test import Client
        from django.utils import timezone

        who, votes, participants = fill()
        browser = Client(HTTP_HOST="127.0.0.1")
        browser.force_login(who)
        today = timezone.localdate().isoformat()

        def get(address: str) -> None:
            assert browser.get(address).status_code == 200, address

        def paper(form: str, language: str, kind: str) -> None:
            sent = {
                "paper": kind, "language": language, "form": form, "title": "Assemblée générale",
                "first": today, "last": today, "participants": "\n".join(participants),
                "signers": "La présidente\nLe secrétaire général",
            }  # fmt: skip
            answer = browser.post("/resolutions/papers/", sent)
            assert answer.status_code == 200, answer.content[:500]

        told = {
            "delegations": DELEGATIONS,
            "delegates": DELEGATES,
            "votes": RECOMMENDATIONS,
            "load_at_begin": os.getloadavg()[0],
            "open vote": p95(lambda: get(f"/resolutions/votes/{votes[-1]}/"), asked.times),
            "result": p95(lambda: get(f"/resolutions/votes/{votes[0]}/"), asked.times),
            **{
                f"{kind} {form} {language}": p95(lambda f=form, g=language, k=kind: paper(f, g, k), asked.times)
                for kind in ("communique", "minutes")
                for form in ("pdf", "docx")
                for language in ("fr", "ar")
            },
            "load_at_end": os.getloadavg()[0],
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if asked.json:
        print(json.dumps(told))
        return
    for name, value in told.items():
        print(f"{name:<22} {value}")


if __name__ == "__main__":
    main()
