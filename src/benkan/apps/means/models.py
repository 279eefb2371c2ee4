"""Means, the times for which they are committed and taken, and the goals. Only this slice touches these tables.

A means of kind ``expert`` is a person: the title is the duty, the code a code; nothing else about the person is kept.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import get_language

from benkan.apps.means.texts import end_of, instant
from benkan.core import means as rules


class MeanRows(models.QuerySet["Mean"]):
    """Means by how far they are."""

    def in_state(self, state: str, now: dt.datetime) -> MeanRows:
        """Those in this state, as ``core.means.state`` says it."""
        if state == "withdrawn":
            return self.exclude(withdrawn_at=None)
        found = self.filter(withdrawn_at=None)
        if state == "suspended":
            return found.exclude(suspended_at=None)
        found = found.filter(suspended_at=None)
        if state == "registered":
            return found.filter(certificate_until=None)
        live = Exists(Commitment.objects.filter(mean=OuterRef("pk"), ended_at=None, ends__gt=now))
        return found.exclude(certificate_until=None).filter(live if state == "committed" else ~live)


class Mean(models.Model):
    """One asset or expert of this service, or of a partner as it is known here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    title_fr = models.CharField(max_length=120, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    title_ar = models.CharField(max_length=120, blank=True)
    specification = models.JSONField(default=dict)
    country = models.CharField(max_length=2)
    place = models.CharField(max_length=120)
    place_code = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    languages = models.JSONField(default=list)
    self_sufficiency_days = models.PositiveSmallIntegerField(default=0)
    consumables = models.CharField(max_length=300, blank=True)
    notice_hours = models.PositiveSmallIntegerField()
    daily_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3)
    contact = models.CharField(max_length=150, blank=True)
    certificate_what = models.CharField(max_length=200, blank=True)
    certificate_number = models.CharField(max_length=80, blank=True)
    certificate_issuer = models.CharField(max_length=200, blank=True)
    certificate_until = models.DateField(null=True, blank=True)
    certified_by = models.CharField(max_length=150, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)
    registered_by = models.CharField(max_length=150)
    registered_at = models.DateTimeField()
    described_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_reason = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    objects = MeanRows.as_manager()

    class Meta:
        """Each code of an owner once; lists are read by kind."""

        constraints = [models.UniqueConstraint("owner", "code", name="mean_once_per_code")]
        indexes = [
            models.Index("kind", "country", name="mean_by_kind"),
            models.Index("certificate_until", name="mean_by_certificate"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.code}"

    @property
    def title(self) -> str:
        """The title in the reader's language, or in the first one that there is."""
        return self.title_in((get_language() or "fr")[:2])

    def title_in(self, language: str) -> str:
        """The title in this language, or in the first one that there is."""
        titles = {"fr": self.title_fr, "en": self.title_en, "ar": self.title_ar}
        return titles.get(language) or next((one for one in titles.values() if one), self.code)

    @property
    def certified_until(self) -> dt.datetime | None:
        """The first instant at which the certificate holds no more: midnight after its last day, here."""
        return None if self.certificate_until is None else end_of(self.certificate_until)

    @property
    def sheet(self) -> rules.Sheet:
        """The sheet of its kind."""
        return rules.sheet(self.kind)

    @property
    def described(self) -> dict[str, rules.Value]:
        """The specification as the rules compare it."""
        return self.sheet.read(self.specification)

    def state(self, commitments: list[rules.Span] | None = None) -> str:
        """How far it is now."""
        now = timezone.now()
        spans = commitments
        if spans is None:
            spans = [one.span for one in self.commitments.filter(ended_at=None, ends__gt=now)]
        return rules.state(
            spans,
            now,
            certified=self.certificate_until is not None,
            suspended=self.suspended_at is not None,
            withdrawn=self.withdrawn_at is not None,
        )


class Goal(models.Model):
    """So many means of a kind, where, by when, for which convention."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12)
    count = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2, blank=True)
    by = models.DateField()
    convention = models.CharField(max_length=60, blank=True)
    least_days = models.PositiveSmallIntegerField()
    specification = models.JSONField(default=dict)
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Those that still hold, the earliest first."""

        indexes = [models.Index("by", name="goal_by_day", condition=Q(dropped_at=None))]

    def __str__(self) -> str:
        return f"{self.count} {self.kind} {self.by}"

    @property
    def rule(self) -> rules.Goal:
        """The goal as the rules read it."""
        sheet = rules.sheet(self.kind)
        return rules.Goal(
            self.kind, self.count, self.country, instant(self.by), self.least_days, sheet.read(self.specification)
        )


class Timed(models.Model):
    """A row with a beginning and an end that is not within."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        """No table of its own."""

        abstract = True

    @property
    def span(self) -> rules.Span:
        """The time as the rules compare it."""
        return rules.Span(self.starts, self.ends)


class Commitment(Timed):
    """The owner's word that the means can be lent during this time."""

    mean = models.ForeignKey(Mean, on_delete=models.PROTECT, related_name="commitments")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments")
    convention = models.CharField(max_length=60, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """By time; the end comes after the beginning in the table too."""

        indexes = [models.Index("mean", "starts", name="commitment_by_mean", condition=Q(ended_at=None))]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="commitment_ends_later")]

    def __str__(self) -> str:
        return f"{self.mean_id} {self.starts:%Y-%m-%d}"


class Booking(Timed):
    """A time at which the means is reserved, in use or maintained; freed and ended ones are kept."""

    class State(models.TextChoices):
        """How far it is; the first two take the means."""

        RESERVED = "reserved"
        IN_USE = "in-use"
        ENDED = "ended"
        FREED = "freed"

    TAKING = (State.RESERVED, State.IN_USE)

    mean = models.ForeignKey(Mean, on_delete=models.PROTECT, related_name="bookings")
    maintenance = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RESERVED)
    reference = models.CharField(max_length=64, blank=True)
    condition = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=500, blank=True)
    made_by = models.CharField(max_length=150, blank=True)
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """By time; the end comes after the beginning in the table too; a means is in use once."""

        indexes = [
            models.Index("mean", "starts", name="booking_by_mean", condition=Q(state__in=("reserved", "in-use"))),
            models.Index("starts", name="booking_by_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="booking_ends_later"),
            models.UniqueConstraint(fields=["mean"], condition=Q(state="in-use"), name="booking_in_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mean_id} {self.starts:%Y-%m-%d} {self.state}"

    @property
    def overdue(self) -> bool:
        """Whether it is still out although it should be back."""
        return self.state == self.State.IN_USE and self.ends <= timezone.now()

    @property
    def taken(self) -> rules.Span:
        """The time that it takes; what is out takes every instant until it is back."""
        ends: Any = max(self.ends, timezone.now()) if self.state == self.State.IN_USE else self.ends
        return rules.Span(self.starts, ends)
