"""Seizures of drugs, what was seized, by which way it came, who and what was involved, and what became of it.

A seizure of a partner is a row like ours with another ``owner`` and without its nominal part (persons, objects,
remarks, photos, custody): so one list, one map and one statistic count both. Only ``services`` of this slice touches
these tables.
"""

from __future__ import annotations

import uuid

from django.db import models


class Seizure(models.Model):
    """One seizure: when, where, by whom, in which circumstances. Unknown is empty or ``unknown``, never zero."""

    class State(models.TextChoices):
        """How far it is; only what was validated by a second officer is counted as sure and shared."""

        RECORDED = "recorded"
        VALIDATED = "validated"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECORDED)
    version = models.PositiveIntegerField(default=1)
    happened_on = models.DateField()
    precision = models.CharField(max_length=5, default="day")
    happened_at = models.TimeField(null=True, blank=True)
    service = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    area = models.CharField(max_length=8, blank=True)
    place = models.CharField(max_length=120)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    spot = models.ForeignKey("Spot", on_delete=models.PROTECT, related_name="+")
    circumstance = models.CharField(max_length=24)
    conveyance = models.CharField(max_length=24)
    persons = models.CharField(max_length=8)
    persons_count = models.PositiveSmallIntegerField(null=True, blank=True)
    concealment = models.CharField(max_length=24, blank=True)
    concealment_text = models.CharField(max_length=500, blank=True)
    packaging = models.CharField(max_length=24, blank=True)
    logo = models.CharField(max_length=200, blank=True)
    logo_key = models.CharField(max_length=200, blank=True, editable=False)
    cargo = models.CharField(max_length=300, blank=True)
    remark = models.TextField(blank=True)
    case = models.UUIDField(null=True, blank=True)
    handling = models.CharField(max_length=2, default="H1")
    source = models.CharField(max_length=100, blank=True)
    # NULLs are not equal to each other: seizures that were typed at the node's own page have none.
    source_key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001
    entered_by = models.CharField(max_length=150, blank=True)
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    validated_by = models.CharField(max_length=150, blank=True)
    validated_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        """One row for each number of a service and for each row of a source; the orders in which lists are read."""

        constraints = [
            models.UniqueConstraint("owner", "number", name="seizure_once_per_number"),
            models.UniqueConstraint("source", "source_key", name="seizure_once_per_source"),
        ]
        indexes = [
            models.Index("happened_on", "id", name="seizure_by_day"),
            models.Index("country", "place", name="seizure_by_place"),
            models.Index("logo_key", name="seizure_by_logo", condition=~models.Q(logo_key="")),
            models.Index("concealment", "happened_on", name="seizure_by_concealment"),
            models.Index("packaging", "happened_on", name="seizure_by_packaging"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.number}"


class Spot(models.Model):
    """A place where something was seized, once for all seizures there: a point on the map."""

    country = models.CharField(max_length=2)
    area = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=120)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        """Each place once."""

        constraints = [models.UniqueConstraint("country", "area", "name", name="spot_once")]

    def __str__(self) -> str:
        return f"{self.country} {self.name}"


class Cell(models.Model):
    """Sums of all drugs seized of one kind, at one place, in one month, by one conveyance: what tables and maps add up.

    Sums are whole numbers (milligrams, millionths of a litre, pieces), so that what is added can be taken away again
    without a trace.
    """

    spot = models.ForeignKey(Spot, on_delete=models.CASCADE)
    substance = models.CharField(max_length=40)
    month = models.PositiveIntegerField()
    conveyance = models.CharField(max_length=24)
    owner = models.CharField(max_length=40)
    validated = models.BooleanField()
    count_kind = models.CharField(max_length=10, blank=True)
    seizures = models.BigIntegerField(default=0)
    milligrams = models.BigIntegerField(default=0)
    microlitres = models.BigIntegerField(default=0)
    pieces = models.BigIntegerField(default=0)
    unknown = models.BigIntegerField(default=0)
    persons = models.BigIntegerField(default=0)

    class Meta:
        """Each combination once; every question is answered from the index alone, which holds the sums too."""

        constraints = [
            models.UniqueConstraint(
                "spot", "substance", "month", "conveyance", "owner", "validated", "count_kind", name="cell_once"
            )
        ]
        indexes = [
            models.Index(
                *("month", "spot", "substance", "conveyance", "owner", "validated", "count_kind"),
                *("seizures", "milligrams", "microlitres", "pieces", "unknown", "persons"),
                name="cell_by_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.spot_id} {self.substance} {self.month}"


class Stream(models.Model):
    """Sums of all drugs of one kind that came or were to come from one place to another: the arcs of the map.

    Like ``Cell``, whole numbers that are added and taken away without a trace.
    """

    start = models.ForeignKey(Spot, on_delete=models.CASCADE, related_name="+")
    end = models.ForeignKey(Spot, on_delete=models.CASCADE, related_name="+")
    substance = models.CharField(max_length=40)
    month = models.PositiveIntegerField()
    conveyance = models.CharField(max_length=24)
    owner = models.CharField(max_length=40)
    validated = models.BooleanField()
    seizures = models.BigIntegerField(default=0)
    milligrams = models.BigIntegerField(default=0)
    microlitres = models.BigIntegerField(default=0)
    pieces = models.BigIntegerField(default=0)
    unknown = models.BigIntegerField(default=0)

    class Meta:
        """Each combination once; the index as that of cells."""

        constraints = [
            models.UniqueConstraint(
                "start", "end", "substance", "month", "conveyance", "owner", "validated", name="stream_once"
            )
        ]
        indexes = [
            models.Index(
                *("month", "start", "end", "substance", "conveyance", "owner", "validated"),
                *("seizures", "milligrams", "microlitres", "pieces"),
                name="stream_by_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.start_id} {self.end_id} {self.month}"


class Quote(models.Model):
    """How many drugs of one kind cost exactly this much: medians are read from these."""

    substance = models.CharField(max_length=40)
    country = models.CharField(max_length=2)
    month = models.PositiveIntegerField()
    conveyance = models.CharField(max_length=24)
    owner = models.CharField(max_length=40)
    validated = models.BooleanField()
    unit = models.CharField(max_length=8)
    currency = models.CharField(max_length=3)
    hundredths = models.BigIntegerField()
    seizures = models.BigIntegerField(default=0)

    class Meta:
        """Each combination once; the index as that of cells."""

        constraints = [
            models.UniqueConstraint(
                *("substance", "country", "month", "conveyance", "owner"),
                *("validated", "unit", "currency", "hundredths"),
                name="quote_once",
            )
        ]
        indexes = [
            models.Index(
                *("month", "substance", "country", "conveyance", "owner"),
                *("validated", "unit", "currency", "hundredths", "seizures"),
                name="quote_by_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.substance} {self.country} {self.month}"


class Numbering(models.Model):
    """The last number that was given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Drug(models.Model):
    """One drug of a seizure. Kilograms, litres and counts are kept apart; at most one is what was measured."""

    seizure = models.ForeignKey(Seizure, on_delete=models.CASCADE, related_name="drugs")
    position = models.PositiveSmallIntegerField()
    substance = models.CharField(max_length=40)
    substance_text = models.CharField(max_length=200, blank=True)
    quantity_text = models.CharField(max_length=100, blank=True)
    kilograms = models.DecimalField(max_digits=16, decimal_places=6, null=True, blank=True)
    litres = models.DecimalField(max_digits=16, decimal_places=6, null=True, blank=True)
    count = models.BigIntegerField(null=True, blank=True)
    count_kind = models.CharField(max_length=10, blank=True)
    packages = models.PositiveIntegerField(null=True, blank=True)
    purity = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    purity_method = models.CharField(max_length=100, blank=True)
    purity_laboratory = models.CharField(max_length=200, blank=True)
    price = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    price_currency = models.CharField(max_length=3, blank=True)
    price_unit = models.CharField(max_length=8, blank=True)

    class Meta:
        """In the order in which they were written down."""

        ordering = ("position",)
        constraints = [models.UniqueConstraint("seizure", "position", name="drug_once_per_position")]
        indexes = [models.Index("substance", name="drug_by_substance")]

    def __str__(self) -> str:
        return f"{self.seizure_id} {self.substance}"


class Leg(models.Model):
    """A place on the way of the drug, and how sure that is."""

    seizure = models.ForeignKey(Seizure, on_delete=models.CASCADE, related_name="legs")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12)
    country = models.CharField(max_length=2)
    place = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    grade = models.CharField(max_length=2)

    class Meta:
        """From origin to destination."""

        ordering = ("position",)
        constraints = [models.UniqueConstraint("seizure", "position", name="leg_once_per_position")]
        indexes = [models.Index("country", "place", name="leg_by_place")]

    def __str__(self) -> str:
        return f"{self.seizure_id} {self.role} {self.country}"


class Involved(models.Model):
    """A record (person, vehicle, phone, company) that had to do with it; the nominal part, which stays at home."""

    seizure = models.ForeignKey(Seizure, on_delete=models.CASCADE, related_name="involved")
    record = models.UUIDField()
    involvement = models.CharField(max_length=12)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()

    class Meta:
        """Each record once."""

        ordering = ("pk",)
        constraints = [models.UniqueConstraint("seizure", "record", name="record_once_per_seizure")]
        indexes = [models.Index("record", name="seizures_of_record")]

    def __str__(self) -> str:
        return f"{self.seizure_id} {self.involvement}"


class Photo(models.Model):
    """A picture without what the camera wrote into it; the file lies under its digest in the node's home."""

    seizure = models.ForeignKey(Seizure, on_delete=models.CASCADE, related_name="photos")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    caption = models.CharField(max_length=200, blank=True)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()

    class Meta:
        """Each picture once."""

        ordering = ("pk",)
        constraints = [models.UniqueConstraint("seizure", "sha256", name="photo_once_per_seizure")]

    def __str__(self) -> str:
        return f"{self.seizure_id} {self.sha256[:12]}"


class Sample(models.Model):
    """What was sent to a laboratory, and what it found."""

    seizure = models.ForeignKey(Seizure, on_delete=models.CASCADE, related_name="samples")
    drug = models.ForeignKey(Drug, on_delete=models.CASCADE, related_name="samples")
    mark = models.CharField(max_length=60)
    taken_on = models.DateField()
    laboratory = models.CharField(max_length=200)
    method = models.CharField(max_length=100, blank=True)
    result_on = models.DateField(null=True, blank=True)
    substance = models.CharField(max_length=40, blank=True)
    purity = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    composition = models.CharField(max_length=1_000, blank=True)

    class Meta:
        """Each mark once."""

        ordering = ("pk",)
        constraints = [models.UniqueConstraint("seizure", "mark", name="sample_once_per_mark")]

    def __str__(self) -> str:
        return f"{self.seizure_id} {self.mark}"


class Handover(models.Model):
    """A sealed bag goes from one hand to the next; it counts when both have signed, each in a session of his own."""

    seizure = models.ForeignKey(Seizure, on_delete=models.CASCADE, related_name="handovers")
    bag = models.CharField(max_length=60)
    content = models.CharField(max_length=200)
    giver = models.CharField(max_length=150)
    given_at = models.DateTimeField()
    receiver = models.CharField(max_length=150)
    received_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200)
    seal_intact = models.BooleanField(null=True, blank=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        """As it went."""

        ordering = ("given_at", "pk")
        indexes = [models.Index("receiver", "received_at", name="handover_waiting")]

    def __str__(self) -> str:
        return f"{self.seizure_id} {self.bag}"


class Destruction(models.Model):
    """That a drug was destroyed: decided by whom, how, before which witnesses; two officers sign."""

    seizure = models.ForeignKey(Seizure, on_delete=models.CASCADE, related_name="destructions")
    drug = models.ForeignKey(Drug, on_delete=models.CASCADE, related_name="destructions")
    happened_on = models.DateField()
    place = models.CharField(max_length=200)
    method = models.CharField(max_length=100)
    authority = models.CharField(max_length=200)
    witnesses = models.CharField(max_length=500)
    kept_sample = models.CharField(max_length=100, blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """As it went."""

        ordering = ("happened_on", "pk")

    def __str__(self) -> str:
        return f"{self.seizure_id} {self.happened_on}"


class Share(models.Model):
    """The last letter about a seizure of ours to one partner, and whether its receipt has come."""

    class State(models.TextChoices):
        """``queued`` until the partner's receipt is here; ``stopped`` when it could not leave or was refused."""

        QUEUED = "queued"
        RECEIVED = "received"
        STOPPED = "stopped"

    seizure = models.ForeignKey(Seizure, on_delete=models.CASCADE, related_name="shares")
    partner = models.CharField(max_length=40)
    convention = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    withdrawn = models.BooleanField(default=False)
    envelope = models.UUIDField(unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    received_version = models.PositiveIntegerField(default=0)
    stop_code = models.CharField(max_length=64, blank=True)
    stop_clause = models.CharField(max_length=200, blank=True)

    class Meta:
        """One row for each partner that has it; the index finds what is not acknowledged."""

        constraints = [models.UniqueConstraint("seizure", "partner", name="share_once_per_partner")]
        indexes = [models.Index("partner", "state", name="shares_of_partner")]

    def __str__(self) -> str:
        return f"{self.seizure_id} {self.partner} {self.version}"


class Copy(models.Model):
    """What came of one seizure of a partner: which version, until when it may be kept; a withdrawn one has no sums.

    ``foreign`` is the owner's identity of the seizure. Ours is made of it and of the owner's name, so that no partner
    can take the place of another's seizure.
    """

    owner = models.CharField(max_length=40)
    foreign = models.UUIDField()
    seizure = models.OneToOneField(Seizure, on_delete=models.CASCADE, null=True, related_name="copy")
    convention = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    payload_sha256 = models.CharField(max_length=64)
    withdrawn = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    retained_until = models.DateField()

    class Meta:
        """Each seizure of an owner once; the indexes find those of today and those whose time is over."""

        constraints = [models.UniqueConstraint("owner", "foreign", name="copy_once")]
        indexes = [
            models.Index("owner", "received_at", name="copies_of_owner"),
            models.Index("retained_until", name="copies_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.foreign} {self.version}"


class Import(models.Model):
    """A list that was sent to this node: as long as it is open with the file itself, then with its report alone."""

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=5, choices=State.choices, default=State.OPEN)
    officer = models.CharField(max_length=150)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(blank=True)
    source = models.CharField(max_length=100)
    country = models.CharField(max_length=2, blank=True)
    service = models.CharField(max_length=200, blank=True)
    mapping = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return self.file_name


class HeaderMemory(models.Model):
    """What a person said about one set of headers: the next list with the same headers is read so."""

    headers_sha256 = models.CharField(max_length=64, primary_key=True)
    mapping = models.JSONField(default=dict)
    said_by = models.CharField(max_length=150)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.headers_sha256[:12]
