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
    """What the reader may do with the information; ``benkan.web.words`` has the words."""

    H0 = "H0", "H0"
    H1 = "H1", "H1"
    H2 = "H2", "H2"
    H3 = "H3", "H3"


class Grade(models.TextChoices):
    """How reliable the source is (A-X) and how sure the information is (1-4); ``benkan.web.words`` has the words."""

    A1 = "A1", "A1"
    A2 = "A2", "A2"
    A3 = "A3", "A3"
    A4 = "A4", "A4"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    B3 = "B3", "B3"
    B4 = "B4", "B4"
    C1 = "C1", "C1"
    C2 = "C2", "C2"
    C3 = "C3", "C3"
    C4 = "C4", "C4"
    X1 = "X1", "X1"
    X2 = "X2", "X2"
    X3 = "X3", "X3"
    X4 = "X4", "X4"


class Schema(models.TextChoices):
    """The FollowTheMoney schemata that an officer may type in; imports know more."""

    PERSON = "Person", _("Person")
    ORGANIZATION = "Organization", _("Organization")
    COMPANY = "Company", _("Company")
    VEHICLE = "Vehicle", _("Vehicle")
    VESSEL = "Vessel", _("Vessel")
    BANK_ACCOUNT = "BankAccount", _("Bank account")
