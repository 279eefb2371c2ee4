"""Trees of onward training: persons, sessions, who attended which, and the sums that pages read.

Where a person's place or a sum is concerned (``path``, ``depth``, ``below`` and so on, and ``Tally``), ``standing``
alone writes: they follow from ``Training`` and ``Session`` and can be made again at any time (``rebuilding``).
"""

from __future__ import annotations

import uuid

from django.db import models

from benkan.core.cascade import MOST_LEVELS
from benkan.core.cascade.places import WIDTH


class Cascade(models.Model):
    """One tree: what a completed course became."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    run = models.UUIDField(null=True, blank=True, unique=True)
    began_on = models.DateField()
    remind_after_days = models.PositiveSmallIntegerField(default=60)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    next_number = models.PositiveIntegerField(default=1)
    persons = models.PositiveIntegerField(default=0)
    sessions = models.PositiveIntegerField(default=0)
    levels = models.PositiveSmallIntegerField(default=0)
    last_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-made_at"], name="cascade_by_making")]

    def __str__(self) -> str:
        return self.title


class Person(models.Model):
    """One person of one tree, however often trained.

    ``below``, ``levels`` (how many levels of persons stand below), ``last_on`` (last session in the branch) and
    ``taught`` (persons who stand directly below) are sums. An erased person has no name left, and counts.
    """

    cascade = models.ForeignKey(Cascade, on_delete=models.CASCADE, related_name="people", db_index=False)
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    service = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=120, blank=True)
    learner = models.UUIDField(null=True, blank=True, db_index=True)
    username = models.CharField(max_length=150, blank=True)
    trained_on = models.DateField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    path = models.CharField(max_length=WIDTH * MOST_LEVELS)
    depth = models.PositiveSmallIntegerField(default=0)
    below = models.PositiveIntegerField(default=0)
    levels = models.PositiveSmallIntegerField(default=0)
    last_on = models.DateField(null=True)
    taught = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    first_held_on = models.DateField(null=True)
    last_held_on = models.DateField(null=True)
    in_service_on = models.DateField(null=True)
    active_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    erased = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cascade", "path"], name="cascade_place_of_one")]
        indexes = [
            models.Index(fields=["cascade", "parent", "-below"], name="cascade_children"),
            models.Index(fields=["parent", "-below"], name="cascade_below_one"),
            models.Index(fields=["cascade", "held", "trained_on"], name="cascade_idle"),
            models.Index(fields=["username"], name="cascade_own_officers", condition=~models.Q(username="")),
        ]

    def __str__(self) -> str:
        return f"person {self.number} of {self.cascade_id}"


class NameKey(models.Model):
    """Under which keys of its name a person is found: parts, and pairs of parts, in any order and script."""

    key = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["key", "person"], name="cascade_by_name")]

    def __str__(self) -> str:
        return f"key {self.key}"


class Session(models.Model):
    """One onward session: who held it, when, where, on what. ``key`` makes the same report twice one session."""

    class Way(models.TextChoices):
        """How it was reported."""

        PAGE = "page"
        FILE = "file"
        PAPER = "paper"
        STICK = "stick"
        API = "api"

    cascade = models.ForeignKey(Cascade, on_delete=models.CASCADE, related_name="held")
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    trainer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=120, blank=True)
    service = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=200)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    materials = models.CharField(max_length=64, blank=True)
    way = models.CharField(max_length=8, choices=Way.choices)
    key = models.CharField(max_length=64)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cascade", "key"], name="cascade_session_once")]
        indexes = [models.Index(fields=["cascade", "-held_on"], name="cascade_sessions")]

    def __str__(self) -> str:
        return f"session {self.public_id}"


class Training(models.Model):
    """A person attended a session, or (``session`` is nothing) the first course."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="trainings")
    session = models.ForeignKey(Session, null=True, on_delete=models.CASCADE, related_name="trainings")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "session"], name="cascade_attended_once"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(session__isnull=True), name="cascade_first_course_once"
            ),
        ]

    def __str__(self) -> str:
        return f"training {self.pk}"


class Likeness(models.Model):
    """Two persons of a tree who could be one: proposed by their names, decided by an officer."""

    class State(models.TextChoices):
        """What the officer said."""

        OPEN = "open"
        DIFFERENT = "different"

    cascade = models.ForeignKey(Cascade, on_delete=models.CASCADE, related_name="likenesses")
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    judged_by = models.CharField(max_length=150, blank=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="cascade_likeness_once")]

    def __str__(self) -> str:
        return f"{self.first_id} like {self.second_id}"


class Answer(models.Model):
    """What became of a person, as somebody answered on a day; no answer is no row."""

    class State(models.TextChoices):
        """Active is in service and passes on what was learned."""

        ACTIVE = "active"
        IN_SERVICE = "in-service"
        LEFT = "left"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="answers")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices)
    told_by = models.CharField(max_length=150)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="cascade_answer_of_a_day")]

    def __str__(self) -> str:
        return f"{self.state} on {self.day}"


class Target(models.Model):
    """So many persons by a day: of the whole tree, a country, a region or a service."""

    class Kind(models.TextChoices):
        """Of what."""

        ALL = "all"
        COUNTRY = "country"
        REGION = "region"
        SERVICE = "service"

    cascade = models.ForeignKey(Cascade, on_delete=models.CASCADE, related_name="targets")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=130, blank=True)
    persons = models.PositiveIntegerField()
    set_on = models.DateField()
    due_on = models.DateField()
    set_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cascade", "kind", "value", "due_on"], name="cascade_target_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value} by {self.due_on}"


class Tally(models.Model):
    """Persons under one kind, value and depth; ``core.cascade.contributions`` says who counts where."""

    cascade = models.ForeignKey(Cascade, on_delete=models.CASCADE, related_name="tallies", db_index=False)
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=130)
    depth = models.PositiveSmallIntegerField()
    persons = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cascade", "kind", "value", "depth"], name="cascade_tally_of_one")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
