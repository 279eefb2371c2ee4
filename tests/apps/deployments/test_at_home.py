"""A loan of an own means for an own case: the whole way, and every wrong move a clear refusal."""

import datetime as dt
from decimal import Decimal

import pytest

from benkan.apps.accounts import services as accounts
from benkan.apps.cases.timeline import timeline
from benkan.apps.deployments import acting, services
from benkan.apps.deployments.models import Loan, Step
from benkan.apps.journal.models import Line
from benkan.apps.means import services as means
from benkan.core.errors import BenkanError

from .conftest import TODAY, ready

LATER = TODAY + dt.timedelta(days=4)


def offered(need, lender, dogs, **more):
    loan = need(**more)
    return loan, services.offer(lender, loan.pk, dogs, loan.starts, loan.ends, "225000", "XOF", "carburant compris")


def agreed(need, lender, asker, dogs):
    loan, made = offered(need, lender, dogs)
    services.accept(asker, loan.pk, made.pk)
    return services.sign(lender, loan.pk)


def code_of(act, *given, **more) -> str:
    with pytest.raises(BenkanError) as caught:
        act(*given, **more)
    assert caught.value.text
    assert caught.value.remedy
    return caught.value.code


def test_the_whole_way_and_the_case_shows_it(need, lender, asker, dogs, case) -> None:
    loan = agreed(need, lender, asker, dogs)
    assert loan.state == "accepted"
    services.send(lender, loan.pk)
    assert means.mean(dogs).state == "committed"
    services.deploy(asker, loan.pk)
    services.add_cost(lender, loan.pk, "Carburant", "80 000", "XOF", TODAY, "F-1")
    services.add_cost(lender, loan.pk, "Vétérinaire", "12,50", "EUR", TODAY, "F-2")
    services.bring_back(lender, loan.pk, "good")
    claimed = services.claim(lender, loan.pk, "XOF")
    assert claimed.claimed == Decimal(88199)  # 80,000 + 12.50 × 655.957 = 8,199.4625, rounded once
    assert claimed.due == 0  # at home the lender bears it
    services.settle(asker, loan.pk, "0")
    done = services.evaluate(asker, loan.pk, 4, "bon travail")
    assert (done.state, done.settled, done.grade) == ("evaluated", 0, 4)
    acts = list(done.steps.values_list("act", flat=True))
    assert acts == ["request", "offer", "accept", "sign", "send", "deploy", "cost", "cost", "return", "claim", "settle", "evaluate"]  # fmt: skip
    item = services.of_case(case.pk)[0]
    assert loan.number in item.text
    assert any(one.kind == "loan" for one in timeline(case))
    lines = Line.objects.filter(event="loan-moved")
    assert len(lines) == len(acts)
    assert not any("Carburant" in str(one.__dict__) for one in lines), "what was written stays out of the journal"


@pytest.mark.parametrize(
    ("acts", "act", "code"),
    [
        ([], "return", "deployments.not-deployed"),
        ([], "send", "deployments.not-signed"),
        ([], "accept", "deployments.move"),
        ([], "sign", "deployments.move"),
        (["offer"], "sign", "deployments.not-signed"),
        (["offer", "accept"], "accept", "deployments.signed"),
        (["offer", "accept"], "offer", "deployments.signed"),
        (["offer", "accept", "sign"], "offer", "deployments.signed"),
        (["offer", "accept", "sign"], "deploy", "deployments.move"),
        (["offer", "accept", "sign"], "return", "deployments.not-deployed"),
        (["offer", "accept", "sign", "send"], "cancel", "deployments.move"),
        (["offer", "accept", "sign", "send"], "claim", "deployments.move"),
        (["offer", "accept", "sign", "send", "return"], "settle", "deployments.move"),
        (["offer", "accept", "sign", "send", "return"], "return", "deployments.move"),
        (["offer", "accept", "sign", "send", "return", "claim"], "cost", "deployments.move"),
        (["offer", "accept", "sign", "send", "return", "claim", "settle"], "settle", "deployments.move"),
    ],
)
def test_a_wrong_move_is_refused_and_changes_nothing(need, lender, asker, dogs, acts, act, code) -> None:
    loan = need()
    values = {
        "mean": dogs, "starts": TODAY.isoformat(), "ends": LATER.isoformat(), "estimate": "1", "currency": "XOF",
        "reason": "x", "condition": "good", "what": "x", "amount": "1", "day": TODAY.isoformat(), "voucher": "v",
    }  # fmt: skip
    whose = {"accept": asker, "settle": asker, "deploy": asker, "cancel": asker}

    def do(name):
        made = loan.offers.first()
        offer = str(made.pk) if made else ""
        amount = {"amount": "0"} if name == "settle" else {}
        return acting.do(whose.get(name, lender), loan.pk, name, values | {"offer": offer} | amount)

    for name in acts:
        do(name)
    before = Loan.objects.values().get(), Step.objects.count()
    assert code_of(do, act) == code
    assert (Loan.objects.values().get(), Step.objects.count()) == before


def test_nobody_acts_for_both_sides(need, lender, asker, dogs) -> None:
    loan = need()
    boss = accounts.create_officer("chef", "Chef", "supervisor")
    made = services.offer(boss, loan.pk, dogs, TODAY, LATER, "1", "XOF")
    assert code_of(services.accept, boss, loan.pk, made.pk) == "deployments.four-eyes"
    services.accept(asker, loan.pk, made.pk)
    assert code_of(services.sign, asker, loan.pk) == "deployments.four-eyes"
    services.sign(boss, loan.pk)
    services.send(boss, loan.pk)
    services.bring_back(boss, loan.pk, "good")
    services.claim(boss, loan.pk, "XOF")
    assert code_of(services.settle, boss, loan.pk, "0") == "deployments.four-eyes"


def test_rights_are_asked_first(need, dogs) -> None:
    loan = need()
    analyst = accounts.create_officer("ana", "Ana", "analyst")
    for act in (services.offer, services.accept, services.settle):
        given = (dogs, TODAY, LATER, "1", "XOF") if act is services.offer else ("x",)
        assert code_of(act, analyst, loan.pk, *given) in {"role.not-allowed", "deployments.move"}


def test_a_means_is_reserved_with_the_second_signature_and_never_twice(need, lender, asker, dogs) -> None:
    agreed(need, lender, asker, dogs)
    second, made = offered(need, lender, dogs)
    services.accept(asker, second.pk, made.pk)
    assert code_of(services.sign, lender, second.pk) == "means.double-booked"
    assert services.row(second.pk).state == "offered"
    assert not services.row(second.pk).lender_signature, "no half of it is kept"


def test_a_cancelled_loan_frees_its_means(need, lender, asker, dogs) -> None:
    loan = agreed(need, lender, asker, dogs)
    services.cancel(asker, loan.pk, "plus besoin")
    other = agreed(need, lender, asker, dogs)
    assert other.state == "accepted"


def test_an_offer_taken_back_takes_the_borrowers_signature_with_it(need, lender, asker, dogs) -> None:
    loan, made = offered(need, lender, dogs)
    services.accept(asker, loan.pk, made.pk)
    back = services.withdraw(lender, loan.pk, made.pk)
    assert (back.state, back.agreement, back.borrower_signature) == ("requested", "", "")
    assert code_of(services.sign, lender, loan.pk) == "deployments.move"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "x"}, "deployments.kind"),
        ({"ends": TODAY - dt.timedelta(days=1), "starts": TODAY - dt.timedelta(days=2)}, "deployments.days"),
        ({"ends": TODAY - dt.timedelta(days=1)}, "deployments.days"),
        ({"ends": TODAY + dt.timedelta(days=400)}, "deployments.days"),
        ({"place": " "}, "deployments.text"),
        ({"place": "x" * 121}, "deployments.text"),
        ({"text": "a\u202eb"}, "deployments.text"),
        ({"case": ""}, "deployments.serves"),
        ({"case": "A-2000-1"}, "case.unknown"),
        ({"lender": "xx-none"}, "agency.unknown"),
        ({"lender": "../x"}, "agency.unknown"),
    ],
)
def test_a_bad_need_is_refused(need, more, code) -> None:
    assert code_of(need, **more) == code
    assert not Loan.objects.exists()


def test_offers_of_another_kind_or_in_excess_are_refused(need, lender, dogs) -> None:
    loan = need()
    other = ready("laboratory", "LAB-1")
    assert code_of(services.offer, lender, loan.pk, other, TODAY, LATER, "1", "XOF") == "deployments.kind"
    assert code_of(services.offer, lender, loan.pk, dogs, TODAY, LATER, "-1", "XOF") == "deployments.amount"
    assert code_of(services.offer, lender, loan.pk, dogs, TODAY, LATER, "1", "USD") == "deployments.currency"
    for _ in range(20):
        services.offer(lender, loan.pk, dogs, TODAY, LATER, "1", "XOF")
    assert code_of(services.offer, lender, loan.pk, dogs, TODAY, LATER, "1", "XOF") == "deployments.many"


def test_costs_need_a_voucher_once_and_a_rate_of_their_day(need, lender, asker, dogs) -> None:
    loan = agreed(need, lender, asker, dogs)
    services.add_cost(lender, loan.pk, "x", "10", "XOF", TODAY, "F-1")
    assert code_of(services.add_cost, lender, loan.pk, "y", "10", "XOF", TODAY, "F-1") == "deployments.voucher"
    assert code_of(services.add_cost, lender, loan.pk, "y", "10", "MAD", TODAY, "F-2") == "deployments.rate"
    tomorrow = TODAY + dt.timedelta(days=1)
    assert code_of(services.add_cost, lender, loan.pk, "y", "10", "XOF", tomorrow, "F-2") == "deployments.day"
    services.enter_rate(lender, "MAD", "61,25", TODAY, "BCEAO")
    services.add_cost(lender, loan.pk, "y", "10", "MAD", TODAY, "F-2")
    assert services.of(loan, "XOF").amount == Decimal(622)  # 10 + 612.5, half to even
    assert code_of(services.enter_rate, lender, "MAD", "60", TODAY, "BCEAO") == "deployments.rate-twice"


def test_another_sum_than_the_one_due_needs_a_reason(need, lender, asker, dogs) -> None:
    loan = agreed(need, lender, asker, dogs)
    services.send(lender, loan.pk)
    services.bring_back(lender, loan.pk, "worn", "harnais")
    services.claim(lender, loan.pk, "MAD")
    assert code_of(services.settle, asker, loan.pk, "5") == "deployments.other-sum"
    assert services.settle(asker, loan.pk, "5", "prime").settled == 5


def test_a_damaged_means_is_said_how_and_suspended(need, lender, asker, dogs) -> None:
    loan = agreed(need, lender, asker, dogs)
    services.send(lender, loan.pk)
    assert code_of(services.bring_back, lender, loan.pk, "damaged", "") == "deployments.text"
    assert code_of(services.bring_back, lender, loan.pk, "superb", "") == "means.condition"
    services.bring_back(lender, loan.pk, "damaged", "blessé à la patte")
    assert means.mean(dogs).state == "suspended"


def test_a_tampered_agreement_does_not_move(need, lender, asker, dogs) -> None:
    loan = agreed(need, lender, asker, dogs)
    Loan.objects.filter(pk=loan.pk).update(agreement=loan.agreement.replace("225000.00", "1.00"))
    assert code_of(services.send, lender, loan.pk) == "deployments.signature"


def test_what_waits_is_shown_to_the_one_who_must_act(need, lender, asker, dogs) -> None:
    loan, made = offered(need, lender, dogs)
    assert [one.pk for one in services.waiting_for(asker).acts] == [loan.pk]
    services.accept(asker, loan.pk, made.pk)
    assert [one.pk for one in services.waiting_for(lender).acts] == [loan.pk]


def test_what_should_be_back_is_said(need, lender, asker, dogs) -> None:
    loan = agreed(need, lender, asker, dogs)
    services.send(lender, loan.pk)
    assert not services.waiting_for(asker).overdue
    loan.accepted.__class__.objects.filter(pk=loan.accepted_id).update(ends=TODAY - dt.timedelta(days=1))
    assert [one.pk for one in services.waiting_for(asker).overdue] == [loan.pk]
