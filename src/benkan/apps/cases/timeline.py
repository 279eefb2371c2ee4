"""One timeline of a case: its notes, searches, requests, answers and their changes, seizures, newest first.

Composed from the services of the slices that own the things; each item shows owner, grade, handling and expiry where
it has them. The number of queries does not depend on the number of items.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from benkan.apps.cases.items import Item
from benkan.apps.cases.models import Case


def timeline(case: Case) -> list[Item]:
    """Everything that happened in the case, newest first."""
    from benkan.apps.deployments import services as deployments
    from benkan.apps.flows import services as flows
    from benkan.apps.notices import services as notices
    from benkan.apps.reporting import services as reporting
    from benkan.apps.requests import services as requests  # the slices know each other only here, at call time
    from benkan.apps.search import services as search
    from benkan.apps.seizures import services as seizures

    items = [Item(case.opened_at, "opened", _("Case opened"), case.summary, owner=str(case.opened_by))]
    if case.closed_at:
        items.append(Item(case.closed_at, "closed", _("Case closed")))
    items += [
        Item(note.at, "note", _("Note"), note.text, owner=str(note.officer))
        for note in case.notes.select_related("officer")
    ]
    items += [
        Item(made.at, "search", _("Private search"), made.text, owner=made.officer, state=made.state, url=made.url)
        for made in search.of_case(case.pk)
    ]
    items += requests.of_case(case.pk)
    items += seizures.of_case(case.pk)
    items += notices.of_case(case.pk)
    items += flows.of_case(case.pk)
    items += reporting.of_case(case.pk)
    items += deployments.of_case(case.pk)
    return sorted(items, key=lambda item: item.at, reverse=True)
