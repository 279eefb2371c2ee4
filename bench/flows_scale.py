"""The twelve rules over many transfers: processor time, memory, and files that are made to be slow.

    python bench/flows_scale.py --transfers 1000000 --json
    python bench/flows_scale.py --transfers 10000000 --json
    python bench/flows_scale.py --hostile --json

Transfers are made up by a seed with a heavy tail: few accounts have most transfers (Zipf), amounts are log-normal as in
data/financing, a fifth of the accounts are no persons. Hostile files: one cycle of a million accounts, one hub with a
million payers, the same with a million receivers too, one account that passes a million transfers in one hour. Each
runs in a process of its own; processor seconds are of that process and of ``find`` alone, memory is its highest.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Callable

import numpy as np

from benkan.core.flows import Accounts, Notes, Transfers, find
from benkan.core.flows.transfers import CHANNELS, KINDS

DAYS = 90
STARTS = 1_735_689_600
SHARES_OF_KINDS = {"person": 0.82, "merchant": 0.08, "agent": 0.05, "company": 0.04, "ngo": 0.01}
SHARES_OF_CHANNELS = {"mm": 0.63, "bank": 0.18, "card": 0.13, "cash": 0.04, "cash_in": 0.01, "cash_out": 0.01}


def accounts_of(many: int, drawn: np.random.Generator, *, persons: bool = False) -> Accounts:
    """Accounts of twelve countries; all of persons, or as in the shares above."""
    codes = ("", "ML", "BF", "NE", "SN", "CI", "MA", "GN", "MR", "DZ", "NG", "TG", "GW")
    kinds = np.full(many, KINDS.index("person"), np.int8)
    if not persons:
        kinds = drawn.choice([KINDS.index(kind) for kind in SHARES_OF_KINDS], many, p=list(SHARES_OF_KINDS.values()))
    identifiers = [f"A{number}" for number in range(many)]
    return Accounts(identifiers, kinds.astype(np.int8), drawn.integers(1, len(codes), many).astype(np.int8), codes, {})


def heavy_tail(many: int) -> tuple[Transfers, Accounts]:
    """Transfers between few busy and many quiet accounts."""
    drawn = np.random.default_rng(7)
    accounts = accounts_of(max(many // 10, 100), drawn)
    weights = 1 / np.arange(1, len(accounts) + 1) ** 0.8
    steps = np.cumsum(weights / weights.sum())

    def side() -> np.ndarray:
        shuffled = drawn.permutation(len(accounts))
        return shuffled[np.minimum(np.searchsorted(steps, drawn.random(many)), len(accounts) - 1)]

    channels = drawn.choice(
        [CHANNELS.index(name) for name in SHARES_OF_CHANNELS], many, p=list(SHARES_OF_CHANNELS.values())
    )
    return _transfers(
        STARTS + drawn.random(many) * DAYS * 86_400,
        side(),
        side(),
        np.exp(drawn.normal(10.2, 1.9, many)) // 5 * 5 + 5,
        channels,
        accounts,
    )


def cycle(many: int) -> tuple[Transfers, Accounts]:
    """Money that goes once around a million accounts, an hour at each."""
    accounts = accounts_of(many, np.random.default_rng(7), persons=True)
    here = np.arange(many)
    return _transfers(STARTS + here * 3_600.0 % (70 * 365 * 86_400), here, (here + 1) % many, 900_000, 1, accounts)


def hub_in(many: int) -> tuple[Transfers, Accounts]:
    """One account that a million others pay in 90 days."""
    drawn = np.random.default_rng(7)
    accounts = accounts_of(many + 1, drawn, persons=True)
    return _transfers(
        STARTS + drawn.random(many) * DAYS * 86_400, np.arange(1, many + 1), 0, 150_000 + np.arange(many) % 9_999, 6,
        accounts,
    )  # fmt: skip


def hub_both(many: int) -> tuple[Transfers, Accounts]:
    """One account that half a million others pay, and that pays another half million."""
    drawn = np.random.default_rng(7)
    accounts = accounts_of(many + 1, drawn, persons=True)
    others = np.arange(1, many + 1)
    incoming = others <= many // 2
    return _transfers(
        STARTS + drawn.random(many) * DAYS * 86_400,
        np.where(incoming, others, 0),
        np.where(incoming, 0, others),
        150_000 + np.arange(many) % 9_999,
        6,
        accounts,
    )


def hub_hour(many: int) -> tuple[Transfers, Accounts]:
    """The same within one hour, all of nearly one sum."""
    transfers, accounts = hub_both(many)
    seconds = STARTS + (transfers.seconds - STARTS) * 3_600 // (DAYS * 86_400)
    return (
        Transfers(transfers.ids, seconds, transfers.source, transfers.target, transfers.xof, transfers.channels),
        accounts,
    )


def two_accounts(many: int) -> tuple[Transfers, Accounts]:
    """Two accounts that pay each other the same round sum all the time."""
    accounts = accounts_of(2, np.random.default_rng(7), persons=True)
    here = np.arange(many)
    return _transfers(STARTS + here * 7.0, here % 2, (here + 1) % 2, 500_000, 6, accounts)


def _transfers(
    seconds: np.ndarray, source: object, target: object, xof: object, channels: object, accounts: Accounts
) -> tuple[Transfers, Accounts]:
    many = len(seconds)
    return (
        Transfers.of_columns(
            seconds,
            np.broadcast_to(np.asarray(source), many),
            np.broadcast_to(np.asarray(target), many),
            np.broadcast_to(np.asarray(xof), many),
            np.broadcast_to(np.asarray(channels, np.int8), many),
            accounts=len(accounts),
        ),
        accounts,
    )


HOSTILE = (cycle, hub_in, hub_both, hub_hour, two_accounts)


def _measured(make: Callable[[int], tuple[Transfers, Accounts]], many: int, told: object) -> None:
    transfers, accounts = make(many)
    notes = Notes([])
    before = time.process_time()
    alerts = find(transfers, accounts, notes=notes)
    spent = time.process_time() - before
    by_pattern: dict[str, int] = {}
    for alert in alerts:
        by_pattern[alert.pattern] = by_pattern.get(alert.pattern, 0) + 1
    told.send(  # type: ignore[attr-defined]
        {
            "transfers": len(transfers),
            "cpu_s": round(spent, 2),
            "transfers_per_cpu_s": round(len(transfers) / spent),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "alerts": dict(sorted(by_pattern.items())),
            "explained": len(notes.explained),
            "too_busy": notes.too_busy,
        }
    )


def measure(make: Callable[[int], tuple[Transfers, Accounts]], many: int) -> dict[str, object]:
    """One file in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_measured, args=(make, many, theirs))
    process.start()
    theirs.close()
    try:
        found: dict[str, object] = ours.recv()
    except EOFError:
        found = {"failed": True}
    process.join()
    return found


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--transfers", type=int, default=1_000_000)
    parser.add_argument("--hostile", action="store_true", help="the files that are made to be slow")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    report = {"heavy_tail": measure(heavy_tail, chosen.transfers)}
    if chosen.hostile:
        report |= {make.__name__: measure(make, chosen.transfers) for make in HOSTILE}
    if chosen.json:
        print(json.dumps(report, indent=2))
    else:
        for name, figures in report.items():
            print(name, figures)


if __name__ == "__main__":
    main()
