"""States and acts in words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: Final[dict[str, Promise]] = {
    "requested": _("asked for"),
    "offered": _("offered"),
    "accepted": _("signed by both"),
    "in-transit": _("on its way"),
    "deployed": _("deployed"),
    "returned": _("returned"),
    "claimed": _("costs claimed"),
    "settled": _("settled"),
    "evaluated": _("evaluated"),
    "refused": _("refused"),
    "cancelled": _("cancelled"),
    "withdrawn": _("withdrawn"),
}
ACTS: Final[dict[str, Promise]] = {
    "request": _("Asked for"),
    "offer": _("Offer"),
    "withdraw": _("Withdraw the offer"),
    "refuse": _("Refuse"),
    "accept": _("Accept and sign for the borrower"),
    "sign": _("Sign for the lender"),
    "cancel": _("Cancel"),
    "send": _("Record that it left"),
    "deploy": _("Record that it is in use"),
    "return": _("Record its return"),
    "cost": _("Enter a cost"),
    "claim": _("Claim the costs"),
    "settle": _("Settle"),
    "evaluate": _("Evaluate"),
}
BEARERS: Final[dict[str, Promise]] = {
    "lender": _("the lender"),
    "borrower": _("the borrower"),
    "shared": _("both, half each"),
}
CONDITIONS: Final[dict[str, Promise]] = {
    "good": _("good"),
    "worn": _("worn"),
    "damaged": _("damaged"),
    "lost": _("lost"),
}
