"""The transfers laid out for the rules: tables in DuckDB for joins, and each account's transfers in the order of time.

DuckDB runs in memory, with one thread, a ceiling on its memory and no way to files or extensions. Values reach it as
columns, never as text of a statement.

Bounds: only transfers of some size are laid out, since no rule stands on smaller ones. Where one account has so many
transfers in one window that pairing them would be a product of millions, it is left out of the pairs and counted in
``left_out``: a market of that size is nobody's mule, and a file that is made to be slow stays harmless.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import numpy as np
import numpy.typing as npt

from benkan.core.errors import N_
from benkan.core.flows.bounds import setting
from benkan.core.flows.transfers import CHANNELS, KINDS, Accounts, Transfers

HOUR: Final = 3_600
DAY: Final = 24 * HOUR
PAIR_HOURS: Final = 96
"""Longest time that money may rest before it goes on and the two transfers still count as a pair."""
PAIR_LOWEST: Final = 0.75
PAIR_HIGHEST: Final = 1.02
MOST_PAIRS_OF_ONE: Final = 10_000
PERSONS: Final = (KINDS.index(""), KINDS.index("person"))
"""Kinds that are treated as a person: who is not known may be one."""

Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Common:
    """What all rules share."""

    report_threshold_xof: int = setting(
        5_000_000, 100, 10**12, N_("Amount from which cash must be reported to the financial intelligence unit.")
    )
    material_xof: int = setting(
        200_000, 1, 10**12, N_("Amount that matters; smaller ones count in part or not at all.")
    )

    @property
    def floor_xof(self) -> int:
        """The smallest transfer that any rule looks at."""
        return max(1, self.material_xof // 4)


class Ledger:
    """Transfers and accounts, ready for the rules; use it in a ``with`` statement.

    Args:
        memory_mb: ceiling of DuckDB's memory.
    """

    def __init__(self, transfers: Transfers, accounts: Accounts, common: Common, *, memory_mb: int = 2_048) -> None:
        self.transfers = transfers
        self.accounts = accounts
        self.common = common
        self.left_out = 0
        self._material = np.flatnonzero(transfers.xof >= common.floor_xof)
        self._by_source = self._ordered(transfers.source)
        self._by_target = self._ordered(transfers.target)
        self._base = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": f"{memory_mb}MB"})
        self._base.execute(
            "set enable_progress_bar = false; set temp_directory = ''; set enable_external_access = false;"
            " set lock_configuration = true"
        )
        self._paired = False
        self._lay_out()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def columns(self, statement: str, values: tuple[object, ...] = ()) -> Columns:
        """The result of a statement over the tables ``moved`` and ``pairs``, as columns."""
        return dict(self._base.execute(statement, list(values)).fetchnumpy())

    def incoming(self, account: int) -> npt.NDArray[np.int64]:
        """Positions of transfers to this account, in the order of time; those of some size alone."""
        starts, places = self._by_target
        return places[starts[account] : starts[account + 1]]

    def outgoing(self, account: int) -> npt.NDArray[np.int64]:
        """Positions of transfers from this account, likewise."""
        starts, places = self._by_source
        return places[starts[account] : starts[account + 1]]

    def pairs(self, hours: float, lowest: float, highest: float, floor_xof: float) -> Columns:
        """Transfers that went on: ``came`` to an account, then ``went`` from it, as positions.

        Args:
            hours: longest rest between them, at most ``PAIR_HOURS``.
            lowest: share of the first that the second carries at least.
            highest: and at most.
            floor_xof: smallest first transfer.
        """
        if not self._paired:
            self._pair()
        return self.columns(
            "select came, went from pairs where rest <= ? and share between ? and ? and came_xof >= ?"
            " order by came, went",
            (int(hours * HOUR), lowest, highest, floor_xof),
        )

    def _ordered(self, side: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where each account's transfers start, and the transfers."""
        of_whom = side[self._material]
        many = np.bincount(of_whom, minlength=len(self.accounts))
        return np.concatenate(([0], np.cumsum(many))), self._material[np.argsort(of_whom, kind="stable")]

    def _lay_out(self) -> None:
        """The table ``moved``: transfers of some size with kinds and countries of both sides."""
        transfers, accounts, chosen = self.transfers, self.accounts, self._material
        source, target = transfers.source[chosen], transfers.target[chosen]
        columns = {
            "n": chosen,
            "moment": transfers.seconds[chosen],
            "source": source,
            "target": target,
            "xof": transfers.xof[chosen],
            "channel": transfers.channels[chosen],
            "source_kind": accounts.kinds[source],
            "target_kind": accounts.kinds[target],
            "source_country": accounts.countries[source],
            "target_country": accounts.countries[target],
        }
        self._base.register("given", columns)
        self._base.execute("create table moved as select * from given")
        self._base.unregister("given")

    def _pair(self) -> None:
        """The table ``pairs``: what went on within the longest rest, less the accounts that are too busy to pair."""
        window = PAIR_HOURS * HOUR
        self._base.execute(
            f"""
            create temp table half as
                select n, moment, source, target, xof, moment // {window} as slot, source_kind, target_kind from moved
                where xof >= {self.common.material_xof / 2 * PAIR_LOWEST};
            create temp table busy as
                with ins as (select target as account, slot, count(*) as many from half group by all),
                outs as (select source as account, slot, count(*) as many from half group by all)
                select ins.account, ins.slot from ins join outs on outs.account = ins.account
                    and outs.slot between ins.slot and ins.slot + 1
                group by all having max(ins.many) * sum(outs.many) > {MOST_PAIRS_OF_ONE};
            create table pairs as
                select a.n as came, b.n as went, b.moment - a.moment as rest, b.xof / a.xof as share, a.xof as came_xof
                from (
                    select *, unnest([slot, slot + 1]) as reach from half
                    where target_kind not in ({KINDS.index("merchant")}, {KINDS.index("agent")})
                    and (target, slot) not in (select account, slot from busy)
                ) a
                join half b on b.source = a.target and b.slot = a.reach
                where b.moment between a.moment and a.moment + {window} and b.n <> a.n
                and b.xof between a.xof * {PAIR_LOWEST} and a.xof * {PAIR_HIGHEST};
            drop table half
            """  # noqa: S608 - constants of this module and checked settings
        )
        self.left_out = int(self.columns("select count(distinct account) as many from busy")["many"][0])
        self._paired = True


def channel(name: str) -> int:
    """The code of a channel in the tables."""
    return CHANNELS.index(name)


def kind(name: str) -> int:
    """The code of a kind of holder in the tables."""
    return KINDS.index(name)
