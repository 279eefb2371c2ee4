"""How many birth dates agree with one, in columns: ``dates.agreement`` of a whole array at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benkan.core.matching.dates import Agreement, PartialDate

ORDER = tuple(Agreement)  # from best to worst
UNDATED = len(ORDER)  # the rank where one side has no date

_RANK = {one: np.int8(rank) for rank, one in enumerate(ORDER)}


def packed(date: PartialDate) -> int:
    """A date as one number: 19840503, with 00 for an unknown month or day."""
    return date.year * 10_000 + (date.month or 0) * 100 + (date.day or 0)


def unpacked(born: int) -> PartialDate:
    """The date of a packed number other than 0."""
    year, within = divmod(born, 10_000)
    return PartialDate(year, within // 100 or None, within % 100 or None)


def best_ranks(dates: Sequence[PartialDate], born: npt.NDArray[np.int64]) -> npt.NDArray[np.int8]:
    """The place in ``ORDER`` of the best agreement of each packed date (0: none) with one of these; or ``UNDATED``."""
    best = np.full(len(born), UNDATED, np.int8)
    for date in dates:
        np.minimum(best, _ranks(date, born), out=best)
    best[born == 0] = UNDATED
    return best


def _ranks(date: PartialDate, born: npt.NDArray[np.int64]) -> npt.NDArray[np.int8]:
    year, within = np.divmod(born, 10_000)
    away = np.abs(year - date.year)
    month = within // 100
    day = within - month * 100
    full = (day != 0) & (within != 101)
    mine = packed(date) % 10_000
    if date.full:
        swapped = (date.day or 0) * 100 + (date.month or 0)
        same_year = np.where(within == swapped, _RANK[Agreement.SWAPPED], _RANK[Agreement.YEAR_OTHER_DAY])
        same_year[within == mine] = _RANK[Agreement.SAME]
        same_year[~full] = _RANK[Agreement.YEAR]
        near = np.where(full & (within == mine), _RANK[Agreement.NEAR_DAY], _RANK[Agreement.NEAR])
    else:
        same_year = np.full(len(born), _RANK[Agreement.YEAR])
        near = np.full(len(born), _RANK[Agreement.NEAR])
    if date.month is not None and mine != 101:
        in_month = (month == date.month) & (within != 101)
        same_year[in_month if not date.full else in_month & ~full] = _RANK[Agreement.MONTH]
    ranks = np.where(away == 0, same_year, near)
    ranks[away > 1] = _RANK[Agreement.DIFFERENT]
    return ranks
