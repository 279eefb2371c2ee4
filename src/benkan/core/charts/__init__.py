"""Link charts: entities and ties with where they are known from, and what officers do to them.

Values in, values out: the app reads the items, keeps the changes and asks ``core.networks`` for measures.
"""

from benkan.core.charts.building import build
from benkan.core.charts.changes import LAYOUTS, Change, Merge, Standing, live, standing, undone
from benkan.core.charts.checking import CHANGE_KINDS, MAX_ITEMS, checked
from benkan.core.charts.comparing import Compared, as_of, compare, marks
from benkan.core.charts.cutting import DRAWN, Cut, cut
from benkan.core.charts.folding import leaves
from benkan.core.charts.grading import HANDLING, LETTERS, best, strictest, worst
from benkan.core.charts.graph import KINDS, Bond, Document, Entity, Graph, Node, Piece, Tie
from benkan.core.charts.narrowing import Narrowing, narrow
from benkan.core.charts.timeline import Column, columns

__all__ = [
    "CHANGE_KINDS",
    "DRAWN",
    "HANDLING",
    "KINDS",
    "LAYOUTS",
    "LETTERS",
    "MAX_ITEMS",
    "Bond",
    "Change",
    "Column",
    "Compared",
    "Cut",
    "Document",
    "Entity",
    "Graph",
    "Merge",
    "Narrowing",
    "Node",
    "Piece",
    "Standing",
    "Tie",
    "as_of",
    "best",
    "build",
    "checked",
    "columns",
    "compare",
    "cut",
    "leaves",
    "live",
    "marks",
    "narrow",
    "standing",
    "strictest",
    "undone",
    "worst",
]
