"""GIFT, Moodle's plain format for questions: ``::name:: text { =right ~wrong ~%50%half #remark }``.

Source: docs.moodle.org, "GIFT format". Questions are separated by empty lines; a backslash before ``~ = # { } :`` makes
them letters. Weights above nothing are right choices. Read: choices, and true or false.
"""

from __future__ import annotations

import re
from typing import Final

from benkan.core.errors import N_
from benkan.formats.questions import markup
from benkan.formats.questions.question import Read, Texts, no_questions, truth

_SPECIAL: Final = "\\~=#{}:"
_HIDDEN: Final = {sign: chr(0xE000 + ord(sign)) for sign in _SPECIAL}
_SHOWN: Final = {ord(hidden): sign for sign, hidden in _HIDDEN.items()}
_ESCAPED: Final = re.compile(r"\\([\\~=#{}:n])")
_NAME: Final = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT: Final = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_CHOICE: Final = re.compile(r"([=~])\s*(?:%(-?\d{1,3}(?:\.\d{1,5})?)%)?([^=~]*)")
_TRUTH: Final = re.compile(r"\s*(TRUE|T|FALSE|F)\s*(#.*)?", re.DOTALL)


def read(data: bytes, language: str) -> Read:
    """The questions.

    Raises:
        Invalid: ``questions.file``.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise no_questions() from error
    if "{" not in text:
        raise no_questions()
    found = Read()
    for line, block in _blocks(text):
        _take(found, line, block, language)
    return found


def _blocks(text: str) -> list[tuple[int, str]]:
    """Each question with its first line; comments and categories are left out."""
    found: list[tuple[int, list[str]]] = []
    apart = True
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith(("//", "$CATEGORY:")):
            continue
        if not line:
            apart = True
            continue
        if apart:
            found.append((number, []))
        found[-1][1].append(line)
        apart = False
    return [(number, _ESCAPED.sub(_hide, "\n".join(lines))) for number, lines in found]


def _hide(found: re.Match[str]) -> str:
    return " " if found[1] == "n" else _HIDDEN[found[1]]


def _take(found: Read, line: int, block: str, language: str) -> None:
    named = _NAME.match(block)
    body = block[named.end() :] if named else block
    form = _FORMAT.match(body)
    html = form is not None and form[1] in ("html", "moodle")
    body = body[form.end() :] if form else body
    before, opened, rest = body.partition("{")
    inside, closed, after = rest.partition("}")
    if not (opened and closed) or "{" in after:
        found.leave(line, N_("It is no question with choices."))
        return

    def plain(part: str) -> Texts:
        text = part.translate(_SHOWN)
        return markup.texts(text) if html else {"": " ".join(text.split())}

    texts = plain(f"{before} … {after}" if after.strip() else before)
    name = " ".join(named[1].translate(_SHOWN).split()) if named else ""
    said = _TRUTH.fullmatch(inside)
    if said:
        found.add(name, texts, truth(true=said[1].startswith("T")), line, language)
        return
    listed = _CHOICE.findall(inside.partition("####")[0])
    if inside.lstrip().startswith("#") or "->" in inside or not any(sign == "~" for sign, _, _ in listed):
        found.leave(line, N_("It is no question with choices."))
        return
    choices = [
        (plain(text.partition("#")[0]), float(weight) > 0 if weight else sign == "=") for sign, weight, text in listed
    ]
    found.add(name, texts, choices, line, language)
