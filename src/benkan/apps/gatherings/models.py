"""Gatherings, delegations, delegates with their badges, the door, the agenda, and meetings of two delegations."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Gathering(models.Model):
    """A workshop, a conference, an assembly."""

    class Kind(models.TextChoices):
        """What it is."""

        WORKSHOP = "workshop", _("Workshop")
        CONFERENCE = "conference", _("Conference")
        ASSEMBLY = "assembly", _("General assembly")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    titles = models.JSONField(default=dict)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField()
    languages = models.JSONField(default=list)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()

    class Meta:
        """Order."""

        ordering = ("-starts", "id")

    def __str__(self) -> str:
        return str(self.pk)


class Delegation(models.Model):
    """A country or an organisation at a gathering; an observer does not vote."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="delegations")
    names = models.JSONField(default=dict)
    sort = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    agency = models.CharField(max_length=40, blank=True)
    votes = models.BooleanField(default=True)
    listens = models.JSONField(default=list, blank=True)

    class Meta:
        """Order and what can never be."""

        ordering = ("sort", "id")
        constraints = [
            models.UniqueConstraint(fields=["gathering", "sort"], name="one_delegation_a_name"),
            models.UniqueConstraint(
                fields=["gathering", "country"],
                condition=models.Q(votes=True) & ~models.Q(country=""),
                name="one_voting_delegation_a_country",
            ),
        ]

    def __str__(self) -> str:
        return self.sort


class Delegate(models.Model):
    """A person of one delegation, and whether a badge was granted."""

    class Role(models.TextChoices):
        """What somebody is in the delegation; the head and delegates may hold its vote."""

        HEAD = "head", _("Head of delegation")
        DELEGATE = "delegate", _("Delegate")
        INTERPRETER = "interpreter", _("Interpreter")
        STAFF = "staff", _("Staff")

    class State(models.TextChoices):
        """Where the accreditation stands."""

        ASKED = "asked", _("Asked")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="delegates")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="delegates")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    function = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=11, choices=Role.choices, default=Role.DELEGATE)
    language = models.CharField(max_length=2, default="fr")
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    code = models.CharField(max_length=32, unique=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Order and what can never be."""

        ordering = ("name", "id")
        indexes = [models.Index(fields=["gathering", "state"], name="delegate_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "folded"], name="one_delegation_a_delegate"),
            models.UniqueConstraint(
                fields=["delegation"], condition=models.Q(role="head"), name="one_head_a_delegation"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Apart(models.Model):
    """Two delegates whose names are alike and of whom an officer said that they are two persons."""

    first = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="+")
    judged_by = models.CharField(max_length=150)
    judged_at = models.DateTimeField()

    class Meta:
        """What can never be."""

        constraints = [models.UniqueConstraint(fields=["first", "second"], name="two_delegates_judged_once")]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"


class CheckIn(models.Model):
    """Somebody at the door on a day; ``again`` counts further passings of the same badge."""

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="checkins")
    day = models.DateField()
    at = models.DateTimeField()
    officer = models.CharField(max_length=150)
    again = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        """Order and what can never be."""

        ordering = ("-last_at", "id")
        indexes = [models.Index(fields=["day"], name="checkin_by_day")]
        constraints = [models.UniqueConstraint(fields=["delegate", "day"], name="one_checkin_a_day")]

    def __str__(self) -> str:
        return f"{self.delegate_id} {self.day}"


class Passage(models.Model):
    """One time that a badge came through, on which device; ``again`` when its holder had been let in that day."""

    checkin = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="passages")
    device = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    officer = models.CharField(max_length=150)
    again = models.BooleanField()

    class Meta:
        """What can never be."""

        constraints = [models.UniqueConstraint(fields=["checkin", "device", "at"], name="one_passage_a_moment")]

    def __str__(self) -> str:
        return f"{self.checkin_id} {self.at}"


class Item(models.Model):
    """A point of the agenda."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="items")
    titles = models.JSONField(default=dict)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    room = models.CharField(max_length=100, blank=True)
    speaker = models.CharField(max_length=200, blank=True)

    class Meta:
        """Order."""

        ordering = ("starts", "id")

    def __str__(self) -> str:
        return str(self.pk)


class Booking(models.Model):
    """An interpreter who works into a language at an item."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="bookings")
    interpreter = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="bookings")
    language = models.CharField(max_length=2)

    class Meta:
        """What can never be."""

        constraints = [models.UniqueConstraint(fields=["item", "interpreter"], name="one_booking_an_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.language}"


class Intervention(models.Model):
    """A delegation on the list of speakers of an item."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="interventions")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="interventions")
    order = models.PositiveIntegerField()
    limit = models.PositiveIntegerField(default=3)
    reply = models.BooleanField(default=False)
    minutes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        """Order and what can never be."""

        ordering = ("item", "order")
        constraints = [models.UniqueConstraint(fields=["item", "order"], name="one_speaker_a_turn")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.order}"


class Document(models.Model):
    """A paper of the gathering, for an item of its agenda or for the whole."""

    class Readers(models.TextChoices):
        """Who may read it."""

        ORGANISERS = "organisers", _("Organisers")
        DELEGATIONS = "delegations", _("Delegations")
        ALL = "all", _("Every officer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="documents")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="documents")
    titles = models.JSONField(default=dict)
    sort = models.CharField(max_length=200)
    readers = models.CharField(max_length=11, choices=Readers.choices)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()

    class Meta:
        """Order."""

        ordering = ("sort", "id")

    def __str__(self) -> str:
        return str(self.pk)


class Version(models.Model):
    """The bytes of a document in one language; the highest number is the current one."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    ending = models.CharField(max_length=4)
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()

    class Meta:
        """What can never be."""

        constraints = [models.UniqueConstraint(fields=["document", "language", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.language} {self.number}"


class Meeting(models.Model):
    """Two delegations meet; from it the draft of a convention may begin."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="meetings")
    one = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    room = models.CharField(max_length=100, blank=True)
    topic = models.CharField(max_length=200, blank=True)
    draft = models.CharField(max_length=64, blank=True)
    draft_version = models.PositiveIntegerField(null=True, blank=True)
    added_by = models.CharField(max_length=150)

    class Meta:
        """Order and what can never be."""

        ordering = ("starts", "id")
        constraints = [
            models.CheckConstraint(condition=~models.Q(one=models.F("other")), name="two_delegations_meet"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
