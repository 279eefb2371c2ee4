"""The words of the closed lists, in the order of a form; the codes are ``core.seizures``."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan.core import seizures

Words = dict[str, Promise]

CIRCUMSTANCES: Final[Words] = {
    "checkpoint": _("Checkpoint on the road"),
    "patrol": _("Patrol"),
    "border-post": _("Border post"),
    "vehicle-search": _("Search of a vehicle"),
    "house-search": _("Search of a house"),
    "person-search": _("Search of a person"),
    "airport": _("Control at an airport"),
    "seaport": _("Control at a port"),
    "at-sea": _("At sea"),
    "mail": _("Control of mail"),
    "tip-off": _("After a tip-off"),
    "controlled-delivery": _("Controlled delivery"),
    "found": _("Found without an owner"),
    "laboratory": _("Clandestine laboratory"),
    "other": _("Other"),
    "unknown": _("Unknown"),
}
CONVEYANCES: Final[Words] = {
    "car": _("Car"),
    "pick-up": _("Pick-up"),
    "truck": _("Lorry"),
    "bus": _("Bus"),
    "motorcycle": _("Motorcycle"),
    "bicycle": _("Bicycle"),
    "on-foot": _("On foot"),
    "animal": _("Animal"),
    "boat": _("Boat"),
    "vessel": _("Ship"),
    "container": _("Container"),
    "airliner": _("Airliner"),
    "private-aircraft": _("Private aircraft"),
    "drone": _("Drone"),
    "train": _("Train"),
    "mail": _("Mail"),
    "none": _("None: it was not on the move"),
    "other": _("Other"),
    "unknown": _("Unknown"),
}
CONCEALMENTS: Final[Words] = {
    "none": _("Not hidden"),
    "swallowed": _("Swallowed"),
    "body-cavity": _("In the body"),
    "on-body": _("On the body"),
    "clothing": _("In clothes or shoes"),
    "luggage": _("In luggage"),
    "false-bottom": _("False bottom"),
    "vehicle-body": _("In the body of the vehicle"),
    "fuel-tank": _("In the fuel tank"),
    "tyres": _("In the tyres"),
    "cargo": _("In the cargo"),
    "food": _("In food"),
    "furniture": _("In furniture"),
    "electronics": _("In electrical appliances"),
    "buried": _("Buried"),
    "dissolved": _("Dissolved or soaked up"),
    "parcel": _("In a parcel"),
    "other": _("Other"),
    "unknown": _("Unknown"),
}
PACKAGINGS: Final[Words] = {
    "bricks": _("Bricks"),
    "balls": _("Balls"),
    "bags": _("Bags"),
    "plates": _("Plates"),
    "blisters": _("Blister packs"),
    "boxes": _("Boxes"),
    "bottles": _("Bottles"),
    "capsules": _("Capsules"),
    "bundles": _("Bundles"),
    "drums": _("Drums"),
    "loose": _("Loose"),
    "other": _("Other"),
    "unknown": _("Unknown"),
}
PERSONS: Final[Words] = {"yes": _("Yes"), "no": _("No"), "unknown": _("Unknown")}
LEG_ROLES: Final[Words] = {
    "origin": _("Origin"),
    "departure": _("Departure"),
    "transit": _("Transit"),
    "destination": _("Destination"),
}
INVOLVEMENTS: Final[Words] = {
    "arrested": _("Arrested"),
    "sought": _("Sought"),
    "sender": _("Sender"),
    "receiver": _("Receiver"),
    "owner": _("Owner of the load or the vehicle"),
    "object": _("Object"),
    "conveyance": _("Conveyance"),
}
PRECISIONS: Final[Words] = {"day": _("The day"), "month": _("The month"), "year": _("The year")}
COUNT_KINDS: Final[Words] = {
    "tablet": _("tablets"),
    "capsule": _("capsules"),
    "dose": _("doses"),
    "plant": _("plants"),
    "seed": _("seeds"),
    "packet": _("packets"),
    "piece": _("pieces"),
}
STATES: Final[Words] = {
    "recorded": _("waits for a second officer"),
    "validated": _("validated"),
    "withdrawn": _("withdrawn"),
}
LISTS: Final = {
    "circumstance": (seizures.CIRCUMSTANCES, CIRCUMSTANCES),
    "conveyance": (seizures.CONVEYANCES, CONVEYANCES),
    "concealment": (seizures.CONCEALMENTS, CONCEALMENTS),
    "packaging": (seizures.PACKAGINGS, PACKAGINGS),
    "persons": (seizures.PERSONS, PERSONS),
    "precision": (seizures.PRECISIONS, PRECISIONS),
}
"""Each field of a seizure that has a closed list, with its codes and their words."""


def choices(field: str) -> list[tuple[str, str]]:
    """The choices of a form's field, in the reader's language."""
    codes, names = LISTS[field]
    return [(code, str(names[code])) for code in codes]


def word(names: Words, code: str) -> str:
    """The word, or the code itself when a partner's software is newer than this one."""
    return str(names.get(code, code))
