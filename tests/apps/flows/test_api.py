"""Money flows for programs: the same rights and the same journal as the pages."""

import json

import pytest
from tests.apps.flows.conftest import MULE, bring, mule_rows

from benkan.apps.flows import running
from benkan.apps.flows.models import Account, Alert, SettingChange
from benkan.apps.journal import services as journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert():
    bring(mule_rows())
    running.run_due()
    return Alert.objects.get()


def send(client, method, path, **body):
    return getattr(client, method)(path, json.dumps(body), content_type="application/json")


def test_a_program_reads_alerts_decides_and_sees_the_reasons(analyst, alert, case):
    listed = analyst.get("/api/flows/alerts/").json()
    assert (listed["count"], listed["alerts"][0]["rule"]) == (1, "pass_through")
    whole = analyst.get(f"/api/flows/alerts/{alert.pk}/").json()
    assert len(whole["stands_on"]) == 8
    assert {one["place"] for one in whole["stands_on"]} >= {"line 1", "line 8"}
    assert whole["measured"]["passages"] == 4
    assert send(analyst, "post", f"/api/flows/alerts/{alert.pk}/dismiss/", reason="nothing").status_code == 400
    done = send(analyst, "post", f"/api/flows/alerts/{alert.pk}/dismiss/", reason="shop").json()
    assert (done["state"], done["decisions"][0]["reason"]) == ("dismissed", "shop")
    send(analyst, "post", f"/api/flows/alerts/{alert.pk}/reopen/")
    taken = send(analyst, "post", f"/api/flows/alerts/{alert.pk}/take/", case=str(case.pk)).json()
    assert taken["case"] == str(case.pk)
    rules = {one["rule"]: one for one in analyst.get("/api/flows/rules/").json()["rules"]}
    assert rules["pass_through"]["in_case"] == 1


def test_an_account_needs_a_ground_and_leaves_a_line(analyst, alert, case):
    found = send(analyst, "post", "/api/flows/accounts/look-up/", number=MULE, case=str(case.pk)).json()["accounts"]
    mule = Account.objects.get(keys__key="phone:+22376441703")
    assert [one["id"] for one in found] == [str(mule.pk)]
    assert analyst.get(f"/api/flows/accounts/{mule.pk}/").json()["code"] == "account.ground"
    told = analyst.get(f"/api/flows/accounts/{mule.pk}/?case={case.pk}").json()
    assert told["received_xof"] == sum(900_000 + 1_000 * each for each in range(4))
    assert told["count"] == 8
    assert len([line for line in journal.latest(50) if line["event"] == "account-opened"]) == 1


def test_settings_are_a_supervisor_s(client, officers, alert):
    client.force_login(officers["analyst"])
    assert send(client, "put", "/api/flows/rules/pass_through/", **{"pass_through.least_pairs": "4"}).status_code == 403
    client.force_login(officers["supervisor"])
    assert send(client, "put", "/api/flows/rules/nothing/").json()["code"] == "flows.pattern-unknown"
    assert send(client, "put", "/api/flows/rules/pass_through/", **{"pass_through.least_pairs": "x"}).status_code == 400
    assert send(client, "put", "/api/flows/rules/pass_through/", **{"pass_through.least_pairs": "4"}).status_code == 200
    assert SettingChange.objects.get().value == 4


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"case": 1}', b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_of_texts_is_refused(analyst, alert, body):
    answer = analyst.post(f"/api/flows/alerts/{alert.pk}/take/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "flows.body" if b"case" in body else "api.body")
    alert.refresh_from_db()
    assert alert.state == "open"


def test_nobody_without_a_session_reads_anything(client, alert):
    for path in ("alerts/", f"alerts/{alert.pk}/", "rules/"):
        assert client.get(f"/api/flows/{path}").status_code == 401
