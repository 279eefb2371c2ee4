"""Joint cases: the agreement, the signed items of every party, and how far each party is.

Items are added, never rewritten; only the content of one may be destroyed. What a case is at any moment is computed
from its items (``core.jointcases.merge``); nothing here is a second truth.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from benkan.core.jointcases import Agreement, parse


class State(models.TextChoices):
    """Where a joint case stands on this node."""

    PROPOSED = "proposed", _("Proposed")
    RUNNING = "running", _("Under way")
    ENDED = "ended", _("Ended")
    LEFT = "left", _("We have left")
    ASIDE = "aside", _("Put aside")


class JointCase(models.Model):
    """A case that the parties of one agreement keep together; its id is the same at every party."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.CharField(max_length=64)
    reference = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40)
    lead = models.CharField(max_length=40)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    ends_on = models.DateField()
    proposed_by = models.CharField(max_length=40)
    proposer = models.CharField(max_length=200)
    note = models.CharField(max_length=2_000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    prepared_by = models.CharField(max_length=150, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    end_number = models.PositiveIntegerField(null=True, blank=True)
    local_case = models.ForeignKey(
        "cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="joint_cases"
    )
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "-moved_at"], name="joint_case_by_movement")]

    def __str__(self) -> str:
        return f"{self.reference} · {self.title}"

    @property
    def agreement(self) -> Agreement:
        """The agreement in the text."""
        return parse(self.text)


class Signature(models.Model):
    """One party's signature of the agreement."""

    case = models.ForeignKey(JointCase, on_delete=models.CASCADE, related_name="signatures")
    party = models.CharField(max_length=40)
    value = models.BinaryField()
    signed_on = models.DateField()
    prepared_by = models.CharField(max_length=200)
    signed_by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "party"], name="one_signature_per_party_and_joint_case")]

    def __str__(self) -> str:
        return f"{self.party} signed {self.case_id}"


class Entry(models.Model):
    """One item of one party: its signed header for ever, its content until somebody must destroy it.

    ``header`` and ``content`` are canonical JSON. ``envelope`` is the letter that brought it.
    """

    case = models.ForeignKey(JointCase, on_delete=models.CASCADE, related_name="entries")
    party = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    of_party = models.CharField(max_length=40, blank=True)
    of_number = models.PositiveIntegerField(null=True, blank=True)
    clock = models.BigIntegerField()
    header = models.TextField()
    signature = models.BinaryField()
    content = models.TextField(blank=True)
    retained_until = models.DateField(null=True, blank=True)
    envelope = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "party", "number"], name="one_joint_item_per_party_and_number")
        ]
        indexes = [models.Index(fields=["retained_until"], name="joint_item_by_retention")]

    def __str__(self) -> str:
        return f"{self.party}:{self.number} of {self.case_id}"


class Log(models.Model):
    """How far one party's items are here, and how far ours are there.

    Args:
        head: the number up to which every item of this party is here, and the digest of that one.
        known: the highest number of this party that anybody has named.
        ask_at: when the party is to be asked for what is missing.
        behind: the lowest of our items that must be sent to this party again, and when.
        left_at: the number of the item by which it left.
    """

    case = models.ForeignKey(JointCase, on_delete=models.CASCADE, related_name="logs")
    party = models.CharField(max_length=40)
    head = models.PositiveIntegerField(default=0)
    head_sha256 = models.CharField(max_length=64, blank=True)
    known = models.PositiveIntegerField(default=0)
    ask_at = models.DateTimeField(null=True, blank=True)
    behind = models.PositiveIntegerField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    left_at = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "party"], name="one_log_per_party_and_joint_case")]

    def __str__(self) -> str:
        return f"{self.party} in {self.case_id}: {self.head}"


class Passage(models.Model):
    """One of our items on its way to one party, in the letter that carries it."""

    class Stage(models.TextChoices):
        """Where it is."""

        WAITING = "waiting"
        ARRIVED = "arrived"
        STOPPED = "stopped"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="passages")
    party = models.CharField(max_length=40)
    envelope = models.CharField(max_length=40, db_index=True)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.WAITING)
    code = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["party", "stage"], name="passage_by_party")]

    def __str__(self) -> str:
        return f"{self.entry_id} to {self.party}: {self.stage}"


class Fork(models.Model):
    """The second item that a party signed under one number, kept beside the first as evidence."""

    case = models.ForeignKey(JointCase, on_delete=models.CASCADE, related_name="forks")
    party = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    header = models.TextField()
    signature = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "sha256"], name="one_row_per_forked_item")]

    def __str__(self) -> str:
        return f"{self.party}:{self.number} of {self.case_id}, again"


class Bookmark(models.Model):
    """Up to which item an officer has seen a case."""

    case = models.ForeignKey(JointCase, on_delete=models.CASCADE, related_name="bookmarks")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="joint_bookmarks")
    entry = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "officer"], name="one_bookmark_per_officer_and_case")]

    def __str__(self) -> str:
        return f"{self.officer_id} in {self.case_id}"
