"""What a reader asked of a chart's page: how it is narrowed, what is chosen, how the list is sorted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from benkan.core.charts import HANDLING, KINDS, LAYOUTS, LETTERS, Narrowing
from benkan.core.charts.checking import KEY

MAX_CHOSEN: Final = 200
MAX_TEXT: Final = 200
MAX_DEGREE: Final = 1_000
NODE_SORTS: Final = ("name", "kind", "ties", "owner", "grade", "day")
TIE_SORTS: Final = ("start", "end", "owner", "grade", "day")


@dataclass(frozen=True, slots=True)
class Asked:
    """The query string of a chart's page; anything unknown is left out.

    Args:
        chosen: keys of the nodes that the reader chose, in the order in which they were named.
        layout: whose kept positions are wanted; empty: those of the layout that was kept last.
        part: ``nodes`` or ``ties``: what the list shows.
    """

    narrowing: Narrowing
    chosen: tuple[str, ...] = ()
    text: str = ""
    part: str = "nodes"
    sort: str = ""
    page: str = "1"
    layout: str = ""

    @classmethod
    def of(cls, given: QueryDict) -> Asked:
        """The question of this query string."""
        grade, part = given.get("grade", ""), given.get("part", "nodes")
        part = part if part in {"nodes", "ties"} else "nodes"
        sort = given.get("sort", "")
        sorts = NODE_SORTS if part == "nodes" else TIE_SORTS
        return cls(
            Narrowing(
                kinds=frozenset(given.getlist("kind")) & frozenset(KINDS),
                sources=frozenset(one for one in given.getlist("source") if KEY.fullmatch(one)),
                owners=frozenset(one for one in given.getlist("owner") if KEY.fullmatch(one)),
                handling=frozenset(given.getlist("handling")) & frozenset(HANDLING),
                grade=grade if len(grade) == 1 and grade in LETTERS else "",
                degree=_number(given.get("degree", "")),
                since=_day(given.get("since", "")),
                until=_day(given.get("until", "")),
                undated=given.get("undated", "yes") != "no",
            ),
            chosen=tuple(dict.fromkeys(one for one in given.getlist("node") if KEY.fullmatch(one)))[:MAX_CHOSEN],
            text=given.get("q", "").replace("\0", "").strip()[:MAX_TEXT],
            part=part,
            sort=sort if sort.removeprefix("-") in sorts else "",
            page=given.get("page", "1"),
            layout=layout if (layout := given.get("layout", "")) in LAYOUTS else "",
        )


def _number(text: str) -> int:
    return min(int(text), MAX_DEGREE) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
