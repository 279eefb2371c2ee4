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
    """What we know of a partner who cosigns our journal: up to where it has seen it, and when we last asked."""

    partner = models.CharField(max_length=40, primary_key=True)
    size = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    last_code = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.partner} {self.size}"
