"""The first page of a package: what is in it, in three languages, without a script and without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from benkan.formats.learning_package.manifest import File, LeftOut

_STYLE = (
    "body{font-family:'Noto Sans','Noto Sans Arabic',sans-serif;margin:1.5rem auto;max-width:60rem;padding:0 1rem;"
    "color:#1b1b1b;background:#fff}nav a{margin-inline-end:1rem}section{border-block-start:1px solid #bbb;"
    "margin-block-start:2rem}table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:.4rem;"
    "border-block-end:1px solid #ddd;vertical-align:top}"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; ``name`` is the language's own name."""

    name: str
    title: str
    issuer: str
    note: str
    file: str
    language: str
    version: str
    size: str
    licence: str
    left_out: str
    languages: Mapping[str, str]
    licences: Mapping[str, str]


def page(files: Sequence[File], left_out: Sequence[LeftOut], words: Mapping[str, Words]) -> bytes:
    """The page; the same contents give the same bytes.

    Args:
        words: by language, in the order in which they stand.
    """
    first = next(iter(words))
    links = "".join(f'<a href="#{one}" lang="{one}">{escape(each.name)}</a>' for one, each in words.items())
    sections = "".join(_section(code, each, files, left_out) for code, each in words.items())
    return (
        f'<!DOCTYPE html>\n<html lang="{first}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(words[first].title)}</title><style>{_STYLE}</style></head>"
        f"<body><nav>{links}</nav>{sections}</body></html>\n"
    ).encode()


def _section(code: str, words: Words, files: Sequence[File], left_out: Sequence[LeftOut]) -> str:
    direction = "rtl" if code == "ar" else "ltr"
    head = "".join(
        f"<th scope=col>{escape(each)}</th>"
        for each in (words.file, words.language, words.version, words.size, words.licence)
    )
    rows = "".join(
        f'<tr><td><a href="{escape(one.path)}"><bdi>{escape(_title(one.titles, code))}</bdi></a></td>'
        f"<td>{escape(words.languages[one.language])}</td><td>{one.version}</td><td><bdi>{_size(one.size)}</bdi></td>"
        f"<td>{escape(words.licences[one.licence])}</td></tr>"
        for one in files
    )
    missing = "".join(
        f"<li><bdi>{escape(_title(one.titles, code))}</bdi> · {escape(words.languages[one.language])} · "
        f"<bdi>{_size(one.size)}</bdi></li>"
        for one in left_out
    )
    missing = f"<h2>{escape(words.left_out)}</h2><ul>{missing}</ul>" if missing else ""
    return (
        f'<section id="{code}" lang="{code}" dir="{direction}"><h1>{escape(words.title)}</h1>'
        f"<p><bdi>{escape(words.issuer)}</bdi></p><p>{escape(words.note)}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{missing}</section>"
    )


def _title(titles: Mapping[str, str], language: str) -> str:
    return titles.get(language) or next(titles[each] for each in ("fr", "en", "ar") if each in titles)


def _size(count: int) -> str:
    return f"{count / 1024**2:.1f} MiB" if count >= 1024**2 else f"{max(1, round(count / 1024))} KiB"
