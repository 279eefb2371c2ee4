"""What an alarm says, in the reader's language: what was counted, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from benkan.apps.search.models import Alarm
from benkan.core.errors import N_
from benkan.web import words

SENTENCES = {
    "sequence": N_(
        "%(officer)s asked for numbers that follow each other (%(count)d in one day; alarm from %(limit)d on)."
    ),
    "sequence-case": N_(
        "In the case %(case)s, several officers asked for numbers that follow each other "
        "(%(count)d in one day; alarm from %(limit)d on)."
    ),
    "again": N_("%(officer)s asked about the same subject again and again (%(count)d times; alarm from %(limit)d on)."),
    "many": N_(
        "%(officer)s asked about more subjects than is usual here (%(count)d in one day; usual: up to %(limit)d)."
    ),
    "partner": N_(
        "%(partner)s searches here more often than is usual for it (%(count)d in one day; usual: up to %(limit)d)."
    ),
}
REMEDIES = {
    "sequence": N_("Ask for the reason; suspend if these are guesses."),
    "sequence-case": N_("Ask for the reason; suspend if these are guesses."),
    "again": N_("Ask what is hoped for: a partner's data of one epoch do not change by being asked again."),
    "many": N_("Compare with the cases worked on that day, and draw a sample."),
    "partner": N_("Ask the partner's control officer; the convention can be suspended."),
}


def sentence(alarm: Alarm, services: Mapping[str, str], officers: Mapping[str, str]) -> str:
    """What was counted.

    Args:
        services: names of services by their short name.
        officers: names of officers by their user name.
    """
    facts = {
        "officer": officers.get(alarm.officer, alarm.officer),
        "case": alarm.case,
        "partner": services.get(alarm.partner, alarm.partner),
        "count": alarm.count,
        "limit": alarm.limit,
    }
    return words.sentence(SENTENCES[_kind(alarm)], facts)


def remedy(alarm: Alarm) -> str:
    """What to do about it."""
    return words.sentence(REMEDIES[_kind(alarm)], {})


def _kind(alarm: Alarm) -> str:
    return "sequence-case" if alarm.rule == "sequence" and alarm.case else alarm.rule
