"""An alert in one sentence, from its measured values.

The sentences are English and marked for the catalogues; who shows them brings the translation and the way to write
numbers. Figures stand after a colon, so that no sentence needs a plural.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from benkan.core.errors import N_
from benkan.core.flows.alert import Alert, Value

SENTENCES: Final[Mapping[str, str]] = {
    "structuring": N_(
        "Cash paid in to %(holder)s just under the reporting amount of %(report_threshold_xof)s XOF; deposits:"
        " %(deposits)s, of %(smallest_xof)s to %(largest_xof)s XOF, %(amount_xof)s XOF together, in %(days)s days,"
        " at so many agents: %(agents)s."
    ),
    "fan_out": N_(
        "%(hub)s paid so many accounts in %(days)s days: %(receivers)s, together %(amount_xof)s XOF; of them it had"
        " never paid before: %(new_receivers)s."
    ),
    "scatter_gather": N_(
        "From %(source)s to %(sink)s through so many accounts: %(intermediaries)s; %(left_xof)s XOF left,"
        " %(arrived_percent)s%% of it arrived, in %(days)s days."
    ),
    "gather_scatter": N_(
        "%(hub)s collected %(collected_xof)s XOF and then paid out %(paid_xof)s XOF, %(paid_percent)s%% of it, in"
        " %(days)s days; payers: %(senders)s, receivers: %(receivers)s."
    ),
    "cycle": N_(
        "Money of %(origin)s came back to it after %(hours)s hours; transfers on the way: %(legs)s; %(left_xof)s XOF"
        " left, %(returned_percent)s%% of it returned."
    ),
    "layered_chain": N_(
        "Money hurried from %(source)s to %(sink)s in %(hours)s hours; transfers on the way: %(legs)s;"
        " %(left_xof)s XOF left, %(arrived_percent)s%% of it arrived, and rested nowhere longer than"
        " %(longest_rest_hours)s hours."
    ),
    "hawala_settlement": N_(
        "%(collector)s collected %(collected_xof)s XOF and %(payer)s paid out %(paid_xof)s XOF in the same weeks:"
        " %(weeks)s; the two sums differ by %(difference_percent)s%%; round sums between them: %(settlements)s,"
        " together %(settled_xof)s XOF. Hawala can be lawful."
    ),
    "cash_courier_border": N_(
        "%(holder)s took out cash in one country and paid it in in another within %(longest_hours)s hours; journeys:"
        " %(journeys)s (%(ways)s); %(carried_xof)s XOF carried, %(paid_in_percent)s%% of it paid in."
    ),
    "gold_trade": N_(
        "Advances from %(buyer)s abroad to %(trader)s became cash for so many persons: %(sellers)s; rounds: %(rounds)s;"
        " %(advances_xof)s XOF came, %(cash_percent)s%% of it went out in cash."
    ),
    "ngo_diversion": N_(
        "Payments of %(ngo)s through so many persons: %(intermediaries)s, ended in cash with %(beneficiary)s;"
        " %(paid_xof)s XOF paid, %(passed_percent)s%% of it passed on, in %(days)s days."
    ),
    "fan_in": N_(
        "So many accounts paid %(hub)s in %(days)s days: %(senders)s, together %(amount_xof)s XOF; of them had never"
        " paid it before: %(new_senders)s."
    ),
    "pass_through": N_(
        "Money came to %(holder)s and left it again within %(longest_rest_hours)s hours; so many times: %(passages)s;"
        " of what came, %(left_percent)s%% left."
    ),
}
PARTIAL: Final[Mapping[str, str]] = {
    "cycle": N_(
        "One odd sum, %(left_xof)s XOF, went from account to account in %(days)s days, from %(source)s to %(sink)s;"
        " transfers on the way: %(legs)s; to a closed ring so many are lacking: %(gaps)s."
    ),
}
"""Where a rule takes a find that is not whole, which has ``gaps`` measured."""
EXPLANATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "salary": (
        N_(
            "Salary: %(monthly_percent)s%% of it comes each month, %(in_one_run_percent)s%% in one run. It explains it."
        ),
        N_(
            "Salary does not explain it: %(monthly_percent)s%% of it comes each month, %(in_one_run_percent)s%% in one"
            " run."
        ),
    ),
    "tontine": (
        N_("Savings round: %(same_sum_percent)s%% are the same sum, paid back in turns: %(turns)s. It explains it."),
        N_("A savings round does not explain it: %(same_sum_percent)s%% are the same sum, turns seen: %(turns)s."),
    ),
    "shop": (
        N_("Trade: usual number of payers in such a time: %(usual)s, now: %(now)s. It explains it."),
        N_("Trade does not explain it: usual number of payers in such a time: %(usual)s, now: %(now)s."),
    ),
    "remittance": (
        N_(
            "Money home: %(house_percent)s%% by a remittance house, %(known_percent)s%% between those who did so in"
            " other months. It explains it."
        ),
        N_(
            "Money home does not explain it: %(house_percent)s%% by a remittance house, %(known_percent)s%% between"
            " those who did so in other months."
        ),
    ),
    "programme": (
        N_("Aid programme: %(same_sum_percent)s%% are the same sum. It explains it."),
        N_("An aid programme does not explain it: %(same_sum_percent)s%% are the same sum."),
    ),
}


def plain(value: Value) -> str:
    """A value as text: thousands apart by a thin space that does not break, names joined by a comma."""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f")
    return str(value)


def sentence(
    alert: Alert,
    translate: Callable[[str], str] = str,
    write: Callable[[Value], str] = plain,
) -> str:
    """What was found, in one sentence.

    Args:
        translate: of an English sentence into the reader's language; else English.
        write: how the reader's language writes a number.
    """
    facts: dict[str, Value] = {"amount_xof": alert.amount_xof, **alert.measured}
    for party in reversed(alert.parties):
        facts[party.role] = party.account
    text = (PARTIAL if "gaps" in alert.measured else SENTENCES)[alert.pattern]
    return translate(text) % {name: write(value) for name, value in facts.items()}


def innocent(
    alert: Alert,
    translate: Callable[[str], str] = str,
    write: Callable[[Value], str] = plain,
) -> list[str]:
    """What was looked at that would explain it innocently, one sentence each, with what was measured."""
    return [
        translate(EXPLANATIONS[one.code][0 if one.holds else 1])
        % {name: write(value) for name, value in one.facts.items()}
        for one in alert.explanations
    ]
