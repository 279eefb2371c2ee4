"""The journal's rows. Lines are only ever added; nothing in the program changes or deletes one."""

from __future__ import annotations

from django.db import models


class Head(models.Model):
    """The one row that every writer locks: how many lines there are, and the compact form of the tree."""

    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return str(self.size)


class Line(models.Model):
    """One line. The columns repeat the entry so that lists can sort and filter; the entry's bytes are the truth."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=40, db_index=True)
    officer = models.CharField(max_length=150, blank=True, db_index=True)
    partner = models.CharField(max_length=40, blank=True, db_index=True)
    convention = models.CharField(max_length=64, blank=True)
    clause = models.CharField(max_length=100, blank=True)
    reference = models.CharField(max_length=64, blank=True, db_index=True)
    facts = models.JSONField(default=dict)
    entry = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        """Order and constraints."""

        ordering = ("seq",)

    def __str__(self) -> str:
        return f"{self.seq} {self.event}"


class Tile(models.Model):
    """The hashes of up to 256 complete subtrees of 256**level lines, for proofs; see ``tiles``."""

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        """Order and constraints."""

        constraints = [models.UniqueConstraint(fields=("level", "number"), name="one_tile_per_place")]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Checkpoint(models.Model):
    """A signed statement of the log's size and root."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Order and constraints."""

        ordering = ("size",)

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class Cosignature(models.Model):
    """A partner's word that a checkpoint extends everything it saw before."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=40, db_index=True)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Order and constraints."""

        constraints = [models.UniqueConstraint(fields=("checkpoint", "witness"), name="one_cosignature_per_witness")]

    def __str__(self) -> str:
        return f"{self.witness} at {self.checkpoint_id}"


class Witnessed(models.Model):
    """The latest checkpoint of a partner's journal that we checked; the next one must extend it."""

    partner = models.CharField(max_length=40, primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.partner} {self.size}"


class Witness(models.Model):
    """What we know of a partner who cosigns our journal: up to where it has seen it, when we last asked, its clock.

    ``ahead_s`` is by how many seconds its clock was ahead of ours when it last signed a time for us at once.
    """

    partner = models.CharField(max_length=40, primary_key=True)
    size = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    last_code = models.CharField(max_length=64, blank=True)
    ahead_s = models.BigIntegerField(null=True)
    clock_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.partner} {self.size}"


class Heard(models.Model):
    """What one partner told us of another's journal, the newest of it: held against what we saw ourselves.

    ``settled`` once both were shown to be one history, or the difference is kept as a split view.
    """

    partner = models.CharField(max_length=40)
    reporter = models.CharField(max_length=40)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()
    settled = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True)
    last_code = models.CharField(max_length=64, blank=True)

    class Meta:
        """Order and constraints."""

        constraints = [models.UniqueConstraint(fields=("partner", "reporter"), name="one_heard_per_reporter")]

    def __str__(self) -> str:
        return f"{self.partner} {self.size} by {self.reporter}"


class SplitView(models.Model):
    """Two notes that a partner signed of its journal and that are not of one history; kept as evidence, never changed.

    ``reporter`` is who showed us the other note: another partner, or the owner itself. ``envelope``, ``salt`` and
    ``payload`` are the owner's own letter that should have shown the two to be one, where there is one.
    """

    partner = models.CharField(max_length=40)
    reporter = models.CharField(max_length=40)
    code = models.CharField(max_length=64)
    ours = models.TextField()
    theirs = models.TextField()
    envelope = models.BinaryField(default=bytes)
    salt = models.BinaryField(default=bytes)
    payload = models.BinaryField(default=bytes)
    found_at = models.DateTimeField()

    class Meta:
        """Order and constraints."""

        ordering = ("found_at", "id")
        # The first of each code stays: a partner cannot fill the disk with more of the same.
        constraints = [models.UniqueConstraint(fields=("partner", "reporter", "code"), name="one_split_view_each")]

    def __str__(self) -> str:
        return f"{self.partner} {self.code}"
