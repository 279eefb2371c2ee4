"""Letters of any script become plain letters that the phonetic rules can read.

Latin (with the letters of French, Turkish, Bambara, Fula and Hausa and the dots of scientific transliteration) is
folded to ASCII; Arabic, Persian and Urdu letters become one Arabic alphabet; Cyrillic is spelled in Latin. Based on
Unicode NFKC/NFKD (UAX #15): presentation forms of Arabic, as some lists print them, disappear there. Other scripts are
kept as they are: they match themselves, never another script. Nothing here knows what a name is.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

Script = Literal["latin", "arabic", "digit", "other"]

# Apostrophes, hamza and ayn signs. They are mapped before NFKC, which would turn U+00B4 into a space and an accent.
APOSTROPHES = dict.fromkeys(map(ord, "'`´‘’ʹʻʼʽʾʿˈ՚＇\x91\x92"), "'")

# Letters whose accent changes the consonant are spelled out before accents are stripped.
_LATIN = str.maketrans(
    {
        "š": "sh", "ş": "sh", "ș": "s", "č": "ch", "ž": "j", "ç": "s", "ḫ": "kh", "ẖ": "kh", "ḵ": "kh", "ġ": "gh",
        "ğ": "g", "ǧ": "j", "ǰ": "j", "ḏ": "dh", "ẕ": "dh", "ṯ": "th", "ẓ": "z", "ß": "ss", "æ": "ae", "œ": "oe",
        "ø": "o", "ı": "i", "ł": "l", "đ": "d", "ð": "dh", "þ": "th", "ɓ": "b", "ɗ": "d", "ŋ": "n", "ɲ": "n",
        "ɛ": "e", "ɔ": "o", "ǝ": "e", "ə": "e", "ƙ": "k", "ƴ": "y", "ɣ": "gh", "ʃ": "sh", "ʒ": "j", "'": "",
    }
)  # fmt: skip

_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
        "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
        "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "y", "ь": "",
        "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "қ": "q", "ғ": "gh",
        "ҳ": "h", "ҷ": "j",
    }
)  # fmt: skip

# One letter for the shapes that keyboards of Cairo, Rabat, Tehran and Lahore give to the same sound.
_ARABIC = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ؤ": "و", "ۆ": "و",
        "ۇ": "و", "ک": "ك", "ڪ": "ك", "ګ": "گ", "ڭ": "گ", "ݣ": "گ", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
        "ۃ": "ه", "ٹ": "ت", "ټ": "ت", "ڈ": "د", "ډ": "د", "ڑ": "ر", "ړ": "ر", "ڼ": "ن", "ں": "ن", "ڨ": "گ", "ڥ": "ڤ",
        "ء": "", "ـ": "",
    }
)  # fmt: skip


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word in plain lower-case letters: ASCII for Latin and Cyrillic, one Arabic alphabet, digits as 0-9.

    Args:
        word: one word of a cleaned name (at most 300 characters).
    """
    if word.isascii():
        return "".join(c for c in word.lower() if c.isalnum()) if not word.isalnum() else word.lower()
    lowered = unicodedata.normalize("NFC", word.translate(APOSTROPHES)).casefold().translate(_LATIN)
    spelled = unicodedata.normalize("NFC", lowered).translate(_CYRILLIC)
    # Arabic before decomposition: NFKD would split the hamza from its seat and lose which letter carried it.
    unified = spelled.translate(_ARABIC)
    letters = [c for c in unicodedata.normalize("NFKD", unified) if unicodedata.category(c)[0] in "LN"]
    return "".join(_digit(c) for c in letters).translate(_LATIN).translate(_ARABIC)


def script_of(folded: str) -> Script:
    """Which rules read a folded word: its first letter decides."""
    first = folded[:1]
    if "a" <= first <= "z":
        return "latin"
    if "0" <= first <= "9":
        return "digit"
    if "\u0600" <= first <= "\u06ff":
        return "arabic"
    return "other"


def ascii_digits(text: str) -> str:
    """The text with every decimal digit (Arabic-Indic, Persian, fullwidth) as 0-9."""
    return text if text.isascii() else "".join(_digit(c) for c in text)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
