"""What ``benkan eval flows`` measures and shows: labelled transfers, and what the rules find in them.

The rate is of processor time of this one process for all rules; reading the files is told apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from benkan.node.cli.writing import table

if TYPE_CHECKING:
    from benkan.core.flows import Alert
    from benkan.core.flows.evaluation import Case

Result = TypeVar("Result")


def measure_flows(
    transfers: Path, accounts: Path, labels: Path, settings: Path | None
) -> tuple[dict[str, Any], list[Alert], tuple[Case, ...]]:
    """The figures of three files, the alerts, and the cases."""
    from benkan.core.flows import Notes, Settings, find
    from benkan.core.flows.evaluation import evaluate
    from benkan.formats.labelled_transfers import read

    own = Settings.of(_settings(settings)) if settings else Settings()
    given, reading_s = _timed(lambda: read(transfers, accounts, labels))
    notes = Notes([])
    alerts, finding_s = _timed(lambda: find(given.transfers, given.accounts, own, notes=notes))
    figures: dict[str, Any] = dict(evaluate(alerts, given.cases))
    figures |= {
        "transfers": len(given.transfers),
        "transfers_per_cpu_s": round(len(given.transfers) / max(finding_s, 1e-6)),
        "finding_cpu_s": round(finding_s, 3),
        "reading_cpu_s": round(reading_s, 3),
        "explained_innocently": len(notes.explained),
        "accounts_too_busy_to_pair": notes.too_busy,
        "left_out": {
            **dict(given.accounts.faults.counts),
            **dict(given.transfers.faults.counts),
        },
    }
    return figures, alerts, given.cases


def show_flows(figures: dict[str, Any]) -> None:
    """The figures, for people."""
    for name, value in figures.items():
        if isinstance(value, dict):
            for inner, number in value.items():
                typer.echo(f"{name}.{inner:24} {number}")
        else:
            typer.echo(f"{name:28} {value}")


def write_wrong(path: Path, alerts: list[Alert], cases: tuple[Case, ...]) -> None:
    """Alerts of which less than half is labelled, with their sentence, and transfers of cases that no alert has."""
    from benkan.core.flows import sentence
    from benkan.core.flows.evaluation import is_right

    labelled = frozenset().union(*(case.transfers for case in cases))
    found = frozenset().union(*(alert.transfers for alert in alerts))
    rows = [
        ("alert", alert.pattern, " ".join(alert.transfers), sentence(alert))
        for alert in alerts
        if not is_right(alert, labelled)
    ]
    rows += [
        ("missed", case.kind, " ".join(sorted(case.transfers - found)), case.name)
        for case in cases
        if case.transfers - found
    ]
    table(path, [("what", "rule", "transfers", "text"), *rows])


def _settings(path: Path) -> dict[str, Any]:
    """The settings of a TOML file: a table for each rule, and ``common``.

    Raises:
        Invalid: as ``reading.text``; ``flows.settings-broken``.
    """
    import tomllib

    from benkan.core.errors import N_, Invalid
    from benkan.node.cli.reading import text

    try:
        values = tomllib.loads(text(path))
    except tomllib.TOMLDecodeError as error:
        raise Invalid(
            "flows.settings-broken",
            N_("The file of settings is no TOML: %(reason)s."),
            N_("Write a table for each rule, such as [fan_in], with its settings."),
            place=str(path),
            reason=str(error)[:100],
        ) from error
    if not all(isinstance(value, dict) for value in values.values()):
        raise Invalid(
            "flows.settings-broken",
            N_("The file of settings is no TOML: %(reason)s."),
            N_("Write a table for each rule, such as [fan_in], with its settings."),
            place=str(path),
            reason="a value outside a table",
        )
    return values


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    before = time.process_time()
    result = work()
    return result, time.process_time() - before
