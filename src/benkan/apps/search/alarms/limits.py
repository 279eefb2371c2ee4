"""From where on something is an alarm: defaults with their reasons; ``[alarms]`` in node.toml sets others.

- ``sequence_numbers`` 5, ``sequence_gap`` 10: numbers that follow each other, from one officer or in one case in a day,
  and how far apart they may be. Of 240 numbers a day drawn at random among 10^7, five this close are met about once in
  10^12 days; a family's SIM cards are two to four.
- ``same_subject`` 5, ``same_subject_days`` 7: searches about one subject by one officer within a working week. One
  evaluation serves for a whole epoch; asking again and again has another reason.
- ``officer_searches`` 60: subjects of one officer in a day while there is no norm yet: a quarter of the model
  convention's quota of 240. ``officer_floor`` 10: a norm below it would ring for nothing.
- ``partner_searches`` 600: a partner's searches in a day while it has no norm yet: a quarter of the quota of 2,400.
  ``partner_floor`` 50.
- ``norm_days`` 30, ``norm_points`` 20: days that make a norm, and how many counts it needs.
- ``z_tenths`` 35: the modified z-score of 3.5 above which Iglewicz and Hoaglin (How to Detect and Handle Outliers, ASQC
  1993) label an outlier; in tenths.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DEFAULTS: Mapping[str, int] = MappingProxyType(
    {
        "sequence_numbers": 5,
        "sequence_gap": 10,
        "same_subject": 5,
        "same_subject_days": 7,
        "officer_searches": 60,
        "officer_floor": 10,
        "partner_searches": 600,
        "partner_floor": 50,
        "norm_days": 30,
        "norm_points": 20,
        "z_tenths": 35,
    }
)
LARGEST = 1_000_000


def read(table: Mapping[str, object]) -> dict[str, int]:
    """The limits of a node.

    Raises:
        ValueError: an unknown name, or no whole number from 1 to a million; the name is its text.
    """
    for name, value in table.items():
        if name not in DEFAULTS or isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LARGEST:
            raise ValueError(f"alarms.{name}")
    return {**DEFAULTS, **{name: int(str(value)) for name, value in table.items()}}
