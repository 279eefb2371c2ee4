"""The settings of all rules: what is shared, and one dataclass for each rule."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from benkan.core.errors import N_, Invalid
from benkan.core.flows.bounds import checked, read
from benkan.core.flows.ledger import Common
from benkan.core.flows.registry import PATTERNS

COMMON = "common"


def _defaults() -> dict[str, Any]:
    return {code: pattern.settings() for code, pattern in PATTERNS.items()}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the rules are compared with; the defaults are those that Benkan ships.

    Args:
        common: what all rules share.
        rules: the settings of each rule by its code.
    """

    common: Common = field(default_factory=Common)
    rules: Mapping[str, Any] = field(default_factory=_defaults)

    def checked(self) -> Self:
        """The same settings, each within its bounds.

        Raises:
            Invalid: ``flows.setting``.
        """
        checked(self.common)
        for one in self.rules.values():
            checked(one)
        return self

    @classmethod
    def of(cls, values: Mapping[str, Mapping[str, object]]) -> Self:
        """Settings from numbers by rule and name; what is not given keeps its default.

        Args:
            values: keys are codes of rules, or ``common``.

        Raises:
            Invalid: ``flows.setting``, ``flows.setting-unknown``, ``flows.pattern-unknown``.
        """
        rules = _defaults()
        common = Common()
        for code, given in values.items():
            if code == COMMON:
                common = read(Common, given)
            else:
                rules[code] = read(PATTERNS[known(code)].settings, given)
        return cls(common, rules)

    def values(self) -> dict[str, dict[str, int | float]]:
        """The numbers by rule and name: what ``of`` reads."""
        return {
            COMMON: dataclasses.asdict(self.common),
            **{code: dataclasses.asdict(one) for code, one in self.rules.items()},
        }


def known(code: str) -> str:
    """The same code, when there is such a rule.

    Raises:
        Invalid: ``flows.pattern-unknown``.
    """
    if code not in PATTERNS:
        raise Invalid(
            "flows.pattern-unknown",
            N_("There is no rule “%(name)s”."),
            N_("Use one of: %(known)s."),
            place=code,
            name=code,
            known=", ".join(PATTERNS),
        )
    return code
