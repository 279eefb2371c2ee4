"""The closed lists of codes of a seizure, in the order in which a form shows them: the usual first.

Codes only: the app translates them. ``unknown`` is a word of its own everywhere; an empty value means that nobody was
asked. Source: UNODC Individual Drug Seizures report (transport, concealment), ISO 3166 for places.
"""

from __future__ import annotations

from typing import Final

CIRCUMSTANCES: Final = (
    "checkpoint",
    "patrol",
    "border-post",
    "vehicle-search",
    "house-search",
    "person-search",
    "airport",
    "seaport",
    "at-sea",
    "mail",
    "tip-off",
    "controlled-delivery",
    "found",
    "laboratory",
    "other",
    "unknown",
)
CONVEYANCES: Final = (
    "car",
    "pick-up",
    "truck",
    "bus",
    "motorcycle",
    "bicycle",
    "on-foot",
    "animal",
    "boat",
    "vessel",
    "container",
    "airliner",
    "private-aircraft",
    "drone",
    "train",
    "mail",
    "none",
    "other",
    "unknown",
)
"""How the drug was moved; ``none``: it was not on the move (a house, a field)."""

UNODC_TRANSPORT: Final = {
    "car": "land",
    "pick-up": "land",
    "truck": "land",
    "bus": "land",
    "motorcycle": "land",
    "bicycle": "land",
    "on-foot": "land",
    "animal": "land",
    "train": "land",
    "boat": "water",
    "vessel": "water",
    "container": "water",
    "airliner": "air",
    "private-aircraft": "air",
    "drone": "air",
    "mail": "mail",
    "none": "none",
    "other": "other",
    "unknown": "unknown",
}
"""The mode of transport of the annual questionnaire for each conveyance."""

CONCEALMENTS: Final = (
    "none",
    "swallowed",
    "body-cavity",
    "on-body",
    "clothing",
    "luggage",
    "false-bottom",
    "vehicle-body",
    "fuel-tank",
    "tyres",
    "cargo",
    "food",
    "furniture",
    "electronics",
    "buried",
    "dissolved",
    "parcel",
    "other",
    "unknown",
)
PACKAGINGS: Final = (
    "bricks",
    "balls",
    "bags",
    "plates",
    "blisters",
    "boxes",
    "bottles",
    "capsules",
    "bundles",
    "drums",
    "loose",
    "other",
    "unknown",
)
PERSONS: Final = ("yes", "no", "unknown")
"""Whether somebody was arrested or is sought for it."""

LEG_ROLES: Final = ("origin", "departure", "transit", "destination")
INVOLVEMENTS: Final = ("arrested", "sought", "sender", "receiver", "owner", "object", "conveyance")
"""How a record stands to the seizure; the last two are things."""

PRECISIONS: Final = ("day", "month", "year")
"""How much of the date is known."""

COUNT_KINDS: Final = ("tablet", "capsule", "dose", "plant", "seed", "packet", "piece")
"""What is counted where neither weight nor volume is known."""
