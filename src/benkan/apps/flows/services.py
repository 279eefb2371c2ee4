"""What other slices may ask of money flows. The tables themselves are private to this slice."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse

from benkan.apps.accounts.services import Officer
from benkan.apps.cases.services import Item
from benkan.apps.flows import linking, showing, telling, tuning
from benkan.apps.flows.assuming import assumed
from benkan.apps.flows.assuming import schema as goaml_schema
from benkan.apps.flows.importing import run_due as import_due
from benkan.apps.flows.judging import TAKEN
from benkan.apps.flows.listing import Asked
from benkan.apps.flows.models import Alert, Judgement
from benkan.apps.flows.running import Ran, run, run_due
from benkan.apps.flows.showing import as_object
from benkan.apps.flows.statements import Said, StatementDone, import_statement
from benkan.apps.flows.storing import Noted, Source, Stored, store
from benkan.apps.flows.uploading import forget_old as forget_old_uploads
from benkan.apps.flows.uploading import import_as_object
from benkan.apps.flows.withdrawing import withdraw
from benkan.core.errors import N_, Invalid
from benkan.core.flows.settings import known

__all__ = [
    "Noted",
    "Ran",
    "Said",
    "Source",
    "StatementDone",
    "Stored",
    "as_object",
    "assumed",
    "change_settings",
    "forget_old_uploads",
    "goaml_schema",
    "import_as_object",
    "import_due",
    "import_statement",
    "listed",
    "of_case",
    "of_record",
    "of_seizure",
    "run",
    "run_due",
    "settings_of",
    "shown_of_case",
    "store",
    "withdraw",
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


def listed(officer: Officer, *, rule: str = "", state: str = "open", limit: int = 100) -> list[dict[str, Any]]:
    """The alerts that the officer may see, the most pressing first, as programs read them.

    Raises:
        Invalid: ``flows.pattern-unknown``.
    """
    if rule:
        known(rule)
    found = list(Asked(pattern=rule, state=state).alerts(officer)[:limit])
    return [as_object(one, said) for one, said in zip(found, telling.sentences(found), strict=True)]


def settings_of(rule: str) -> list[dict[str, Any]]:
    """The settings of a rule and the shared ones, with what they mean and their bounds.

    Raises:
        Invalid: ``flows.pattern-unknown``.
    """
    return tuning.shown(known(rule))


def change_settings(officer: Officer, rule: str, given: dict[str, str]) -> int:
    """Changes settings of a rule, by name or by ``common.name``; how many really changed. Errors as ``tuning.change``.

    Raises:
        Invalid: ``flows.setting-unknown``.
    """
    typed = {name if "." in name else f"{known(rule)}.{name}": value for name, value in given.items()}
    keys = [one["key"] for one in tuning.shown(rule)]
    for name in typed:
        if name not in keys:
            raise Invalid(
                "flows.setting-unknown",
                N_("There is no setting “%(name)s”."),
                N_("Use one of: %(known)s."),
                place=name,
                name=name,
                known=", ".join(keys),
            )
    return tuning.change(officer, rule, typed)
