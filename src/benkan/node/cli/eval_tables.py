"""The report of ``benkan eval matching`` as people read it: tables of at most 100 columns, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from benkan.formats.report import Report

WIDTH = 100

Told = dict[str, Any]


def show(report: Told, found: Report) -> None:
    """Prints everything that was measured."""
    from rich.console import Console

    console = Console()
    if not console.is_terminal or console.width > WIDTH:
        console = Console(width=WIDTH)
    console.print(f"Matching version {report['matching_version']}.", highlight=False)
    if "slices" in report:
        _names(console, report)
    if "thresholds_from" in report:
        _thresholds(console, report["thresholds_from"])
    if "false_hits_per_100k" in report:
        _false_hits(console, report)
    if "identifiers" in report:
        _identifiers(console, report["identifiers"])
    _left_out(console, report, found)


def _names(console: Console, report: Told) -> None:
    rows = list(_rows(report))
    _say(
        console,
        f"Names, judged at {report['threshold']:.2f}. Precision: of the pairs that were called the same, the share "
        "that are. Recall: of those that are the same, the share that were found. F1: the harmonic mean of both. "
        "A slice in brackets does not count in “over all”.",
    )
    table = _table("", "same", "different", "undated: P", "R", "F1", "dated: P", "R", "F1")
    for name, told in rows:
        figures = [told[f"{what}_{how}"] for how in ("undated", "dated") for what in ("precision", "recall", "f1")]
        table.add_row(name, str(told["same"]), str(told["different"]), *map(_share, figures))
    console.print(table)
    _say(
        console,
        "Best threshold: the F1 if the threshold had been chosen on this very file. Recall at .95 and .99: the share "
        "found by the lowest threshold that keeps this precision here. Tokens: the share of same pairs that a private "
        "search finds, dates given where known.",
    )
    table = _table("", "best: undated", "dated", "R at .95", "dated", "R at .99", "dated", "tokens")
    for name, told in rows:
        negatives = told["different"]  # without any, every threshold is right
        best = [_best(told, how) if negatives else "–" for how in ("undated", "dated")]
        recalls = [told[f"recall_at_{key}{ending}"] for key in ("p95", "p99") for ending in ("", "_dated")]
        table.add_row(name, *best, *(_share(one, negatives) for one in recalls), _share(told["token_recall"]))
    console.print(table)
    _calibration(console, report)
    _say(
        console,
        f"Tokens: {_number(report['tokens_per_record'])} a record (most: {report['most_tokens_in_a_record']}), and "
        f"{_number(report['weak_tokens_per_record'])} weak ones that never leave; "
        f"{_number(report['tokens_per_query'])} a query (most: {report['most_tokens_in_a_query']}); "
        f"{_share(report['records_without_a_private_token'])} of the records have none that a partner could find.",
    )
    _say(
        console,
        f"Speed of one process: {report['pairs_per_cpu_s']:,.0f} pairs a CPU second once their names are known, "
        f"{report['pairs_per_cpu_s_with_reading']:,.0f} when they are met for the first time.",
    )


def _calibration(console: Console, report: Told) -> None:
    error = report["calibration_error"]
    _say(
        console,
        "Calibration: of the pairs with a score in the band, the share that are the same. A score says that often, if "
        "the share lies in its band; on files with fewer same pairs than yours it is lower. Mean distance: "
        f"{_share(error['undated'])} undated, {_share(error['dated'])} dated.",
    )
    table = _table("score", "undated: pairs", "same", "dated: pairs", "same")
    for undated, dated in zip(report["calibration"]["undated"], report["calibration"]["dated"], strict=True):
        cells = [
            text for band in (undated, dated) for text in (str(band["pairs"]), _share(band["same"], band["pairs"]))
        ]
        table.add_row(f"{undated['from']:.1f}–{undated['to']:.1f}", *cells)
    console.print(table)


def _thresholds(console: Console, told: Told) -> None:
    _say(
        console,
        "Thresholds from the other file: those that reach precision .95 and .99 there, and what they do here: the "
        "precision that was really reached, and the recall. “–”: no threshold reached it there.",
    )
    table = _table("", "", ".95: threshold", "precision", "recall", ".99: threshold", "precision", "recall")
    for how in ("undated", "dated"):
        for name, one in (("over all", told[how]), *told[how]["slices"].items()):
            cells = [_share(one[key][what]) for key in ("p95", "p99") for what in ("threshold", "precision", "recall")]
            table.add_row(name, how, *cells)
    console.print(table)


def _false_hits(console: Console, report: Told) -> None:
    _say(
        console,
        f"False hits: of {report['others']:,} other persons, told for 100,000, how many share a token with a query. "
        f"{report['records_per_cpu_s']:,.0f} records a CPU second get their tokens, "
        f"{report['records_per_cpu_s_with_reading']:,.0f} with reading their names.",
    )
    table = _table("", "queries", "mean", "median", "queries with any", "all queries", "mean")
    for how, count in report["queries"].items():
        table.add_row(
            how,
            str(count),
            _number(report["false_hits_per_100k"][how]),
            _number(report["false_hits_per_100k_median"][how]),
            _share(report["queries_with_a_false_hit"][how]),
            str(report["all_queries"][how]),
            _number(report["false_hits_per_100k_all_queries"][how]),
        )
    console.print(table)


def _identifiers(console: Console, told: Told) -> None:
    _say(
        console,
        "Identifiers: two count as the same when they give one token. Accuracy: the share of pairs judged rightly.",
    )
    table = _table("", "pairs", "accuracy", "precision", "recall")
    for name, one in (("over all", told), *told["types"].items(), *told["notes"].items()):
        table.add_row(name, str(one["pairs"]), *(_share(one[what]) for what in ("accuracy", "precision", "recall")))
    console.print(table)
    for error in told["errors"][:20]:
        was = "the same, seen as two" if error["same"] else "two, seen as the same"
        console.print(f"  {error['place']}: {error['type']} {error['note']}: {was}", highlight=False, markup=False)
    if len(told["errors"]) > 20:
        console.print(f"  and {len(told['errors']) - 20} more: --json lists all.", highlight=False)


def _left_out(console: Console, report: Told, found: Report) -> None:
    if not found.findings:
        return
    counts = ", ".join(f"{count} {what}" for what, count in report["left_out"].items())
    _say(console, f"Left out because every importer would refuse them: {counts}. Everything that was found amiss:")
    first = {finding.code: finding for finding in reversed(found.findings)}
    for code, count in found.counts().items():
        told = first[code].as_object()
        console.print(
            f"{count:>6} × {told['what']} {told['done']} First: {told['place']}", markup=False, highlight=False
        )


def _rows(report: Told) -> Iterator[tuple[str, Told]]:
    yield "over all", report
    for name, told in report["slices"].items():
        yield (name if name in report["over"] else f"({name})"), told


def _table(first: str, *others: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(first, overflow="fold", min_width=12)
    for name in others:
        table.add_column(name, justify="left" if not name else "right")
    return table


def _say(console: Console, sentence: str) -> None:
    console.print()
    console.print(sentence, markup=False, highlight=False)


def _share(value: float | None, of: int = 1) -> str:
    return "–" if value is None or not of else f"{value:.3f}".removeprefix("0")


def _best(told: Told, how: str) -> str:
    threshold = f"{told[f'best_threshold_{how}']:.2f}".removeprefix("0")
    return f"{_share(told[f'best_f1_{how}'])} at {threshold}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"
