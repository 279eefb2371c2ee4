"""Drugs and precursors: which substance a word means, what an amount says, and what a table makes of it. No I/O.

Sources: INCB Yellow, Green and Red Lists (control under the conventions of 1961, 1971 and 1988), WHO ATC codes, names
of the region as services write them; reviewed in resources/substances, each row with its source.
"""

from benkan.core.substances.catalogue import CODES, Substance, get, known
from benkan.core.substances.equivalent import FACTORS_VERSION, Estimate, estimate, pure_kilograms
from benkan.core.substances.numerals import decimal_mark
from benkan.core.substances.quantities import Amount, readings
from benkan.core.substances.recognising import find, suggest

__all__ = [
    "CODES",
    "FACTORS_VERSION",
    "Amount",
    "Estimate",
    "Substance",
    "decimal_mark",
    "estimate",
    "find",
    "get",
    "known",
    "pure_kilograms",
    "readings",
    "suggest",
]
