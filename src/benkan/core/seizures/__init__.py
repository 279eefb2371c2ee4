"""What a seizure says, in closed lists of codes; no I/O. The tables and pages are ``apps.seizures``.

Source: columns and modes of transport of UNODC's Individual Drug Seizures report (IDS), with what services of the
region add.
"""

from benkan.core.seizures.vocabulary import (
    CIRCUMSTANCES,
    CONCEALMENTS,
    CONVEYANCES,
    COUNT_KINDS,
    INVOLVEMENTS,
    LEG_ROLES,
    PACKAGINGS,
    PERSONS,
    PRECISIONS,
    UNODC_TRANSPORT,
)

__all__ = [
    "CIRCUMSTANCES",
    "CONCEALMENTS",
    "CONVEYANCES",
    "COUNT_KINDS",
    "INVOLVEMENTS",
    "LEG_ROLES",
    "PACKAGINGS",
    "PERSONS",
    "PRECISIONS",
    "UNODC_TRANSPORT",
]
