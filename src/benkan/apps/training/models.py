"""Learners, the catalogue, runs of courses with their places and sessions, nominations, attendance."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Learner(models.Model):
    """A person who learns: a name and where it belongs; no picture, no number, no private address.

    ``folded`` finds one person again however name and service are written: databases fold letters differently. Of a
    learner who was erased the country stays, so that places of a year and the figures of a run stay right.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    service = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default="fr")
    username = models.CharField(max_length=150, blank=True)
    folded = models.CharField(max_length=420)
    added_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Order and indexes."""

        ordering = ("name", "id")
        indexes = [
            models.Index(fields=["folded"], name="learner_by_folded"),
            models.Index(fields=["username"], name="learner_by_username"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Course(models.Model):
    """An entry of the catalogue."""

    code = models.SlugField(primary_key=True, max_length=64)
    names = models.JSONField(default=dict)
    competence = models.CharField(max_length=64)
    hours = models.PositiveIntegerField(default=0)
    valid_months = models.PositiveIntegerField(null=True, blank=True)
    attendance_percent = models.PositiveIntegerField(default=80)
    requires = models.CharField(max_length=64, blank=True)
    accredited_until = models.DateField(null=True, blank=True)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()

    class Meta:
        """Order."""

        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class Run(models.Model):
    """A course that takes place: a workshop, a class, with its days and its place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="runs")
    place = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField()
    languages = models.JSONField(default=list)
    capacity = models.PositiveIntegerField()
    gathering = models.UUIDField(null=True, blank=True)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """Order and indexes."""

        ordering = ("-starts", "id")
        indexes = [models.Index(fields=["starts", "ends"], name="run_by_days")]

    def __str__(self) -> str:
        return f"{self.course_id} {self.starts}"


class Places(models.Model):
    """How many places of a run a country has; countries without a row share what the capacity leaves."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="places")
    country = models.CharField(max_length=2)
    places = models.PositiveIntegerField()

    class Meta:
        """One a run and country."""

        constraints = [models.UniqueConstraint(fields=["run", "country"], name="one_number_of_places")]

    def __str__(self) -> str:
        return f"{self.country} {self.places}"


class Session(models.Model):
    """A part of the programme, with who teaches it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveIntegerField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    titles = models.JSONField(default=dict)
    trainer = models.CharField(max_length=200, blank=True)
    room = models.CharField(max_length=100, blank=True)

    class Meta:
        """Order and what can never be."""

        ordering = ("starts", "number")
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_session_a_number")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"


class Nomination(models.Model):
    """A learner in a run: nominated, accepted or waiting, and at the end completed or not."""

    class State(models.TextChoices):
        """Where a nomination stands."""

        NOMINATED = "nominated", _("Nominated")
        ACCEPTED = "accepted", _("Accepted")
        WAITING = "waiting", _("On the waiting list")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="nominations")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="nominations")
    state = models.CharField(max_length=10, choices=State.choices, default=State.NOMINATED)
    code = models.CharField(max_length=16, unique=True)
    nominated_by = models.CharField(max_length=150)
    nominated_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    before = models.PositiveIntegerField(null=True, blank=True)
    after = models.PositiveIntegerField(null=True, blank=True)
    completed = models.BooleanField(null=True)

    class Meta:
        """Order and what can never be."""

        ordering = ("nominated_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["run", "learner"], name="one_nomination_a_learner"),
            models.CheckConstraint(
                condition=models.Q(before=None) | models.Q(before__lte=100), name="points_before_in_percent"
            ),
            models.CheckConstraint(
                condition=models.Q(after=None) | models.Q(after__lte=100), name="points_after_in_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.learner_id}"


class Mark(models.Model):
    """Whether somebody was at a session, as one device said it; the same said again is the same row."""

    class How(models.TextChoices):
        """How it was taken."""

        LIST = "list", _("From the list")
        CODE = "code", _("By code")
        PAPER = "paper", _("From paper")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="marks")
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="marks")
    device = models.CharField(max_length=40)
    present = models.BooleanField()
    how = models.CharField(max_length=6, choices=How.choices)
    marked_at = models.DateTimeField()
    received_at = models.DateTimeField()
    officer = models.CharField(max_length=150)

    class Meta:
        """Order and what can never be."""

        ordering = ("marked_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["session", "nomination", "device"], name="one_mark_a_device"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.nomination_id}"


class Question(models.Model):
    """A choice question of a course: what was answered once is retired, never rewritten.

    ``choices`` is a list of ``{"texts": {language: text}, "right": bool}`` in the order in which they are shown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    texts = models.JSONField(default=dict)
    choices = models.JSONField(default=list)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Order and what can never be."""

        ordering = ("course", "number")
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="one_question_a_number")]

    def __str__(self) -> str:
        return f"{self.course_id} {self.number}"

    @property
    def right(self) -> frozenset[int]:
        """Places of the right choices, from 0."""
        return frozenset(place for place, one in enumerate(self.choices) if one["right"])


class Moment(models.TextChoices):
    """The two sittings of a test."""

    BEFORE = "before", _("Before the course")
    AFTER = "after", _("After the course")


class CourseTest(models.Model):
    """The test of a run: its questions stay the same before and after, or the two could not be compared."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="test")
    questions = models.JSONField(default=list)
    open = models.CharField(max_length=6, choices=Moment.choices, blank=True)
    started_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.run_id}"


class Sitting(models.Model):
    """What one learner answered before or after; ``answers`` holds the marked places by the question's id."""

    class How(models.TextChoices):
        """Where the answers came from."""

        PAGE = "page", _("On a page")
        PAPER = "paper", _("From paper")

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="sittings")
    moment = models.CharField(max_length=6, choices=Moment.choices)
    how = models.CharField(max_length=5, choices=How.choices)
    answers = models.JSONField(default=dict)
    sat_at = models.DateTimeField()
    officer = models.CharField(max_length=150)

    class Meta:
        """Order and what can never be."""

        ordering = ("nomination", "moment")
        constraints = [models.UniqueConstraint(fields=["nomination", "moment"], name="one_sitting_a_moment")]

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.moment}"


class Evaluation(models.Model):
    """One form of a run: how many filled it in; the answers themselves are only in the tallies."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="evaluations")
    stage = models.CharField(max_length=5)
    answered = models.PositiveIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        """What can never be."""

        constraints = [models.UniqueConstraint(fields=["run", "stage"], name="one_evaluation_a_stage")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.stage}"


class Tally(models.Model):
    """How often a value was given to a statement, on pages or on paper."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="tallies")
    statement = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField()
    paper = models.BooleanField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        """What can never be."""

        constraints = [
            models.UniqueConstraint(fields=["evaluation", "statement", "value", "paper"], name="one_tally_a_value"),
        ]

    def __str__(self) -> str:
        return f"{self.statement} {self.value}"


class Answered(models.Model):
    """That a learner has filled in a form, so that nobody does twice; never when, never what."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="answered")
    stage = models.CharField(max_length=5)

    class Meta:
        """What can never be."""

        constraints = [models.UniqueConstraint(fields=["nomination", "stage"], name="one_answer_a_stage")]

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.stage}"
