"""Settings of rules: each number has a lowest and a highest value and says what it means.

A rule that a setting makes meaningless (a share above one, a window of no time) would find nothing or everything
without a word, so values outside their bounds are refused.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from benkan.core.errors import N_, Invalid

Settings = TypeVar("Settings")
Number = int | float


@dataclass(frozen=True, slots=True)
class Setting:
    """One number of a rule: what it means, and between which values it may lie."""

    name: str
    default: Number
    lowest: Number
    highest: Number
    text: str


def setting(default: Any, lowest: Number, highest: Number, text: str) -> Any:
    """The field of a dataclass of settings.

    Args:
        text: what it means, marked with ``N_``; the unit stands in the name of the field.
    """
    return dataclasses.field(
        default=default, metadata={"default": default, "lowest": lowest, "highest": highest, "text": text}
    )


def described(kind: type[Any]) -> tuple[Setting, ...]:
    """The settings of this dataclass, in their order."""
    return tuple(
        Setting(
            one.name, one.metadata["default"], one.metadata["lowest"], one.metadata["highest"], one.metadata["text"]
        )
        for one in dataclasses.fields(kind)
        if "lowest" in one.metadata
    )


def checked(settings: Settings) -> Settings:
    """The same settings, each within its bounds.

    Raises:
        Invalid: ``flows.setting`` with the name and the bounds.
    """
    for one in described(type(settings)):
        value = getattr(settings, one.name)
        whole = isinstance(one.default, int)
        number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not number or not one.lowest <= value <= one.highest or (whole and value != int(value)):
            raise Invalid(
                "flows.setting",
                N_("The setting “%(name)s” must lie between %(lowest)s and %(highest)s."),
                N_("Correct the value; the rules page says what each setting means."),
                place=one.name,
                name=one.name,
                lowest=one.lowest,
                highest=one.highest,
            )
    return settings


def read(kind: type[Settings], values: Mapping[str, object]) -> Settings:
    """Settings of this dataclass from values by name; what is not given keeps its default.

    Raises:
        Invalid: ``flows.setting``, ``flows.setting-unknown``.
    """
    known = {one.name: one for one in described(kind)}
    for name in values:
        if name not in known:
            raise Invalid(
                "flows.setting-unknown",
                N_("There is no setting “%(name)s”."),
                N_("Use one of: %(known)s."),
                place=name,
                name=name,
                known=", ".join(known),
            )
    given: dict[str, Any] = dict(values)
    for name, value in given.items():
        if isinstance(known[name].default, int) and isinstance(value, float) and value.is_integer():
            given[name] = int(value)
    return checked(kind(**given))
