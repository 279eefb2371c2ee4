"""A made-up world of transfers with cases of all twelve rules and their innocent look-alikes; other than the shipped set.

Written from the table of the rules and from ordinary life, with its own seeds, windows and group sizes: ``pace``
stretches all times of the cases, ``size`` all their groups. Amounts of cases are drawn as those of the others.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field

from benkan.core.flows import Account, Accounts, TransferRow, Transfers
from benkan.core.flows.evaluation import Case

STARTS = 1_750_000_000
HOUR = 3_600
DAY = 24 * HOUR
COUNTRIES = ("ML", "BF", "NE", "SN", "CI", "MA", "GN", "MR", "DZ", "NG")
KINDS = {"person": 0.84, "merchant": 0.08, "agent": 0.04, "company": 0.03, "ngo": 0.01}


@dataclass
class World:
    """Transfers on their way to being made.

    Args:
        seed: of everything.
        accounts: how many ordinary accounts.
        transfers: how many ordinary transfers.
        cases: of each rule.
        pace: factor on all times within a case.
        size: factor on all groups of a case.
    """

    seed: int
    accounts: int = 1_500
    transfers: int = 12_000
    cases: int = 3
    pace: float = 1.0
    size: float = 1.0
    days: int = 90
    rows: list[tuple[float, str, str, int, str, int]] = field(default_factory=list)
    labels: list[tuple[str, set[int]]] = field(default_factory=list)
    case: int = -1

    def __post_init__(self) -> None:
        self.drawn = random.Random(self.seed)
        self.kinds: dict[str, tuple[str, str]] = {}
        self.of_kind: dict[str, list[str]] = {kind: [] for kind in KINDS}
        for kind, share in KINDS.items():
            for number in range(max(12, int(self.accounts * share))):
                country = self.drawn.choice(COUNTRIES)
                name = f"{country}{kind[:1].upper()}{number:05d}"
                self.kinds[name] = (kind, country)
                self.of_kind[kind].append(name)
        self.quiet = self.drawn.sample(self.of_kind["person"], len(self.of_kind["person"]))

    def made(self) -> tuple[Transfers, Accounts, tuple[Case, ...]]:
        """Everything: ordinary life, look-alikes and cases."""
        self.ordinary()
        self.salaries()
        self.tontines()
        self.programmes()
        self.remittances()
        self.shops()
        for kind in CASES:
            for _ in range(self.cases):
                self.case = len(self.labels)
                self.labels.append((kind, set()))
                getattr(self, kind)()
                self.case = -1
        return self.read()

    def read(self) -> tuple[Transfers, Accounts, tuple[Case, ...]]:
        """What was put in so far."""
        accounts = Accounts.of(Account(name, kind, country) for name, (kind, country) in self.kinds.items())
        given = [
            TransferRow(f"T{number}", at, source, target, xof, channel)
            for number, (at, source, target, xof, channel, _) in enumerate(self.rows)
        ]
        for number, row in enumerate(self.rows):
            if row[5] >= 0:
                self.labels[row[5]][1].add(number)
        cases = tuple(
            Case(str(number), kind, frozenset(f"T{one}" for one in numbers))
            for number, (kind, numbers) in enumerate(self.labels)
        )
        transfers = Transfers.of(given, accounts)
        assert not transfers.faults.counts
        return transfers, accounts, cases

    # -- parts ---------------------------------------------------------------------------------------------------

    def put(self, at: float, source: str, target: str, xof: float, channel: str) -> None:
        if source != target:
            self.rows.append((STARTS + at, source, target, max(5, round(xof / 5) * 5), channel, self.case))

    def person(self) -> str:
        """A person who is in no case yet."""
        return self.quiet.pop()

    def persons(self, many: int) -> list[str]:
        return self.drawn.sample(self.of_kind["person"], many)

    def of(self, kind: str, country: str = "", other_than: str = "") -> str:
        found = [
            name
            for name in self.of_kind[kind]
            if (not country or self.kinds[name][1] == country) and self.kinds[name][1] != other_than
        ]
        return self.drawn.choice(found)

    def start(self, hours: float) -> float:
        """A moment that leaves so many hours before the end."""
        return self.drawn.uniform(5 * DAY, max(6 * DAY, self.days * DAY - hours * self.pace * HOUR - DAY))

    def some(self, least: int, most: int) -> int:
        return max(least if self.size >= 1 else 1, round(self.drawn.randint(least, most) * self.size))

    def hours(self, least: float, most: float) -> float:
        return self.drawn.uniform(least, most) * self.pace * HOUR

    def large(self) -> float:
        return min(max(self.drawn.lognormvariate(12.3, 0.35), 110_000), 900_000)

    # -- ordinary life -------------------------------------------------------------------------------------------

    def ordinary(self) -> None:
        names = list(self.kinds)
        weights = list(itertools.accumulate(1 / (place + 1) ** 0.4 for place in range(len(names))))
        order = self.drawn.sample(names, len(names))
        for source in self.drawn.choices(order, cum_weights=weights, k=self.transfers):
            target = self.drawn.choices(order, cum_weights=weights)[0]
            channel = self.drawn.choices(
                ("mm", "bank", "card", "cash", "cash_in", "cash_out"), (63, 18, 14, 4, 0.5, 0.5)
            )[0]
            low = {"cash": 13.6, "cash_in": 14.1, "cash_out": 14.2}.get(channel, 10.2)
            amount = self.drawn.lognormvariate(low, 0.45 if low > 13 else 1.5)
            self.put(self.drawn.uniform(0, self.days * DAY), source, target, amount, channel)

    def salaries(self) -> None:
        for company in self.drawn.sample(self.of_kind["company"], len(self.of_kind["company"]) // 2):
            staff = {one: self.drawn.uniform(60_000, 400_000) for one in self.persons(self.drawn.randint(8, 40))}
            for month in range(self.days // 30):
                for one, wage in staff.items():
                    self.put((month * 30 + 2) * DAY + self.drawn.uniform(0, 8 * HOUR), company, one, wage, "bank")

    def tontines(self) -> None:
        for _ in range(15):
            members = self.persons(self.drawn.randint(8, 14))
            share = self.drawn.choice((25_000, 50_000, 75_000, 100_000, 150_000))
            for turn, winner in enumerate(members):
                for member in members:
                    if turn * 7 < self.days - 2:
                        self.put((turn * 7 + 1) * DAY + self.drawn.uniform(0, 40 * HOUR), member, winner, share, "mm")

    def programmes(self) -> None:
        for ngo in self.of_kind["ngo"][:6]:
            households = self.persons(40)
            grant = self.drawn.choice((35_000, 60_000, 90_000, 120_000))
            for month in range(self.days // 30):
                for one in households:
                    self.put((month * 30 + 6) * DAY + self.drawn.uniform(0, 30 * HOUR), ngo, one, grant, "mm")

    def remittances(self) -> None:
        for _ in range(40):
            source, target = self.persons(2)
            for month in range(self.days // 30):
                self.put((month * 30 + 3) * DAY, source, target, self.drawn.uniform(90_000, 300_000), "remit")

    def shops(self) -> None:
        for _ in range(6):
            shop = self.of("merchant")
            for _ in range(300):
                at = self.drawn.uniform(0, self.days * DAY)
                self.put(at, self.persons(1)[0], shop, self.large(), self.drawn.choice(("mm", "card")))

    # -- cases ---------------------------------------------------------------------------------------------------

    def structuring(self) -> None:
        holder, start = self.person(), self.start(96)
        for _ in range(max(4, self.some(4, 9))):
            amount = self.drawn.uniform(0.82, 0.985) * 5_000_000
            self.put(start + self.hours(0, 96), self.of("agent"), holder, amount, "cash")

    def pass_through(self) -> None:
        mule, at = self.person(), self.start(300)
        for _ in range(max(3, self.some(4, 8))):
            amount = self.large() + 100_000
            self.put(at, self.persons(1)[0], mule, amount, "mm")
            self.put(at + self.hours(0.5, 7), mule, self.persons(1)[0], amount * self.drawn.uniform(0.91, 0.985), "mm")
            at += self.hours(20, 50)

    def fan_in(self) -> None:
        hub, start = self.person(), self.start(96)
        for one in self.persons(max(7, self.some(10, 22))):
            self.put(start + self.hours(0, 96), one, hub, self.large(), "mm")

    def fan_out(self) -> None:
        hub, start = self.person(), self.start(96)
        for one in self.persons(max(7, self.some(10, 22))):
            self.put(start + self.hours(0, 96), hub, one, self.large(), "mm")

    def scatter_gather(self) -> None:
        source, sink, start = self.person(), self.person(), self.start(96)
        for _ in range(max(4, self.some(6, 12))):
            between, amount, at = self.person(), self.large() + 100_000, start + self.hours(0, 40)
            self.put(at, source, between, amount, "mm")
            self.put(at + self.hours(3, 46), between, sink, amount * self.drawn.uniform(0.85, 0.98), "mm")

    def gather_scatter(self) -> None:
        hub, start = self.person(), self.start(96)
        amounts = [self.large() for _ in range(max(5, self.some(7, 13)))]
        for one, amount in zip(self.persons(len(amounts)), amounts, strict=True):
            self.put(start + self.hours(0, 40), one, hub, amount, "mm")
        receivers = max(5, self.some(7, 13))
        part = sum(amounts) * self.drawn.uniform(0.85, 0.98) / receivers
        for one in self.persons(receivers):
            self.put(start + self.hours(42, 90), hub, one, part * self.drawn.uniform(0.93, 1.07), "mm")

    def cycle(self) -> None:
        path = [self.person() for _ in range(max(3, self.some(4, 7)))]
        at, amount = self.start(120), self.large() * 3
        for source, target in zip(path, [*path[1:], path[0]], strict=True):
            self.put(at, source, target, amount, "bank")
            at += self.hours(1, 18)
            amount *= self.drawn.uniform(0.93, 0.98)

    def layered_chain(self) -> None:
        path = [self.person() for _ in range(max(4, self.some(4, 7)) + 1)]
        at, amount = self.start(60), self.large() * 4
        for source, target in itertools.pairwise(path):
            self.put(at, source, target, amount, self.drawn.choice(("bank", "mm")))
            at += self.hours(1, 10)
            amount *= self.drawn.uniform(0.94, 0.985)

    def hawala_settlement(self) -> None:
        collector, payer = self.person(), self.person()
        start = self.drawn.uniform(5 * DAY, 40 * DAY)
        weeks = self.drawn.randint(4, 6)
        for week in range(weeks):
            amounts = [self.large() for _ in range(max(3, self.some(4, 7)))]
            for one, amount in zip(self.persons(len(amounts)), amounts, strict=True):
                self.put(start + week * 7 * DAY + self.drawn.uniform(0, 6 * DAY), one, collector, amount, "mm")
            payees = max(3, self.some(4, 6))
            for one in self.persons(payees):
                at = start + week * 7 * DAY + self.drawn.uniform(0, 6.5 * DAY)
                self.put(at, payer, one, sum(amounts) * 0.96 / payees, "mm")
            if week % 2:
                at = start + (week + 1) * 7 * DAY - 3 * HOUR
                self.put(at, collector, payer, round(sum(amounts) * 1.7, -5), "bank")

    def cash_courier_border(self) -> None:
        holder, at = self.person(), self.start(300)
        for _ in range(max(2, self.some(3, 5))):
            there = self.of("agent")
            here = self.of("agent", other_than=self.kinds[there][1])
            amount = self.drawn.uniform(900_000, 3_000_000)
            self.put(at, holder, there, amount, "cash_out")
            self.put(at + self.hours(8, 38), here, holder, amount * self.drawn.uniform(0.9, 0.99), "cash_in")
            at += self.hours(70, 110)

    def gold_trade(self) -> None:
        trader = self.of("company")
        buyer, at = self.of("company", other_than=self.kinds[trader][1]), self.start(480)
        for _ in range(max(2, self.some(3, 5))):
            amount = self.drawn.uniform(4_000_000, 9_000_000)
            self.put(at, buyer, trader, amount, "bank")
            many = max(4, self.some(6, 9))
            for one in self.persons(many):
                part = amount * 0.95 / many * self.drawn.uniform(0.7, 1.3)
                self.put(at + self.hours(4, 60), trader, one, part, "cash")
            at += self.hours(110, 150)

    def ngo_diversion(self) -> None:
        ngo, beneficiary, at = self.of("ngo"), self.person(), self.start(480)
        between = [self.person() for _ in range(max(2, self.some(2, 3)))]
        for _ in range(3):
            amounts = {one: self.drawn.uniform(500_000, 1_400_000) for one in between}
            self.put(at, self.of("company"), ngo, sum(amounts.values()) * self.drawn.uniform(1.05, 1.4), "bank")
            for one, amount in amounts.items():
                sent = at + self.hours(2, 20)
                self.put(sent, ngo, one, amount, "bank")
                self.put(sent + self.hours(5, 48), one, beneficiary, amount * self.drawn.uniform(0.85, 0.98), "cash")
            at += self.hours(190, 230)


CASES = (
    "structuring",
    "pass_through",
    "fan_in",
    "fan_out",
    "scatter_gather",
    "gather_scatter",
    "cycle",
    "layered_chain",
    "hawala_settlement",
    "cash_courier_border",
    "gold_trade",
    "ngo_diversion",
)
