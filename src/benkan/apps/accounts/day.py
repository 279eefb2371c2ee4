"""What waits for an officer this morning, gathered from the other slices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from . import services
from .models import Officer

SHOWN = 8


def of(who: Officer) -> dict[str, Any]:
    """What the home page shows this officer: only what the role may see."""
    from benkan.apps.accords import services as accords
    from benkan.apps.cascade import services as cascade
    from benkan.apps.cases import services as cases
    from benkan.apps.deployments import services as deployments
    from benkan.apps.jointcases import services as joint_cases
    from benkan.apps.journal import services as journal
    from benkan.apps.means import services as means
    from benkan.apps.notices import services as notices
    from benkan.apps.reporting import services as reporting
    from benkan.apps.requests import services as requests
    from benkan.apps.resolutions import services as resolutions
    from benkan.apps.search import services as search
    from benkan.apps.training import services as training

    waiting = list(requests.to_decide(who)) if services.may(who, "release") else []
    asked = requests.to_answer(who)
    owing = requests.overdue_holders(who)
    late = requests.overdue(who) if services.may(who, "audit") else []
    return {
        "now_at": timezone.localdate(),
        "may_search": services.may(who, "search"),
        "may_release": services.may(who, "release"),
        "may_case": services.may(who, "case"),
        "to_decide": _requests(waiting[:SHOWN]),
        "to_decide_count": len(waiting),
        "conventions": accords.waiting_for(who),
        "journal": journal.waiting_for(who),
        "consents": _consents(asked[:SHOWN]),
        "consents_count": len(asked),
        "owing": _owing(owing[:SHOWN]),
        "owing_count": len(owing),
        "joint_cases": joint_cases.waiting_for(who),
        "reports": reporting.waiting_for(who),
        "onward": cascade.waiting_for(who),
        "training": training.waiting_for(who),
        "means": means.waiting_for(who),
        "loans": deployments.waiting_for(who),
        "recommendations": resolutions.waiting_for(who),
        **_notices(notices.to_review(who), notices.fresh(who)),
        "overdue": _overdue(late[:SHOWN]),
        "overdue_count": len(late),
        "overdue_url": _address("requests:overdue"),
        "cases": _cases(cases.recent_for(who)),
        "network": list(search.network_overview()),
        "search_url": _address("search:new"),
        "inbox_url": _address("requests:inbox"),
        "cases_url": _address("cases:list"),
        "new_case_url": _address("cases:new"),
    }


def _requests(waiting: list[Any]) -> list[dict[str, Any]]:
    from benkan.apps.agencies import services as agencies
    from benkan.apps.cases import services as cases

    names = {partner: agencies.name(partner) for partner in {one.partner for one in waiting}}
    return [
        {
            "url": _address("requests:detail", one.pk),
            "partner_name": names[one.partner],
            "purpose": cases.purpose_label(one.purpose),
            "question": one.question,
            "urgency": one.urgency,
            "urgency_word": one.get_urgency_display(),
            "due_at": one.due_at,
            "paused_at": one.paused_at,
            "received_at": one.received_at,
        }
        for one in waiting
    ]


def _consents(asked: list[Any]) -> list[dict[str, Any]]:
    """What receivers ask about what we gave them."""
    from benkan.apps.agencies import services as agencies

    return [
        {
            "url": _address("requests:consent", one.pk),
            "partner_name": agencies.name(one.holder),
            "words": one.get_kind_display(),
            "at": one.asked_at,
        }
        for one in asked
    ]


def _owing(owing: list[Any]) -> list[dict[str, Any]]:
    """Receivers that have not said for days that they carried out a change of ours."""
    from benkan.apps.agencies import services as agencies

    return [
        {
            "url": _address("requests:detail", one.release.request_id),
            "partner_name": agencies.name(one.agency),
            "at": one.due_at,
        }
        for one in owing
    ]


def _overdue(late: list[Any]) -> list[dict[str, Any]]:
    """Overdue requests of both directions, for supervisors and the control officer: nothing of what was asked."""
    from benkan.apps.agencies import services as agencies

    names = {partner: agencies.name(partner) for partner in {one.partner for one in late}}
    return [
        {
            "partner_name": names[one.partner],
            "ours_to_answer": one.direction == "in",
            "urgency_word": one.get_urgency_display(),
            "due_at": one.due_at,
            "received_at": one.received_at,
            "paused_at": one.paused_at,
        }
        for one in late
    ]


def _notices(to_review: list[Any], fresh: Any) -> dict[str, Any]:
    """Notices that wait for this officer's review, and those of partners that nobody has opened."""
    from benkan.apps.agencies import services as agencies
    from benkan.apps.notices import services as notices

    newest = list(fresh[:SHOWN])
    names = agencies.names() if newest else {}
    return {
        "notices_to_review": [
            {
                "url": _address("notices:detail", one.notice_id),
                "type": notices.type_label(one.notice.type),
                "headline": one.notice.headline,
                "officer": one.officer,
                "at": one.at,
            }
            for one in to_review[:SHOWN]
        ],
        "notices_to_review_count": len(to_review),
        "notices_new": [
            {
                "url": _address("notices:open", one.pk),
                "type": notices.type_label(one.type),
                "headline": one.headline,
                "partner_name": names.get(one.partner, one.partner),
                "known": bool(one.known),
                "at": one.received_at,
            }
            for one in newest
        ],
        "notices_new_count": fresh.count() if len(newest) == SHOWN else len(newest),
        "notices_url": _address("notices:received"),
        "our_notices_url": _address("notices:ours"),
    }


def _cases(recent: Iterable[Any]) -> list[dict[str, Any]]:
    from benkan.apps.cases import services as cases

    return [
        {
            "url": _address("cases:detail", one.pk),
            "number": one.number,
            "title": one.title,
            "purpose": cases.purpose_label(one.purpose),
            "moved_at": one.moved_at,
        }
        for one in recent
    ]


def _address(name: str, *arguments: Any) -> str:
    """The address of another slice's page, or nothing where the node has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
