"""What other slices may ask of money flows. The tables themselves are private to this slice."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse

from benkan.apps.accounts.services import Officer
from benkan.apps.cases.services import Item
from benkan.apps.flows import linking, showing, telling
from benkan.apps.flows.models import Alert, Judgement
from benkan.apps.flows.judging import TAKEN
from benkan.apps.flows.running import Ran, run, run_due
from benkan.apps.flows.storing import Source, Stored, store

__all__ = [
    "Ran",
    "Source",
    "Stored",
    "of_case",
    "of_record",
    "of_seizure",
    "run",
    "run_due",
    "shown_of_case",
    "store",
]


def of_seizure(officer: Officer, seizure: Any) -> list[dict[str, Any]]:
    """The accounts that share a number with the seizure's persons and things, as ``flows/_linked.html`` takes them."""
    return showing.shared_rows(linking.of_seizure(officer, seizure))


def of_record(officer: Officer, record: Any) -> list[dict[str, Any]]:
    """The accounts that share a number with a record, likewise."""
    return showing.shared_rows(linking.of_record(officer, record))


def shown_of_case(officer: Officer, case_id: uuid.UUID) -> list[dict[str, Any]]:
    """The accounts of a case, likewise; the caller has let the officer into the case."""
    return showing.shared_rows(linking.of_case(officer, case_id))


def of_case(case_id: uuid.UUID | str) -> list[Item]:
    """The alerts of a case, as items of its timeline: when they were taken into it, and what they say."""
    rows = list(Alert.objects.filter(case=case_id))
    taken = dict(
        Judgement.objects.filter(alert__in=[one.pk for one in rows], verdict=TAKEN)
        .order_by("at")
        .values_list("alert", "at")
    )
    return [
        Item(
            at=taken.get(one.pk, one.found_at),
            kind="alert",
            title=telling.pattern_name(one.pattern),
            text=said,
            url=reverse("flows:alert", args=[one.pk]),
        )
        for one, said in zip(rows, telling.sentences(rows), strict=True)
    ]
