"""What a session must be to count: its day, its length, and who was trained first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from benkan.core.errors import N_, Invalid, Refused

MOST_ATTENDEES: Final = 500
MOST_HOURS: Final = Decimal(400)
EARLIEST: Final = dt.date(2000, 1, 1)


def check_days(held_on: dt.date, trainer_trained_on: dt.date, today: dt.date) -> None:
    """Nothing when a session of this day by a trainer who was trained on that day can be.

    Raises:
        Invalid: ``cascade.day``: it lies in the future or before ``EARLIEST``.
        Refused: ``cascade.too-early``: the trainer had not been trained.
    """
    if not EARLIEST <= held_on <= today:
        raise Invalid(
            "cascade.day",
            N_("A session cannot have been on %(day)s."),
            N_("Give the day on which it was held, not later than today."),
            place="day",
            day=held_on.isoformat(),
        )
    if held_on < trainer_trained_on:
        raise Refused(
            "cascade.too-early",
            N_("The session of %(day)s was before its trainer was trained, on %(trained)s."),
            N_("Correct the day of the session, or record the earlier training of the trainer first."),
            place="day",
            day=held_on.isoformat(),
            trained=trainer_trained_on.isoformat(),
        )


def check_hours(hours: Decimal) -> Decimal:
    """The hours, in tenths.

    Raises:
        Invalid: ``cascade.hours``.
    """
    # A NaN compares as false with everything, so the bounds refuse it too.
    if not hours.is_finite() or not 0 < hours <= MOST_HOURS:
        raise Invalid(
            "cascade.hours",
            N_("A session lasts more than 0 and at most %(most)s hours."),
            N_("Write the hours as a number, such as 6 or 1.5."),
            place="hours",
            most=str(MOST_HOURS),
        )
    return hours.quantize(Decimal("0.1"))


def first_training(trainings: Iterable[tuple[dt.date, int | None, int]]) -> tuple[dt.date, int | None, int]:
    """The training that gives a person his place: the earliest; of one day the first course before a session.

    Args:
        trainings: (day, trainer or None for the first course, its id); at least one.
    """
    return min(trainings, key=lambda one: (one[0], one[1] is not None, one[2]))
