"""Names in plain Latin letters, for units whose patterns allow no others. The original is always kept beside.

Latin letters lose their marks; those of West African alphabets and ligatures become the letters that civil registers
write for them; Arabic letters become consonants and long vowels, as the French of the region writes them. Letters of
other scripts have no answer here: the text stays as it was, and is told.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_LATIN: Final = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ɛ": "e", "ɔ": "o",
    "ŋ": "ng", "ɲ": "ny", "ɓ": "b", "ɗ": "d", "ƴ": "y", "ƙ": "k", "ǝ": "e", "ə": "e", "ʼ": "'", "’": "'", "‘": "'",
    "ʿ": "'", "ʾ": "'", "–": "-", "—": "-", "‑": "-", "،": " ", "&": " et ",
}  # fmt: skip
_ARABIC: Final = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh",
    "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "ch", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "ou", "ي": "i", "ى": "a",
    "ة": "a", "ؤ": "ou", "ئ": "i", "ء": "", "ـ": "", "پ": "p", "ڤ": "v", "گ": "g", "ڭ": "g", "ڨ": "g", "چ": "tch",
}  # fmt: skip


def plain_letters(text: str) -> str:
    """The text in ASCII, or as far as that can be said."""
    written = []
    for letter in text:
        lower = letter.lower()
        found = _LATIN.get(lower, _ARABIC.get(lower))
        if found is None:
            decomposed = unicodedata.normalize("NFKD", letter)
            written.append("".join(one for one in decomposed if not unicodedata.combining(one)))
        else:
            written.append(found.capitalize() if letter != lower and found else found)
    plain = "".join(written)
    # Arabic has no capitals, a Latin register wants them.
    return plain.title() if any(letter in _ARABIC for letter in text) else plain
