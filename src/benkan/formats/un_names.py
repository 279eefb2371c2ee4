"""Names and aliases of the UN list: one field often holds several names, remarks and scripts at once.

What is not a name is returned as a remark, so that nothing of the list is lost. It does not correct spellings.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from benkan.formats.un_countries import code_of

_MARKERS = re.compile(r"(?:^|(?<=\s))[a-z]\)\s+")
_BRACKET = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")
_ORIGINAL = re.compile(r"\s*(?:\(?original script\)?\s*:?|in (?:arabic|original script)\s*:?)\s*", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:previously|formerly)\s+listed(?:\s+as)?\b[.,]?\s*", re.IGNORECASE)
_REMARK = re.compile(
    r"\b(name|identity|listed|linked|third|born|passport|original script|nom de guerre|sub-unit|call sign)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[,\s]+(?:born\b|in born\b|son of\b).*$", re.IGNORECASE | re.DOTALL)
_FATHER = re.compile(r"\bson of\s+([^,()]+)", re.IGNORECASE)
_ACRONYM = re.compile(r"[^\W_][\w&/.-]{1,14}", re.UNICODE)
_REFERENCE = re.compile(r"[A-Z]{2}[ei]\.\d{3}", re.IGNORECASE)
_QUOTES = "\"“”„«»' ,.;:)"
TITLES = re.compile(
    r"\b(haji|hajji|hadji|alhaj|mullah|mulla|maulavi|mawlawi|sheikh|shaykh|sheik|qari|dr|colonel|general|major|ustadz?|imam|mufti|sayyid)\b\.?",
    re.IGNORECASE,
)
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc\u0640]")


@dataclass(slots=True)
class Names:
    """What one field holds."""

    names: list[str] = field(default_factory=list)
    acronyms: list[str] = field(default_factory=list)
    fathers: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    former: bool = False
    split: bool = False


def squeezed(text: str | None) -> str:
    """The text with single spaces, without what stands around it."""
    return " ".join((text or "").split())


def has_presentation_forms(text: str) -> bool:
    """Whether it holds Arabic presentation forms or tatweel, which no keyboard of a searcher produces."""
    return bool(_PRESENTATION.search(text))


def plain(text: str) -> str:
    """The text in the letters that people type: NFKC, no tatweel, single spaces."""
    return squeezed(unicodedata.normalize("NFKC", text).replace("\u0640", ""))


def scripts(text: str) -> set[str]:
    """The scripts of its letters, as the first word of their Unicode names: LATIN, ARABIC, CYRILLIC, CJK."""
    return {unicodedata.name(c, "?").split(" ", 1)[0] for c in text if c.isalpha()}


def read(text: str, *, person: bool) -> Names:
    """The names in one field, with what else it held.

    Args:
        text: the field; empty is fine.
        person: people's fields hold remarks in brackets, those of organisations acronyms.
    """
    found = Names()
    text = plain(text)
    if _FORMER.search(text):
        found.former, text = True, _FORMER.sub("", text)
    for father in _FATHER.findall(text):
        found.fathers.append(squeezed(father))
    pieces = [piece for marked in _MARKERS.split(text) for piece in _outside(marked)]
    for piece in pieces:
        _one(piece, found, person=person)
    found.names = list(dict.fromkeys(name for name in found.names if any(map(str.isalpha, name))))
    found.split = len(found.names) > 1
    return found


def _outside(text: str) -> list[str]:
    """The text cut at semicolons that are not inside brackets."""
    depth, pieces = 0, [""]
    for character in text:
        depth += (character == "(") - (character == ")" and depth > 0)
        if character == ";" and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces


def _one(piece: str, found: Names, *, person: bool) -> None:
    brackets = _BRACKET.findall(piece)
    # A bracket in front is a title: "(Sheikh) Musa Hilal"; one in the middle is part of an organisation's name.
    body = piece
    later: list[str] = []
    for inner in brackets:
        whole = f"({inner})"
        at = body.find(whole)
        if body[:at].strip(_QUOTES) == "":
            body = body.replace(whole, f"{inner} ", 1)
        elif person or (body[at - 1] == " " and not _belongs(inner, body)):
            body = body.replace(whole, " ", 1)
            later.append(inner)
    cut = _TAIL.search(body)
    if cut:
        found.remarks.append(squeezed(piece))
        body = body[: cut.start()]
    for part in _by_script(body):
        if name := _trimmed(part):
            found.names.append(name)
    for inner in later:
        _bracket(inner, body, found, person=person)


def _bracket(inner: str, body: str, found: Names, *, person: bool) -> None:
    """What stands in brackets after a name: its original script, its transliterations, an acronym or a remark."""
    inner = squeezed(_BRACKET.sub(lambda match: "" if _ORIGINAL.fullmatch(match[1]) else match[0], inner))
    original = _ORIGINAL.match(inner)
    text = inner[original.end() :] if original else inner
    if not text:
        return
    other_script = bool(scripts(text) - scripts(body)) or ";" in text
    if _REFERENCE.fullmatch(text) or (_REMARK.search(text) and scripts(text) == {"LATIN"}):
        head, _, tail = text.partition(" - ")
        if tail and _REMARK.search(tail) and scripts(body) != {"LATIN"}:
            found.names.append(_trimmed(head))
            text = tail
        found.remarks.append(f"{squeezed(body)}: {text}")
    elif original or other_script:
        for piece in _outside(text):
            _one(piece, found, person=person)
    elif not person and _is_acronym(text):
        found.acronyms.append(text)
    else:
        found.remarks.append(f"{squeezed(body)}: {text}")


def _by_script(text: str) -> list[str]:
    """The text, cut where Latin letters and letters of another script stand side by side."""
    kinds = scripts(text)
    if "LATIN" not in kinds or len(kinds) == 1:
        return [text]
    pieces: list[str] = []
    last = ""
    for word in text.split():
        kind = "LATIN" if "LATIN" in scripts(word) else "OTHER" if scripts(word) else last
        if kind == last and pieces:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
        last = kind
    return pieces


def _trimmed(text: str) -> str:
    """The name without quotes around it; a final full stop stays where it is an abbreviation."""
    name = squeezed(text).strip("\"“”„«» ,;:'")
    if name.count(")") > name.count("("):
        name = name.strip(") ")
    if name.endswith(".") and not re.search(r"\b\w{1,4}\.$", name):
        name = name.rstrip(".")
    return name


def _belongs(inner: str, body: str) -> bool:
    """Whether a bracket is part of an organisation's name, such as its country, and not an acronym or a remark."""
    if scripts(inner) - scripts(body.replace(inner, "")) or _REMARK.search(inner) or _REFERENCE.fullmatch(inner):
        return False
    if ";" in inner or _ORIGINAL.match(inner):
        return False
    return not _is_acronym(inner)


def _is_acronym(text: str) -> bool:
    capitals = sum(character.isupper() for character in text)
    return bool(_ACRONYM.fullmatch(text)) and capitals >= 2 and not code_of(text)
