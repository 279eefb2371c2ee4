"""All rules by their code, in the order in which they explain transfers: the most particular first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from benkan.core.errors import N_
from benkan.core.flows.alert import Alert
from benkan.core.flows.ledger import Ledger
from benkan.core.flows.patterns import (
    cash_courier,
    cycle,
    fan_in,
    fan_out,
    gather_scatter,
    gold_trade,
    hawala,
    layered_chain,
    ngo_diversion,
    pass_through,
    scatter_gather,
    structuring,
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One rule.

    Args:
        code: its stable name.
        name: in English, for the catalogues.
        settings: the dataclass of its settings, with defaults.
        find: what finds it.
        means: what it looks for, in one English sentence for the catalogues.
        counted: what makes a find of it large: the name of the measured value, and of the setting that it exceeds.
        source: where it is described.
        explained_by: innocent explanations that are looked at.
    """

    code: str
    name: str
    settings: type[Any]
    find: Callable[[Ledger, Any], Iterator[Alert]]
    source: str
    explained_by: tuple[str, ...]
    counted: tuple[str, str]
    means: str


_GIABA: Final = "FATF-GIABA, Terrorist Financing in West Africa, 2013"
_FORMS: Final = "Altman et al., Realistic Synthetic Financial Transactions for Anti-Money Laundering Models, 2023"

PATTERNS: Final[Mapping[str, Pattern]] = {
    one.code: one
    for one in (
        Pattern(
            gold_trade.CODE,
            N_("Trade in gold and goods"),
            gold_trade.GoldTrade,
            gold_trade.find,
            _GIABA,
            ("salary",),
            ("rounds", "least_rounds"),
            N_("A company abroad pays a local one, which turns the money into cash for many persons, again and again."),
        ),
        Pattern(
            ngo_diversion.CODE,
            N_("Diversion of aid"),
            ngo_diversion.NgoDiversion,
            ngo_diversion.find,
            f"{_GIABA}; FATF Recommendation 8",
            ("programme",),
            ("intermediaries", "least_intermediaries"),
            N_("An organisation pays several persons, who pass nearly all in cash to one beneficiary."),
        ),
        Pattern(
            hawala.CODE,
            N_("Hawala settlement"),
            hawala.Hawala,
            hawala.find,
            "FATF, The Role of Hawala and Other Similar Service Providers, 2013",
            ("remittance", "salary"),
            ("weeks", "least_weeks"),
            N_("One person collects and another pays out in the same weeks, and round sums settle between them."),
        ),
        Pattern(
            cash_courier.CODE,
            N_("Cash across a border"),
            cash_courier.CashCourier,
            cash_courier.find,
            f"{_GIABA}; FATF Recommendation 32",
            ("shop",),
            ("journeys", "least_journeys"),
            N_("One holder takes cash out in one country and pays it in in another soon after, again and again."),
        ),
        Pattern(
            structuring.CODE,
            N_("Structuring"),
            structuring.Structuring,
            structuring.find,
            _GIABA,
            ("shop",),
            ("deposits", "least_deposits"),
            N_("Cash is paid in several times, each time just under the amount that must be reported."),
        ),
        Pattern(
            scatter_gather.CODE,
            N_("Scatter-gather"),
            scatter_gather.ScatterGather,
            scatter_gather.find,
            _FORMS,
            ("remittance", "shop"),
            ("intermediaries", "least_intermediaries"),
            N_("One account pays several, and each of them pays on to the same account."),
        ),
        Pattern(
            gather_scatter.CODE,
            N_("Gather-scatter"),
            gather_scatter.GatherScatter,
            gather_scatter.find,
            _FORMS,
            ("tontine", "shop", "salary"),
            ("senders", "least_others"),
            N_("One person collects from many and then pays many, about as much as came."),
        ),
        Pattern(
            cycle.CODE,
            N_("Cycle"),
            cycle.Cycle,
            cycle.find,
            _FORMS,
            ("remittance", "tontine"),
            ("legs", "least_legs"),
            N_("Money comes back to where it started, through others, within days and nearly whole."),
        ),
        Pattern(
            layered_chain.CODE,
            N_("Layered chain"),
            layered_chain.LayeredChain,
            layered_chain.find,
            _GIABA,
            ("remittance",),
            ("legs", "least_legs"),
            N_("Money hurries through account after account, a little less each time, and does not come back."),
        ),
        Pattern(
            pass_through.CODE,
            N_("Pass-through"),
            pass_through.PassThrough,
            pass_through.find,
            "Europol on money mules; GIABA typologies, 2024",
            ("remittance",),
            ("passages", "least_pairs"),
            N_("What comes into an account leaves it within hours, nearly whole, again and again."),
        ),
        Pattern(
            fan_in.CODE,
            N_("Fan-in"),
            fan_in.FanIn,
            fan_in.find,
            _GIABA,
            ("tontine", "shop", "remittance"),
            ("senders", "least_senders"),
            N_("Many different accounts pay one person within days."),
        ),
        Pattern(
            fan_out.CODE,
            N_("Fan-out"),
            fan_out.FanOut,
            fan_out.find,
            _GIABA,
            ("salary", "programme", "shop", "remittance"),
            ("receivers", "least_receivers"),
            N_("One account pays many different ones within days."),
        ),
    )
}
