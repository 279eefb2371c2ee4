"""The acts that stand in addresses, of pages and of the API."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class Decision(StringConverter):
    """What an officer decides on an alert."""

    regex = "dismiss|take|reopen"


class AccountAct(StringConverter):
    """What an officer does with an account."""

    regex = "ask|keep|let-go"


register_converter(Decision, "alert_decision")
register_converter(AccountAct, "account_act")
