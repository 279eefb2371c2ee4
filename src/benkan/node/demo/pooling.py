"""Invented means of each demo node: ready to lend, not yet certified, soon to expire, in maintenance; and two goals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from benkan.apps.accounts.services import Officer

YEAR: Final = 365
SOON: Final = 40
"""Days until a certificate ends that the page of gaps already shows."""
MEANS: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "ML": (
        {
            "kind": "dogs",
            "code": "K9-GAO-1",
            "titles": {"fr": "Équipe cynophile de Gao", "en": "Dog team of Gao", "ar": "فريق كلاب غاو"},
            "place": "ML/Gao",
            "specification": {"scents": ["cannabis", "cocaine", "cash"], "teams": 2, "hours": 6},
            "languages": ("fr", "bm", "taq"),
            "notice_hours": 12,
            "daily_cost": "45000",
        },
        {
            "kind": "laboratory",
            "code": "LAB-BKO",
            "titles": {"fr": "Laboratoire national, section stupéfiants", "en": "National laboratory, drugs section"},
            "place": "ML/Bamako",
            "specification": {"methods": ["colour-test", "tlc", "gc-ms"], "purity": True, "turnaround_days": 10},
            "languages": ("fr",),
            "notice_hours": 24,
            "daily_cost": "120000",
            "days": SOON,
        },
        {
            "kind": "vehicle",
            "code": "VEH-KAYES-2",
            "titles": {"fr": "Deux pick-up tout-terrain", "en": "Two off-road pick-ups"},
            "place": "ML/Kayes",
            "specification": {"type": ["pick-up"], "count": 2, "seats": 10},
            "notice_hours": 6,
            "daily_cost": "60000",
            "maintained": True,
        },
        {
            "kind": "expert",
            "code": "EXP-FIN-1",
            "titles": {"fr": "Analyste financier principal", "en": "Senior financial analyst"},
            "place": "ML/Bamako",
            "specification": {"domains": ["financial-analysis", "training"], "years": 12, "remote": True},
            "languages": ("fr", "en"),
            "notice_hours": 48,
            "certified": False,
        },
    ),
    "BF": (
        {
            "kind": "dogs",
            "code": "K9-OUA-1",
            "titles": {"fr": "Équipe cynophile de Ouagadougou"},
            "place": "Ouagadougou",
            "specification": {"scents": ["cannabis", "tramadol"], "teams": 1, "hours": 5},
            "languages": ("fr", "mos"),
            "notice_hours": 24,
            "daily_cost": "40000",
        },
    ),
    "NE": (
        {
            "kind": "scanner",
            "code": "SCAN-AGZ",
            "titles": {"fr": "Scanner mobile d’Agadez"},
            "place": "Agadez",
            "specification": {"scans": ["container", "vehicle"], "mobile": True, "steel_mm": 300, "scans_hour": 20},
            "languages": ("fr", "ha"),
            "notice_hours": 72,
            "daily_cost": "350000",
        },
    ),
    "MA": (
        {
            "kind": "dogs",
            "code": "K9-TNG-1",
            "titles": {"ar": "فريق كلاب طنجة", "fr": "Équipe cynophile de Tanger", "en": "Dog team of Tangier"},
            "place": "Tanger",
            "specification": {"scents": ["cannabis", "cocaine", "heroin"], "teams": 4, "hours": 8},
            "languages": ("ar", "fr", "es"),
            "notice_hours": 24,
            "daily_cost": "1800",
            "currency": "MAD",
        },
        {
            "kind": "laboratory",
            "code": "LAB-CASA",
            "titles": {"ar": "مختبر الشرطة العلمية", "fr": "Laboratoire de police scientifique"},
            "place": "Casablanca",
            "specification": {"methods": ["ftir", "gc-ms", "lc-ms"], "purity": True, "turnaround_days": 5},
            "languages": ("ar", "fr", "en"),
            "notice_hours": 24,
            "daily_cost": "2500",
            "currency": "MAD",
        },
    ),
}
"""By the node's country: what ``MeanGiven`` takes; ``days`` of the certificate, ``certified``, ``maintained``."""


def register(country: str, coordinator: Officer, supervisor: Officer, today: dt.date) -> int:
    """The node's means, certified by the supervisor and committed for a year, and its goals: how many means."""
    from benkan.apps.means import services as means

    goal = means.GoalGiven("dogs", 3, today + dt.timedelta(days=180), country=country)
    wanted = means.set_goal(coordinator, goal)
    lab = means.GoalGiven("laboratory", 1, today + dt.timedelta(days=90), specification={"methods": ["gc-ms"]})
    means.set_goal(coordinator, lab)
    for row in MEANS[country]:
        given = dict(row)
        days, certified = int(given.pop("days", 2 * YEAR)), bool(given.pop("certified", True))
        maintained = bool(given.pop("maintained", False))
        made = means.register(coordinator, means.MeanGiven(**given, contact=coordinator.get_username()))
        if not certified:
            continue
        until = today + dt.timedelta(days=days)
        certificate = means.CertificateGiven("Aptitude", f"C-{made.code}", "École de formation", until)
        means.certify(supervisor, made.pk, certificate)
        for_goal = str(wanted.pk) if made.kind == "dogs" else None
        means.commit(coordinator, made.pk, today, today + dt.timedelta(days=YEAR + 1), goal=for_goal)
        if maintained:
            first = today + dt.timedelta(days=3)
            means.maintain(coordinator, made.pk, first, first + dt.timedelta(days=4), "Révision des 40 000 km")
    return len(MEANS[country])
