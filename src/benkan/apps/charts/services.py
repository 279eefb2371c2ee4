"""What other slices, the commands and the demo may do with charts."""

from __future__ import annotations

from benkan.apps.charts.circle import get, listed
from benkan.apps.charts.editing import change, make, undo
from benkan.apps.charts.exporting import FORMATS, export
from benkan.apps.charts.models import Chart
from benkan.apps.charts.reading import read
from benkan.apps.charts.sources.registry import Scope, Source, register
from benkan.apps.charts.sources.subjects import key as entity_key

__all__ = [
    "FORMATS",
    "Chart",
    "Scope",
    "Source",
    "change",
    "entity_key",
    "export",
    "get",
    "listed",
    "make",
    "read",
    "register",
    "undo",
]
