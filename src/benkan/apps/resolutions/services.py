"""What other slices, the worker and the commands may do with recommendations, resolutions and votes."""

from __future__ import annotations

from benkan.apps.resolutions.keeping import (
    Wording,
    amend,
    end,
    find,
    get,
    inform,
    progress,
    record,
    settle,
)
from benkan.apps.resolutions.linking import draft_convention, link, of_convention, unlink
from benkan.apps.resolutions.models import Recommendation, Vote
from benkan.apps.resolutions.papers import Wanted as Paper
from benkan.apps.resolutions.papers import write as write_paper
from benkan.apps.resolutions.polling import (
    Sitting,
    again,
    cast,
    cast_by_badge,
    mark,
    open_vote,
    outcome,
    sentences,
)
from benkan.apps.resolutions.polling import close as close_vote
from benkan.apps.resolutions.polling import get as get_vote
from benkan.apps.resolutions.polling import listed as votes
from benkan.apps.resolutions.reading import as_object, listed, vote_as_object
from benkan.apps.resolutions.reminding import on_time, overdue, waiting_for

__all__ = [
    "Paper",
    "Recommendation",
    "Sitting",
    "Vote",
    "Wording",
    "again",
    "amend",
    "as_object",
    "cast",
    "cast_by_badge",
    "close_vote",
    "draft_convention",
    "end",
    "find",
    "get",
    "get_vote",
    "inform",
    "link",
    "listed",
    "mark",
    "of_convention",
    "on_time",
    "open_vote",
    "outcome",
    "overdue",
    "progress",
    "record",
    "sentences",
    "settle",
    "unlink",
    "vote_as_object",
    "votes",
    "waiting_for",
    "write_paper",
]
