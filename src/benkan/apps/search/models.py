"""Searches that officers made, what each partner was asked, and the indexes, ours and our partners'."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Search(models.Model):
    """One question of one officer in one case. The subject is kept here and nowhere else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="searches")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="searches")
    purpose = models.CharField(max_length=40)
    subject = models.JSONField()
    salt = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    elements = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    committed = models.PositiveIntegerField(default=0)
    elements_root = models.CharField(max_length=64, blank=True)
    line = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = [
            models.Index(fields=["case", "-created_at"], name="search_by_case"),
            models.Index(fields=["-created_at"], name="search_by_day"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class InquiryState(models.TextChoices):
    """Where the question to one partner stands."""

    NOT_ASKED = "not-asked"
    WAITING = "waiting"
    ASKED = "asked"
    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"


OPEN = (InquiryState.WAITING, InquiryState.ASKED)


class Inquiry(models.Model):
    """The question to one partner, or the clause that kept it from being asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="inquiries")
    partner = models.CharField(max_length=40)
    convention = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=InquiryState.choices)
    code = models.CharField(max_length=64, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    sentence = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(null=True)
    index_epoch = models.PositiveIntegerField(null=True)
    index_built_at = models.DateTimeField(null=True)
    hits = models.JSONField(default=list)
    proofs = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    bytes_up = models.PositiveIntegerField(default=0)
    bytes_down = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("partner",)
        constraints = [models.UniqueConstraint(fields=("search", "partner"), name="one_inquiry_per_partner")]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="inquiry_due"),
            models.Index(fields=["partner", "asked_at"], name="inquiry_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.state}"


class Question(models.Model):
    """What one partner is asked: the letter while its answer is awaited, the sealed secrets while they can be audited.

    ``sealed`` holds tokens, scalars and canaries under a key that is not in the database (``sealing``); ``leaves`` are
    the commitments to the elements, 32 bytes each, and ``first`` is the place of the first one in the search's tree.
    ``carried_at`` is when the letter was last given to a courier.
    """

    inquiry = models.OneToOneField(Inquiry, on_delete=models.CASCADE, primary_key=True, related_name="prepared")
    sealed = models.BinaryField()
    leaves = models.BinaryField()
    first = models.PositiveIntegerField()
    elements_sha256 = models.CharField(max_length=64)
    matching_version = models.CharField(max_length=40)
    epoch = models.PositiveIntegerField(null=True)
    letter_id = models.CharField(max_length=36, blank=True)
    letter = models.BinaryField(default=bytes)
    carried_at = models.DateTimeField(null=True)
    erase_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.letter_id or str(self.pk)


class Answered(models.Model):
    """A partner's search that this node evaluated: who, when, for what, how much; never about whom."""

    partner = models.CharField(max_length=40)
    convention = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)
    officer_commitment = models.CharField(max_length=64)
    case_commitment = models.CharField(max_length=64)
    elements = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["partner", "convention", "at"], name="answered_by_day")]

    def __str__(self) -> str:
        return f"{self.partner} {self.at:%Y-%m-%d}"


class OwnIndex(models.Model):
    """A state of the index that this node published for the members of one convention; one is current.

    Its parts, and the records for which its handles stand, are files of the home (``publishing.holdings``).
    """

    convention = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField()
    built_at = models.DateTimeField()
    state_key = models.CharField(max_length=64)
    manifest = models.BinaryField()
    looked_at = models.DateTimeField()
    build_s = models.FloatField(default=0)
    current = models.BooleanField(default=False)
    replaced_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("convention", "built_at"), name="one_index_per_moment")]

    def __str__(self) -> str:
        return f"{self.convention} {self.epoch}"


class PartnerIndex(models.Model):
    """A partner's index as fetched: its signed manifest, and whether all of its parts are in the home."""

    partner = models.CharField(max_length=40)
    convention = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField()
    built_at = models.DateTimeField()
    manifest = models.BinaryField()
    complete = models.BooleanField(default=False)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("partner", "convention", "built_at"), name="one_copy_per_partner_index")
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.convention} {self.epoch}"


class IndexCheck(models.Model):
    """When a partner's index is looked at next, what its epochs' public keys are pinned to, its newest manifest."""

    partner = models.CharField(max_length=40)
    convention = models.CharField(max_length=64)
    next_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=64, blank=True)
    pinned = models.JSONField(default=dict)
    newest = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("partner", "convention"), name="one_check_per_partner_index")]

    def __str__(self) -> str:
        return f"{self.partner} {self.convention}"


class Draw(models.Model):
    """A sample of elements to be audited: its seed stood in the journal before anything was drawn with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seed = models.CharField(max_length=64)
    first_line = models.BigIntegerField()
    line = models.BigIntegerField()
    days = models.PositiveSmallIntegerField()
    wanted = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField(default=0)
    opened_line = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.line} {self.wanted}"


class Verdict(models.TextChoices):
    """What an opened element turned out to be; people say the first three, the node the last two."""

    WAITING = "waiting"
    FITS = "fits"
    UNFIT = "unfit"
    CANARY = "canary"
    BROKEN = "broken"


class Opening(models.Model):
    """One element of a draw, opened: whether it is what was committed, and fits its case. Never the token."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="openings")
    search = models.ForeignKey(Search, on_delete=models.SET_NULL, null=True, related_name="openings")
    inquiry = models.ForeignKey(Inquiry, on_delete=models.SET_NULL, null=True, related_name="+")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, blank=True)
    what = models.CharField(max_length=16, blank=True)
    tier = models.CharField(max_length=16, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    code = models.CharField(max_length=64, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    line = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("draw", "search", "place"), name="one_opening_per_element")]

    def __str__(self) -> str:
        return f"{self.kind} {self.verdict}"


class Alarm(models.Model):
    """Something in the counts that a person should look at; it stops nothing by itself."""

    rule = models.CharField(max_length=24)
    officer = models.CharField(max_length=150, blank=True)
    case = models.CharField(max_length=40, blank=True)
    partner = models.CharField(max_length=40, blank=True)
    day = models.DateField()
    count = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()
    at = models.DateTimeField()
    line = models.BigIntegerField(default=0)
    seen_by = models.CharField(max_length=150, blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("rule", "officer", "case", "partner", "day"), name="one_alarm_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.day}"
