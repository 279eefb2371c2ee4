"""Pages and API of loans: the whole way with buttons, refusals on the page, three languages, rights."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from benkan.apps.accounts import services as accounts
from benkan.apps.deployments import services
from benkan.apps.deployments.models import Loan, Rate

from .conftest import TODAY

LATER = TODAY + dt.timedelta(days=4)


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def asked(client, case, **more):
    sent = {
        "kind": "dogs", "lender": "ml-ocs", "place": "Gao", "starts": TODAY.isoformat(), "ends": LATER.isoformat(),
        "case": case.number, "serves": "", "text": "fouille",
    }  # fmt: skip
    return client.post(reverse("deployments:new"), sent | more)


def act(client, loan, name, **sent):
    return client.post(reverse("deployments:act", args=[loan.pk]), {"act": name, **sent})


def test_the_whole_way_by_its_buttons(asker, lender, dogs, case) -> None:
    borrows, lends = signed_in(asker), signed_in(lender)
    assert asked(borrows, case).status_code == 302
    loan = Loan.objects.get()
    page = lends.get(reverse("deployments:detail", args=[loan.pk])).content.decode()
    assert "K9-1" in page, "the offer form proposes what fits"
    offer = {"mean": dogs, "starts": TODAY.isoformat(), "ends": LATER.isoformat(), "estimate": "225 000"}
    assert act(lends, loan, "offer", **offer, currency="XOF", conditions="avec véhicule").status_code == 302
    made = loan.offers.get()
    assert act(borrows, loan, "accept", offer=str(made.pk)).status_code == 302
    text = borrows.get(reverse("deployments:agreement", args=[loan.pk]))
    assert json.loads(text.content)["algorithm"] == "Ed25519"
    for client, name, sent in (
        (lends, "sign", {}),
        (lends, "send", {}),
        (borrows, "deploy", {}),
        (lends, "cost", {"what": "Carburant", "amount": "80000", "currency": "XOF", "day": TODAY.isoformat(), "voucher": "F-1"}),
        (lends, "return", {"condition": "good", "note": ""}),
        (lends, "claim", {"currency": "XOF"}),
        (borrows, "settle", {"amount": "0", "reason": ""}),
        (borrows, "evaluate", {"grade": "4", "text": "bien"}),
    ):  # fmt: skip
        answer = act(client, loan, name, **sent)
        assert answer.status_code == 302, (name, answer.content.decode())
    loan.refresh_from_db()
    assert loan.state == "evaluated"
    for language in ("fr", "en", "ar"):
        asker.language = language
        asker.save(update_fields=["language"])
        for address in (
            reverse("deployments:detail", args=[loan.pk]),
            reverse("deployments:list"),
            reverse("deployments:costs"),
            reverse("cases:detail", args=[case.pk]),
            reverse("deployments:new") + f"?case={case.number}&kind=dogs",
        ):
            assert borrows.get(address, headers={"accept-language": language}).status_code == 200, address
    assert loan.number in borrows.get(reverse("cases:detail", args=[case.pk])).content.decode()


def test_a_refusal_stands_on_the_page_with_what_was_typed(asker, lender, dogs, case) -> None:
    borrows, lends = signed_in(asker), signed_in(lender)
    asked(borrows, case)
    loan = Loan.objects.get()
    offer = {"mean": dogs, "starts": LATER.isoformat(), "ends": TODAY.isoformat(), "estimate": "1", "currency": "XOF"}
    answer = act(lends, loan, "offer", **offer, conditions="avec son maître")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The last day is before the first." in page
    assert "avec son maître" in page
    assert not loan.offers.exists()
    assert act(lends, loan, "nonsense").status_code == 422
    assert act(lends, loan, "return", condition="good").status_code == 422


def test_a_bad_need_stays_on_the_form(asker) -> None:
    answer = asked(signed_in(asker), SimpleNamespace(number="X-1"))
    assert answer.status_code == 422
    assert "fouille" in answer.content.decode()
    assert not Loan.objects.exists()


@pytest.mark.parametrize("role", ["trainer", "control", "administrator"])
def test_other_roles_see_no_loans(role, need) -> None:
    loan = need()
    client = signed_in(accounts.create_officer("autre", "Autre", role))
    for address in (reverse("deployments:list"), reverse("deployments:detail", args=[loan.pk]), "/api/loans/"):
        assert client.get(address).status_code == 403
    assert Client().get(reverse("deployments:list")).status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_list(asker, need, django_assert_max_num_queries) -> None:
    for _ in range(12):
        need()
    client = signed_in(asker)
    client.get(reverse("deployments:list"))
    with django_assert_max_num_queries(8):
        client.get(reverse("deployments:list"))


def test_the_list_is_filtered_and_exported(asker, lender, dogs, need) -> None:
    one, other = need(), need(place="Kayes")
    services.refuse(lender, other.pk, "tous engagés")
    client = signed_in(asker)
    page = client.get(reverse("deployments:list"), {"state": "open"}).content.decode()
    assert one.number in page
    assert other.number not in page
    file = b"".join(client.get(reverse("deployments:list"), {"format": "csv", "q": "Kayes"}).streaming_content).decode()
    assert other.number in file
    assert one.number not in file


def test_rates_are_entered_on_the_page_of_costs(lender, asker) -> None:
    lends = signed_in(lender)
    sent = {"xof": "61,25", "day": TODAY.isoformat(), "source": "BCEAO"}
    assert lends.post(reverse("deployments:rate"), sent).status_code == 302
    assert lends.post(reverse("deployments:rate"), sent).status_code == 422, "a rate never changes"
    assert Rate.objects.count() == 1
    assert signed_in(accounts.create_officer("ana", "Ana", "analyst")).post(
        reverse("deployments:rate"), sent
    ).status_code == 403  # fmt: skip
    assert "61.25 XOF" in signed_in(asker).get(reverse("deployments:costs")).content.decode()


def post(client, address, sent):
    return client.post(address, json.dumps(sent), content_type="application/json")


def test_programs_do_the_same(asker, lender, dogs, case) -> None:
    borrows, lends = signed_in(asker), signed_in(lender)
    sent = {"kind": "dogs", "place": "Gao", "starts": TODAY.isoformat(), "ends": LATER.isoformat(), "case": case.number}
    made = post(borrows, "/api/loans/", sent)
    assert made.status_code == 201
    loan = made.json()["id"]
    offer = {"mean": dogs, "starts": TODAY.isoformat(), "ends": LATER.isoformat(), "estimate": "1", "currency": "XOF"}
    offered = post(lends, f"/api/loans/{loan}/offer/", offer).json()["offers"][0]["id"]
    assert post(borrows, f"/api/loans/{loan}/accept/", {"offer": offered}).status_code == 200
    told = post(lends, f"/api/loans/{loan}/sign/", {}).json()
    assert (told["state"], told["signed"], told["next"]) == ("accepted", {"borrower": True, "lender": True}, "ml-ocs")
    assert borrows.get("/api/loans/?state=open").json()["count"] == 1
    assert borrows.get(f"/api/loans/{loan}/").json()["case"] == case.number
    assert lends.get(f"/api/loans/{loan}/").json()["case"] is None, "whoever may not see the case sees no number"
    assert post(lends, f"/api/loans/{loan}/sign/", {}).json()["code"] == "deployments.move"
    assert post(lends, f"/api/loans/{loan}/nonsense/", {}).status_code in (403, 422, 409)
    assert post(lends, f"/api/loans/{loan}/refuse/", {"reason": 5}).json()["code"] == "deployments.not-text"
    rate = {"currency": "EUR", "xof": "1", "day": TODAY.isoformat(), "source": "x"}
    assert post(lends, "/api/loans/rates/", rate).json()["code"] == "deployments.rate-currency"
