"""ASCII spellings for matchers that compare letters: ICU's Any-Latin if pyicu is there, else a letter table of our own.

The fallback writes each Arabic letter as one or two Latin ones and strips accents. It knows fewer letters than ICU, and
drops scripts other than Latin and Arabic: install pyicu to quote figures.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = "ا a,أ a,إ i,آ a,ء ,ؤ u,ئ i,ب b,ت t,ث th,ج j,ح h,خ kh,د d,ذ dh,ر r,ز z,س s,ش sh,ص s,ض d,ط t,ظ z,ع ,غ gh,ف f"
_LETTERS += ",ق q,ك k,ل l,م m,ن n,ه h,ة a,و w,ي y,ى a,پ p,چ ch,ژ zh,گ g,ک k,ی y"
_TABLE = {ord(pair[0]): pair[2:] for pair in _LETTERS.split(",")}
_APOSTROPHES = re.compile("['’‘`´ʼʻʿʾ]")


@lru_cache(maxsize=1)
def with_icu():
    """Whether ICU does the work."""
    try:
        import icu  # noqa: F401
    except ImportError:
        return False
    return True


@lru_cache(maxsize=1)
def _latin():
    if not with_icu():
        return lambda text: unicodedata.normalize("NFKD", text.translate(_TABLE)).lower()
    import icu

    rule = "Any-Latin; NFD; [:Nonspacing Mark:] Remove; NFC; Latin-ASCII; Lower"
    return icu.Transliterator.createInstance(rule).transliterate


def ascii_name(name):
    """Lower-case words of ASCII letters and digits, one space between."""
    return " ".join(re.findall("[a-z0-9]+", _APOSTROPHES.sub("", _latin()(name))))
