"""The comparison as people read it, in tables of 100 columns."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

SHORT = {"all": "all", "same_script": "same", "fr_en": "fr-en", "cross_script": "cross", "wa_variant": "w.afr"}


def show(report):
    console = Console(width=100)
    console.print(f"Benkan's matching version {report['matching_version']}.", highlight=False)
    if "matchers" in report:
        _scores(console, report["matchers"])
        _precision(console, report["matchers"])
        _cost(console, report["matchers"])
    if "keys" in report:
        _keys(console, report["keys"])
    if "cases" in report:
        _cases(console, report["cases"])
    _missing(console, report)


def _missing(console, report):
    rows = [
        *report.get("matchers", {}).values(),
        *report.get("keys", {}).values(),
        report.get("cases", {}).get("logic-v2", {}),
    ]
    names = sorted({one["not_installed"] for one in rows if "not_installed" in one})
    if names:
        console.print(f"* not installed ({', '.join(names)}): pip install -e . --group peers", highlight=False)
    if "matchers" in report:
        console.print(f"ASCII spellings for peers that need them: {report['spellings']}.", highlight=False)


def _table(title, *columns):
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(columns[0], min_width=24)
    for name in columns[1:]:
        table.add_column(name, justify="right")
    return table


def _share(value):
    return "–" if value is None else f"{value:.3f}".removeprefix("0")


def _slices(told):
    return next((list(one["undated"]) for one in told.values() if "undated" in one), ["all"])


def _absent(table, name, one, columns):
    """Whether the peer is not installed, and then a row that says so."""
    if "not_installed" in one:
        table.add_row(f"{name}*", *["–"] * columns)
    return "not_installed" in one


def _scores(console, told):
    slices = _slices(told)
    table = _table("F1, undated names, then names with dates", "", *[SHORT.get(one, one) for one in slices] * 2)
    for name, one in told.items():
        if _absent(table, name, one, 2 * len(slices)):
            continue
        for row, key in ((f"{name}, shipped", "f1_shipped"), (name, "f1")):
            if key in one["undated"]["all"]:
                figures = [
                    one.get(how, {}).get(slice_, {}).get(key) for how in ("undated", "dated") for slice_ in slices
                ]
                table.add_row(row, *map(_share, figures))
    console.print(table)


def _precision(console, told):
    slices = _slices(told)
    titles = [f"{SHORT.get(one, one)}" for one in slices]
    table = _table("Recall at the threshold for precision .95 (precision that was reached)", "", *titles)
    for name, one in told.items():
        if _absent(table, name, one, len(slices)):
            continue
        for how in ("undated", "dated"):
            if how in one:
                cells = [
                    f"{_share(one[how][s]['recall_at_p95'])} ({_share(one[how][s]['precision_reached_p95'])})"
                    for s in slices
                ]
                table.add_row(name + (" +dates" if how == "dated" else ""), *cells)
    console.print(table)


def _cost(console, told):
    table = _table("Cost", "", "pairs a CPU s", "with dates", "first answer, CPU s", "memory, MB")
    for name, one in told.items():
        if not _absent(table, name, one, 4):
            rates = [
                f"{one[key]:,.0f}" if key in one else "–"
                for key in ("pairs_per_cpu_s_undated", "pairs_per_cpu_s_dated")
            ]
            table.add_row(name, *rates, f"{one['first_answer_cpu_s']:.2f}", f"{one['memory_mb']:.0f}")
    console.print(table)


def _keys(console, told):
    slices = next((list(one["recall"]) for one in told.values() if "recall" in one), [])
    titles = [SHORT.get(one, one) for one in slices]
    table = _table(
        "Exact keys: recall, and false hits among 100,000 others", "", "keys", *titles, "undated: hits", "dated: hits"
    )
    for name, one in told.items():
        if not _absent(table, name, one, len(slices) + 3):
            hits = [one.get(f"false_hits_per_100k_{how}") for how in ("undated", "dated")]
            table.add_row(
                name,
                f"{one['keys_per_record']:.1f}",
                *(_share(one["recall"][slice_]) for slice_ in slices),
                *("–" if hit is None else f"{hit:.1f}" for hit in hits),
            )
    console.print(table)


def _cases(console, told):
    columns = ("cases", "accuracy", "F1", "precision", "recall", "best accuracy", "best F1")
    table = _table(f"nomenklatura's own {told['cases']} name cases", "", *columns)
    for matcher in ("ours", "logic-v2"):
        if _absent(table, matcher, told[matcher], len(columns)):
            continue
        for schema, one in told[matcher].items():
            keys = ("accuracy", "f1", "precision", "recall", "best_accuracy", "best_f1")
            table.add_row(f"{matcher}, {schema}", str(one["cases"]), *(_share(one[key]) for key in keys))
    console.print(table)
