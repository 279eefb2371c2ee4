"""A loan between two services (BKP-08): the whole way, letters that cross, replays, wrong parties, a suspension."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from tests.apps.jointcases.nodes import CONVENTION

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.deployments import services
from benkan.apps.deployments.models import Loan
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Outgoing
from benkan.core.errors import BenkanError, Refused

from .conftest import TODAY, ready

LATER = TODAY + dt.timedelta(days=4)


class Sides:
    """Mali borrows, Morocco lends."""

    def __init__(self, network, ml, ma):
        self.network, self.ml, self.ma = network, ml, ma
        with ma.awake():
            self.lender = accounts.create_officer("preteur", "P. Prêteur", "coordinator")
            self.dogs = ready()
        with ml.awake():
            self.borrower = ml.people["supervisor"]
            self.second = accounts.create_officer("regleur", "R. Règle", "coordinator")
            self.case = cases.open_case(self.borrower, "Camion à Gao", "drug-trafficking")
            one = services.request(
                self.borrower, "dogs", "Gao", TODAY, LATER, lender="ma-dgsn", case=self.case.number, text="fouille"
            )
            self.loan, self.foreign = one.pk, one.foreign
        network.settle()

    def here(self) -> Loan:
        with self.ml.awake():
            return services.row(self.loan)

    def there(self) -> Loan:
        with self.ma.awake():
            return Loan.objects.get(foreign=self.foreign)

    def lends(self, act, *given, **more):
        with self.ma.awake():
            return act(self.lender, self.there().pk, *given, **more)

    def borrows(self, act, *given, who=None, **more):
        with self.ml.awake():
            return act(who or self.borrower, self.loan, *given, **more)

    def offered(self) -> str:
        with self.ml.awake():
            return str(services.row(self.loan).offers.get(withdrawn_at=None).pk)

    def offer(self):
        made = self.lends(services.offer, self.dogs, TODAY, LATER, "225000", "XOF", "avec maître-chien")
        self.network.settle()
        return made

    def sign(self):
        self.offer()
        self.borrows(services.accept, self.offered())
        self.network.settle()
        self.lends(services.sign)
        self.network.settle()

    def cut(self):
        self.network.cut.add(frozenset({"ml-ocs", "ma-dgsn"}))

    def join(self):
        self.network.cut.clear()
        self.network.settle(8)


@pytest.fixture
def sides(network, ml, ma):
    return Sides(network, ml, ma)


def send(sender, receiver, message, convention=CONVENTION) -> str:
    """The letter, sent past our own rules; how it ended."""
    with sender.awake():
        queued = exchange.queue(
            receiver, wire.kind_of(message), message, convention=convention, act_facts={"means": message.kind}
        )
        exchange.deliver_due(threads=False)
        done = Outgoing.objects.get(pk=queued.pk)
        return done.last_code or done.state


def test_a_dog_team_goes_to_a_partner_and_comes_back_and_is_paid(sides) -> None:
    there = sides.there()
    assert (there.state, there.borrower, there.kind, there.costs) == ("requested", "ml-ocs", "dogs", "shared")
    assert (there.case, there.serves) == (None, ""), "the case never travels"
    sides.sign()
    here, there = sides.here(), sides.there()
    assert here.state == there.state == "accepted"
    assert here.agreement == there.agreement
    assert (here.borrower_signature, here.lender_signature) == (there.borrower_signature, there.lender_signature)
    sides.lends(services.send)
    sides.network.settle()
    sides.borrows(services.deploy)
    sides.lends(services.add_cost, "Carburant", "80000", "XOF", TODAY, "F-1")
    sides.network.settle()
    with sides.ml.awake():
        assert [line.voucher for line in sides.here().lines.all()] == ["F-1"], "costs are seen as they arise"
    sides.lends(services.bring_back, "good")
    sides.lends(services.claim, "XOF")
    sides.network.settle()
    assert (sides.here().claimed, sides.here().due) == (Decimal("80000.00"), Decimal(40000))
    sides.borrows(services.settle, "40000", who=sides.second)
    sides.borrows(services.evaluate, 5, "très utile")
    sides.network.settle()
    here, there = sides.here(), sides.there()
    assert here.state == there.state == "evaluated"
    assert (there.settled, there.grade, there.evaluation) == (Decimal("40000.00"), 5, "très utile")
    with sides.ml.awake():
        assert here.number in services.of_case(sides.case.pk)[0].text
    for data in (data for _sender, _to, data in sides.network.carried):
        assert sides.case.number.encode() not in data


def test_each_side_does_its_own_acts_alone(sides) -> None:
    sides.offer()
    for act, given in ((services.send, ()), (services.sign, ()), (services.claim, ("XOF",))):
        with pytest.raises(Refused) as refused:
            sides.borrows(act, *given, who=sides.second)
        assert refused.value.code == "deployments.other-side"
    with pytest.raises(Refused) as refused:
        sides.lends(services.accept, "x")
    assert refused.value.code == "deployments.other-side"


def test_an_offer_taken_back_meets_its_acceptance(sides) -> None:
    made = sides.offer()
    sides.cut()
    sides.borrows(services.accept, sides.offered())
    sides.lends(services.withdraw, str(made.pk))
    sides.join()
    here, there = sides.here(), sides.there()
    assert here.state == there.state == "requested", "nobody had signed for the lender: the offer is gone"
    assert (here.agreement, there.agreement) == ("", "")
    with sides.ma.awake():
        assert [step.act for step in there.steps.filter(late=True)] == ["accept"]
    sides.sign()
    assert sides.here().state == sides.there().state == "accepted"


def test_a_cancellation_meets_the_second_signature(sides) -> None:
    sides.offer()
    sides.borrows(services.accept, sides.offered())
    sides.network.settle()
    sides.cut()
    sides.lends(services.sign)
    sides.borrows(services.cancel, "plus besoin")
    sides.join()
    assert sides.here().state == sides.there().state == "cancelled"
    with sides.ma.awake():
        assert not sides.there().booking, "the dogs are free again"


def test_what_has_left_has_left(sides) -> None:
    sides.offer()
    sides.borrows(services.accept, sides.offered())
    sides.network.settle()
    sides.cut()
    sides.lends(services.sign)
    sides.lends(services.send)
    sides.borrows(services.cancel, "plus besoin")
    sides.join()
    assert sides.here().state == sides.there().state == "in-transit"
    sides.lends(services.bring_back, "good")
    sides.network.settle()
    assert sides.here().state == sides.there().state == "returned"


def test_a_return_meets_a_deployment(sides) -> None:
    sides.sign()
    sides.lends(services.send)
    sides.network.settle()
    sides.cut()
    sides.borrows(services.deploy)
    sides.lends(services.bring_back, "good")
    sides.join()
    assert sides.here().state == sides.there().state == "returned"


def test_a_suspension_stops_what_is_new_and_nothing_that_is_owed(sides) -> None:
    sides.sign()
    sides.lends(services.send)
    sides.network.settle()
    with sides.ml.awake():
        accords.suspend(CONVENTION, sides.ml.people["supervisor"], "essai")
    sides.network.settle()
    with sides.ml.awake(), pytest.raises(Refused) as refused:
        services.request(sides.borrower, "dogs", "Gao", TODAY, LATER, lender="ma-dgsn", serves="x")
    assert refused.value.code == "convention.suspended"
    sides.lends(services.bring_back, "good")
    sides.lends(services.claim, "XOF")
    sides.network.settle()
    assert sides.here().state == "claimed"
    sides.borrows(services.settle, "0", who=sides.second)
    sides.network.settle()
    assert sides.there().state == "settled"


def test_kinds_that_the_convention_does_not_share_are_not_lent(sides) -> None:
    with sides.ml.awake(), pytest.raises(Refused) as refused:
        services.request(sides.borrower, "aircraft", "Gao", TODAY, LATER, lender="ma-dgsn", serves="x")
    assert refused.value.code == "convention.means-kind"
    assert refused.value.clause.startswith(CONVENTION)
    with sides.ml.awake(), pytest.raises(Refused) as refused:
        services.request(sides.borrower, "dogs", "Gao", TODAY, LATER, lender="bf-drug", serves="x")
    assert refused.value.code == "convention.party"


def letters(loan) -> dict[str, wire.Message]:
    base = {"loan": str(loan), "kind": "dogs"}
    day = TODAY.isoformat()
    return {
        "accept": wire.LoanAcceptance(**base, offer=str(uuid.uuid4()), agreement="0" * 64, signature=bytes(64)),
        "sign": wire.LoanSignature(**base, agreement="0" * 64, signature=bytes(64)),
        "send": wire.LoanSending(**base, happened_on=day, note=""),
        "return": wire.LoanReturn(**base, happened_on=day, condition="good", note=""),
        "claim": wire.LoanClaim(**base, amount="5.00", currency="XOF", lines=[]),
        "settle": wire.LoanSettlement(**base, amount="5.00", currency="XOF", reason="x"),
    }


@pytest.mark.parametrize(
    ("who", "kind", "code"),
    [
        ("ma", "accept", "deployments.unknown"),  # the lender accepts its own offer
        ("ma", "settle", "deployments.unknown"),
        ("ml", "sign", "deployments.unknown"),  # the borrower signs for the lender
        ("ml", "send", "deployments.unknown"),
        ("ml", "claim", "deployments.unknown"),
        ("ml", "accept", "deployments.unknown"),  # an offer that was never made
        ("ma", "sign", "deployments.not-signed"),
        ("ma", "send", "deployments.not-signed"),
        ("ma", "return", "deployments.not-deployed"),
        ("ma", "claim", "deployments.not-deployed"),
    ],
)
def test_a_hostile_partner_gets_a_refusal_and_nothing_moves(sides, who, kind, code) -> None:
    sides.offer()
    sender, receiver = (sides.ma, "ml-ocs") if who == "ma" else (sides.ml, "ma-dgsn")
    assert send(sender, receiver, letters(sides.foreign)[kind]) == code
    assert sides.here().state == sides.there().state == "offered"
    assert not sides.here().lender_signature


def test_a_signature_over_other_terms_is_refused(sides) -> None:
    sides.offer()
    with sides.ma.awake():
        offer = str(sides.there().offers.get().foreign)
    forged = wire.LoanAcceptance(
        loan=str(sides.foreign), kind="dogs", offer=offer, agreement="0" * 64, signature=bytes(64)
    )
    assert send(sides.ml, "ma-dgsn", forged) == "deployments.other-text"
    sides.borrows(services.accept, sides.offered())
    with sides.ml.awake():
        true = sides.here().steps.get(act="accept").text
    again = forged.model_copy(update={"agreement": true})
    with sides.ml.awake():
        Outgoing.objects.filter(kind="loan.acceptance").update(state="stopped")
    assert send(sides.ml, "ma-dgsn", again) == "deployments.signature"
    assert not sides.there().agreement


@pytest.mark.parametrize(
    ("amount", "currency", "costs", "taken"),
    [
        ("80000.00", "XOF", [("80000.00", "XOF")], True),
        ("80001.00", "XOF", [("80000.00", "XOF")], False),
        ("655957.00", "XOF", [("1000.00", "EUR")], True),
        ("655958.00", "XOF", [("1000.00", "EUR")], False),
        ("10.00", "MAD", [("9.00", "MAD")], False),
        ("1.00", "XOF", [], False),
        ("70000.00", "XOF", [("1000.00", "MAD")], True),  # the lender's rate of the day is its own
    ],
)
def test_a_claim_is_the_sum_of_its_costs(sides, amount, currency, costs, taken) -> None:
    sides.sign()
    sides.lends(services.send)
    sides.lends(services.bring_back, "good")
    sides.network.settle()
    lines = [
        wire.LoanCost(what="x", amount=each, currency=code, day=TODAY.isoformat(), voucher=f"F-{number}")
        for number, (each, code) in enumerate(costs)
    ]
    told = wire.LoanClaim(loan=str(sides.foreign), kind="dogs", amount=amount, currency=currency, lines=lines)
    assert send(sides.ma, "ml-ocs", told) == ("delivered" if taken else "deployments.claim-sum")
    with sides.ml.awake():
        assert (sides.here().state, sides.here().lines.count()) == (
            ("claimed", len(costs)) if taken else ("returned", 0)
        )


def test_another_need_under_a_known_identifier_is_refused(sides) -> None:
    told = {"loan": str(sides.foreign), "kind": "dogs", "place": "Kidal", "text": "", "sample": ""}
    other = wire.LoanNeed(**told, starts=TODAY.isoformat(), ends=LATER.isoformat())
    assert send(sides.ml, "ma-dgsn", other) == "deployments.reused"
    same = other.model_copy(update={"place": "Gao", "text": "fouille"})
    assert send(sides.ml, "ma-dgsn", same) == "delivered"
    with sides.ma.awake():
        assert Loan.objects.count() == 1


def test_more_needs_than_are_taken_are_refused(sides, monkeypatch) -> None:
    from benkan.apps.deployments import handlers

    monkeypatch.setattr(handlers, "MAX_A_DAY", 1)
    told = {"loan": str(uuid.uuid4()), "kind": "dogs", "place": "Kidal", "text": "", "sample": ""}
    other = wire.LoanNeed(**told, starts=TODAY.isoformat(), ends=LATER.isoformat())
    assert send(sides.ml, "ma-dgsn", other) == "deployments.too-many"


def test_a_letter_that_is_refused_stands_on_the_page(sides, monkeypatch) -> None:
    from benkan.apps.deployments import handlers

    monkeypatch.setattr(handlers, "MAX_A_DAY", 0)
    with sides.ml.awake():
        one = services.request(sides.borrower, "dogs", "Gao", TODAY, LATER, lender="ma-dgsn", serves="x")
    sides.network.settle()
    with sides.ml.awake():
        assert services.row(one.pk).stop_code == "deployments.too-many"


def test_a_laboratory_examines_a_sample_of_a_partner(network, ml, ma, seized) -> None:
    with ma.awake():
        lab = accounts.create_officer("labo", "L. Labo", "coordinator")
        means_id = ready("laboratory", "LAB-1")
    with ml.awake():
        who = ml.people["supervisor"]
        seizure, sample = seized(who)
        loan = services.request(
            who, "laboratory", "Rabat", TODAY, LATER, lender="ma-dgsn", serves="analyse", sample=sample.pk
        )
    network.settle()
    with ma.awake():
        there = Loan.objects.get(foreign=loan.foreign)
        assert (there.examination.mark, there.examination.seizure, there.examination.sample) == ("E-1", None, None)
        services.offer(lab, there.pk, means_id, TODAY, LATER, "0.01", "MAD")
    network.settle()
    with ml.awake():
        services.accept(who, loan.pk, services.row(loan.pk).offers.get().pk)
    network.settle()
    with ma.awake():
        services.sign(lab, there.pk)
        with pytest.raises(BenkanError) as early:
            services.examine(lab, there.pk, found_on=TODAY, method="GC-MS", substance="cocaine")
        assert early.value.code == "deployments.move"
        services.send(lab, there.pk)
        services.examine(
            lab, there.pk, found_on=TODAY, method="GC-MS ± 1,2 %", substance="cocaine", purity=Decimal("0.7315")
        )
        with pytest.raises(BenkanError) as twice:
            services.examine(lab, there.pk, found_on=TODAY, method="GC-MS", substance="cocaine")
        assert twice.value.code == "deployments.result-known"
        services.bring_back(lab, there.pk, "good")
    network.settle()
    with ml.awake():
        assert services.row(loan.pk).state == "returned"
        services.write(who, loan.pk)
        sample.refresh_from_db()
        assert (sample.substance, sample.purity, sample.method) == ("cocaine", Decimal("0.7315"), "GC-MS ± 1,2 %")
        assert [one.pk for one in services.of_seizure(seizure)] == [loan.pk]
        with pytest.raises(BenkanError) as again:
            services.write(who, loan.pk)
        assert again.value.code == "deployments.result-known"
