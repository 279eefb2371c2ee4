"""What waits for an officer this morning, gathered from the other slices."""

from __future__ import annotations

from typing import Any

from . import services
from .models import Officer


def of(who: Officer) -> dict[str, Any]:
    """What the home page shows this officer: only what the role may see."""
    from benkan.apps.cases import services as cases
    from benkan.apps.requests import services as requests
    from benkan.apps.search import services as search

    searches = services.may(who, "search")
    return {
        "may_search": searches,
        "to_decide": requests.to_decide(who) if services.may(who, "release") else [],
        "may_release": services.may(who, "release"),
        "cases": cases.recent_for(who) if services.may(who, "case") else [],
        "may_case": services.may(who, "case"),
        "network": search.network_overview(),
    }
