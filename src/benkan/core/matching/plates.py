"""Number plates in one form: Latin letters and digits in one order, whatever was read first.

Plates of the Maghreb carry Arabic letters beside Latin ones, and a plate read from right to left gives its groups in
the other order (12345-أ-6, 6-أ-12345). The forms are those of Mali, Burkina Faso, Niger, Senegal, Mauritania, Morocco,
Algeria, Tunisia and Libya; the country itself is not on every plate and is not guessed.
"""

from __future__ import annotations

import re

from benkan.core.matching.scripts import ascii_digits, fold

# Arabic letters of plates by the Latin letters that the same plates carry beside them.
_LETTERS = str.maketrans(
    {"ا": "A", "ب": "B", "ت": "T", "ج": "J", "د": "D", "ر": "R", "س": "S", "ش": "CH", "ص": "S", "ط": "T", "ع": "A",
     "ف": "F", "ق": "K", "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H", "و": "W", "ي": "Y"}
)  # fmt: skip
_LABEL = re.compile(
    r"^\s*(?:(?:plaque|immatriculation|immat|matricule|plate|licen[cs]e|reg|n|no|num|numéro|numero|لوحة|رقم)[.:°º\s]+)+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^)]*\)\s*$")  # "12345-A-6 (Maroc)"
_TUNIS = re.compile(r"تونس|tunisie|tunis(?!i)|\btun?\b", re.IGNORECASE)
# Few digits, a letter, many digits is a Moroccan plate read from the other end. Two letters are not turned: 11 JJ 1234
# of Burkina Faso begins with its region and is never written otherwise.
_FEW_FIRST = re.compile(r"(\d{1,2})([A-Z])(\d{3,6})")
_TUNISIAN = re.compile(r"(\d{1,4})TUN(\d{1,4})")


def fold_plate(value: str) -> str:
    """The plate in upper-case Latin letters and digits, its groups in one order; empty if nothing is left.

    Args:
        value: as written: label, spaces, dashes and a country in brackets at the end may be there.
    """
    bare = _ASIDE.sub("", _LABEL.sub("", value)) or value
    spelled = _TUNIS.sub("TUN", ascii_digits(bare))
    plain = "".join(fold(c).upper().translate(_LETTERS) or c for c in spelled if c.isalnum())
    if tunisian := _TUNISIAN.fullmatch(plain):
        return _tunisian(*tunisian.groups())
    if few := _FEW_FIRST.fullmatch(plain):
        return "".join(reversed(few.groups()))
    return plain


def _tunisian(left: str, right: str) -> str:
    """The series (one to three digits) before the number: only a group of four tells which is which."""
    return f"{right}TUN{left}" if len(left) == 4 and len(right) < 4 else f"{left}TUN{right}"
