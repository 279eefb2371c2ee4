"""The closed lists that every record speaks: what it is about, how good it is, what may be done with it.

Codes are those of the wire (``benkan.wire.label`` packs them); the words are for people and are translated. Handling
codes and the 4x4 grading follow Europol's practice (Regulation (EU) 2016/794, article 29; SIENA handling codes).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubjectCategory(models.TextChoices):
    """Why a person is in the record; without one a record is never indexed for partners."""

    SUSPECT = "suspect", _("Suspect")
    CONVICTED = "convicted", _("Convicted")
    CONTACT = "contact", _("Contact")
    VICTIM = "victim", _("Victim")
    WITNESS = "witness", _("Witness")


class CrimeArea(models.TextChoices):
    """The crime areas for which services may work together."""

    DRUGS = "drug-trafficking", _("Drug trafficking")
    TERRORIST_FINANCING = "terrorist-financing", _("Financing of terrorism")
    TERRORISM = "terrorism", _("Terrorism")
    MONEY_LAUNDERING = "money-laundering", _("Money laundering")
    FRAUD = "fraud", _("Fraud")
    TRAFFICKING_IN_PERSONS = "trafficking-in-persons", _("Trafficking in persons")
    FIREARMS = "firearms", _("Firearms")
    VEHICLES = "vehicle-crime", _("Vehicle crime")
    OTHER = "other-serious-crime", _("Other serious crime")


class Handling(models.TextChoices):
    """What the reader may do with the information."""

    H0 = "H0", _("H0 · to prevent and fight crime only")
    H1 = "H1", _("H1 · not in court without the owner's permission")
    H2 = "H2", _("H2 · not to others without the owner's permission")
    H3 = "H3", _("H3 · other restrictions, ask the owner")


class Grade(models.TextChoices):
    """How reliable the source is (A-X) and how sure the information is (1-4)."""

    A1 = "A1", _("A1 · no doubt about the source, certain")
    A2 = "A2", _("A2 · no doubt about the source, known to the source")
    A3 = "A3", _("A3 · no doubt about the source, corroborated")
    A4 = "A4", _("A4 · no doubt about the source, not corroborated")
    B1 = "B1", _("B1 · source mostly reliable, certain")
    B2 = "B2", _("B2 · source mostly reliable, known to the source")
    B3 = "B3", _("B3 · source mostly reliable, corroborated")
    B4 = "B4", _("B4 · source mostly reliable, not corroborated")
    C1 = "C1", _("C1 · source mostly unreliable, certain")
    C2 = "C2", _("C2 · source mostly unreliable, known to the source")
    C3 = "C3", _("C3 · source mostly unreliable, corroborated")
    C4 = "C4", _("C4 · source mostly unreliable, not corroborated")
    X1 = "X1", _("X1 · source cannot be assessed, certain")
    X2 = "X2", _("X2 · source cannot be assessed, known to the source")
    X3 = "X3", _("X3 · source cannot be assessed, corroborated")
    X4 = "X4", _("X4 · source cannot be assessed, not corroborated")


class Schema(models.TextChoices):
    """The FollowTheMoney schemata that an officer may type in; imports know more."""

    PERSON = "Person", _("Person")
    ORGANIZATION = "Organization", _("Organization")
    COMPANY = "Company", _("Company")
    VEHICLE = "Vehicle", _("Vehicle")
    VESSEL = "Vessel", _("Vessel")
    BANK_ACCOUNT = "BankAccount", _("Bank account")


class Tier(models.IntegerChoices):
    """Strength of the evidence that one token carries; smaller is stronger."""

    IDENTIFIER = 0, _("identifier")
    NAME_DATE = 1, _("name + date")
    RARE_NAME = 2, _("rare name")
    WEAK = 3, _("weak")
