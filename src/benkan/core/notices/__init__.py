"""Notices: what each type must say, the questions of article 3, how long one may live. Codes only, no words, no I/O.

``completeness.gaps`` is the gate before the checklist, ``neutrality.refusal`` the checklist, ``expiry`` the dates. Both
sides ask all three: the writer so that nothing poor leaves, the reader so that nothing poor is kept.
"""

from benkan.core.notices.completeness import Gap, categories, complete, gaps, subject_category_needed
from benkan.core.notices.expiry import CLOCK_SLACK_DAYS, default_day, latest_day, too_long
from benkan.core.notices.fields import Field
from benkan.core.notices.neutrality import (
    CLAUSES,
    QUESTIONS,
    Question,
    neutral,
    questions_of,
    refusal,
    unanswered,
)
from benkan.core.notices.types import TYPES, NoticeType

__all__ = [
    "CLAUSES",
    "CLOCK_SLACK_DAYS",
    "QUESTIONS",
    "TYPES",
    "Field",
    "Gap",
    "NoticeType",
    "Question",
    "categories",
    "complete",
    "default_day",
    "gaps",
    "latest_day",
    "neutral",
    "questions_of",
    "refusal",
    "subject_category_needed",
    "too_long",
    "unanswered",
]
