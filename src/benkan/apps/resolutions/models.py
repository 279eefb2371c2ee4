"""Recommendations and resolutions with their history and links, the partners told of them, and votes by delegation.

Of a secret ballot only sums are kept and who has voted: no row, no time and no line of the journal joins a voice to a
delegation.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a gathering decided on."""

    RECOMMENDATION = "recommendation", _("Recommendation")
    RESOLUTION = "resolution", _("Resolution")


class State(models.TextChoices):
    """Where it stands, from its first wording to its end."""

    PROPOSED = "proposed", _("Proposed")
    AMENDED = "amended", _("Amended")
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Rejected")
    UNDER_WAY = "under-way", _("Under way")
    DONE = "done", _("Carried out")
    LAPSED = "lapsed", _("Lapsed")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")


class Priority(models.TextChoices):
    """How much it presses."""

    HIGH = "high", _("High")
    NORMAL = "normal", _("Normal")
    LOW = "low", _("Low")


DRAFTS = frozenset({State.PROPOSED, State.AMENDED})
OPEN = frozenset({State.ADOPTED, State.UNDER_WAY})
ENDED = frozenset({State.REJECTED, State.DONE, State.LAPSED, State.WITHDRAWN})


class Recommendation(models.Model):
    """One recommendation or resolution, ours or one that a partner told us of.

    ``author`` is the service that keeps it; ``foreign`` is its identity there. ``owner`` is the service that does it,
    ``owner_officer`` an officer of ours where the owner is ours. ``version`` counts what the author told others,
    ``report`` what the owner reported.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.CharField(max_length=40)
    foreign = models.UUIDField()
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.RECOMMENDATION)
    number = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField(null=True)
    gathering = models.CharField(max_length=64, blank=True)
    gathering_title = models.CharField(max_length=200, blank=True)
    text_fr = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    text_ar = models.TextField(blank=True)
    owner = models.CharField(max_length=40, blank=True)
    owner_officer = models.CharField(max_length=150, blank=True)
    deadline = models.DateField(null=True, blank=True)
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    evidence = models.CharField(max_length=500, blank=True)
    done_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    report = models.PositiveIntegerField(default=0)
    closed = models.BooleanField(default=False)
    payload_sha256 = models.CharField(max_length=64, blank=True)
    report_sha256 = models.CharField(max_length=64, blank=True)
    convention = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "foreign"], name="one_recommendation_of_an_author"),
            models.UniqueConstraint(fields=["author", "kind", "year", "sequence"], name="one_number_of_an_author"),
        ]
        indexes = [
            models.Index(fields=["state", "deadline"], name="recommendation_by_deadline"),
            models.Index(fields=["gathering"], name="recommendation_by_gathering"),
            models.Index(fields=["-moved_at"], name="recommendation_by_movement"),
        ]

    def __str__(self) -> str:
        return self.number

    def text(self, language: str) -> str:
        """The words in this language, or in the first that has any."""
        words = {"fr": self.text_fr, "en": self.text_en, "ar": self.text_ar}
        return words.get(language) or self.text_fr or self.text_en or self.text_ar

    @property
    def missing(self) -> list[str]:
        """Languages without words."""
        words = {"fr": self.text_fr, "en": self.text_en, "ar": self.text_ar}
        return [language for language, text in words.items() if not text]


class Change(models.Model):
    """One step of its history: who, when, what, and each value before and after."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    agency = models.CharField(max_length=40)
    act = models.CharField(max_length=16)
    state = models.CharField(max_length=12, choices=State.choices)
    note = models.CharField(max_length=1_000, blank=True)
    fields = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["recommendation", "at"], name="change_of_recommendation")]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.act}"


class Link(models.Model):
    """What it led to or speaks of, by its public name; the other slice owns it."""

    class To(models.TextChoices):
        """What it is linked to."""

        CONVENTION = "convention", _("Draft of a convention")
        COURSE = "course", _("Course")
        MEAN = "mean", _("Goal of means")
        CASE = "case", _("Case")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="links")
    to = models.CharField(max_length=12, choices=To.choices)
    reference = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "to", "reference"], name="one_link_of_recommendation")
        ]
        indexes = [models.Index(fields=["to", "reference"], name="link_by_its_end")]

    def __str__(self) -> str:
        return f"{self.to} {self.reference}"


class Told(models.Model):
    """A partner that was told how a recommendation of ours stands, or to whom we report, and the last letter to it."""

    class State(models.TextChoices):
        """How the last letter is."""

        QUEUED = "queued", _("On the way")
        RECEIVED = "received", _("Letter received")
        STOPPED = "stopped", _("Stopped")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="told")
    partner = models.CharField(max_length=40)
    convention = models.CharField(max_length=64)
    envelope = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    stop_code = models.CharField(max_length=64, blank=True)
    stop_clause = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recommendation", "partner"], name="one_row_of_a_told_partner")]
        indexes = [models.Index(fields=["envelope"], name="told_by_letter")]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.partner}"


class Vote(models.Model):
    """One round of a vote by delegation, with its rule; the sums of a secret ballot live here and nowhere else."""

    class State(models.TextChoices):
        """Whether votes are taken."""

        OPEN = "open", _("Voting open")
        CLOSED = "closed", _("Voting closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.PROTECT, related_name="votes"
    )
    subject = models.CharField(max_length=300)
    gathering = models.CharField(max_length=64, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    before = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="rounds")
    majority = models.CharField(max_length=20)
    base = models.CharField(max_length=8)
    quorum_part = models.PositiveSmallIntegerField()
    quorum_whole = models.PositiveSmallIntegerField()
    quorum_more = models.BooleanField(default=False)
    tie = models.CharField(max_length=8)
    secret = models.BooleanField(default=False)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=150)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    members = models.PositiveSmallIntegerField(default=0)
    present = models.PositiveSmallIntegerField(default=0)
    in_favour = models.PositiveSmallIntegerField(default=0)
    against = models.PositiveSmallIntegerField(default=0)
    abstaining = models.PositiveSmallIntegerField(default=0)
    chair = models.BooleanField(null=True)
    verdict = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-opened_at"], name="vote_by_opening")]

    def __str__(self) -> str:
        return f"{self.subject} ({self.round})"


class Seat(models.Model):
    """One delegation in one vote; ``choice`` is filled in an open vote only."""

    class Choice(models.TextChoices):
        """What a delegation says."""

        IN_FAVOUR = "in-favour", _("In favour")
        AGAINST = "against", _("Against")
        ABSTAINING = "abstaining", _("Abstaining")

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="seats")
    delegation = models.CharField(max_length=64)
    name_fr = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200)
    votes = models.BooleanField(default=True)
    present = models.BooleanField(default=False)
    voted = models.BooleanField(default=False)
    choice = models.CharField(max_length=10, choices=Choice.choices, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "delegation"], name="one_seat_of_a_delegation")]

    def __str__(self) -> str:
        return f"{self.vote_id} {self.delegation}"

    def name(self, language: str) -> str:
        """Its name in this language."""
        return {"fr": self.name_fr, "ar": self.name_ar}.get(language, self.name_en) or self.name_en


class Template(models.Model):
    """A service's own office file for one paper in one language."""

    class For(models.TextChoices):
        """Which paper."""

        MINUTES = "minutes", _("Minutes")
        COMMUNIQUE = "communique", _("Final communiqué")

    paper = models.CharField(max_length=12, choices=For.choices)
    language = models.CharField(max_length=2)
    name = models.CharField(max_length=120)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "language"], name="one_template_of_a_paper")]

    def __str__(self) -> str:
        return f"{self.paper} {self.language}"
