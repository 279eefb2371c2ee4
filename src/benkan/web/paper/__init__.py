"""Paper: what the node writes as PDF, in French, English and Arabic, without a browser and without a system library."""

from benkan.web.paper.fonts import present
from benkan.web.paper.report import MAX_LINES, Column, Figures, Heading, Line, report

__all__ = ["MAX_LINES", "Column", "Figures", "Heading", "Line", "present", "report"]
