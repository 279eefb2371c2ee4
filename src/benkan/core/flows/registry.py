"""All rules by their code, in the order in which they explain transfers: the most particular first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from benkan.core.errors import N_
from benkan.core.flows.alert import Alert
from benkan.core.flows.ledger import Ledger
from benkan.core.flows.patterns import fan_in, pass_through, structuring


@dataclass(frozen=True, slots=True)
class Pattern:
    """One rule.

    Args:
        code: its stable name.
        name: in English, for the catalogues.
        settings: the dataclass of its settings, with defaults.
        find: what finds it.
        source: where it is described.
        explained_by: innocent explanations that are looked at.
    """

    code: str
    name: str
    settings: type[Any]
    find: Callable[[Ledger, Any], Iterator[Alert]]
    source: str
    explained_by: tuple[str, ...]


_GIABA: Final = "FATF-GIABA, Terrorist Financing in West Africa, 2013"

PATTERNS: Final[Mapping[str, Pattern]] = {
    one.code: one
    for one in (
        Pattern(structuring.CODE, N_("Structuring"), structuring.Structuring, structuring.find, _GIABA, ("shop",)),
        Pattern(fan_in.CODE, N_("Fan-in"), fan_in.FanIn, fan_in.find, _GIABA, ("tontine", "shop", "remittance")),
        Pattern(
            pass_through.CODE,
            N_("Pass-through"),
            pass_through.PassThrough,
            pass_through.find,
            "Europol, money mules; GIABA typologies, 2024",
            ("remittance",),
        ),
    )
}
