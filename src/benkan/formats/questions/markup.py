"""Plain text out of the little HTML that question banks write, with Moodle's own way of saying a language.

``<span lang="fr" class="multilang">…</span>`` is text of one language alone. Tags are dropped, never shown; a picture
or another thing that is not text makes the whole unreadable.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

_LANGUAGES: Final = ("fr", "en", "ar")
_NOT_TEXT: Final = frozenset({"img", "video", "audio", "object", "embed", "iframe", "svg", "math", "script", "style"})
_APART: Final = frozenset({"p", "br", "div", "li", "tr", "td", "ul", "ol"})


def texts(html: str) -> dict[str, str]:
    """The text by language, under ``""`` when none is named; empty when it holds something that is no text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.not_text:
        return {}
    named = [one for one in _LANGUAGES if any(spoken == one for spoken, _ in reader.parts)]
    return {
        one: " ".join("".join(text for spoken, text in reader.parts if spoken in (None, one)).split())
        for one in named or [""]
    }


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str | None, str]] = []
        self.not_text = False
        self._spans: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.not_text = self.not_text or tag in _NOT_TEXT
        if tag == "span":
            given = dict(attrs)
            spoken = (given.get("lang") or "")[:2] if "multilang" in (given.get("class") or "") else ""
            self._spans.append(spoken if spoken in _LANGUAGES else self._spoken())
        elif tag in _APART:
            self.parts.append((self._spoken(), " "))

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._spans:
            self._spans.pop()
        elif tag in _APART:
            self.parts.append((self._spoken(), " "))

    def handle_data(self, data: str) -> None:
        self.parts.append((self._spoken(), data))

    def _spoken(self) -> str | None:
        return self._spans[-1] if self._spans else None
