"""The pages and the API of onward transfer, in three languages: asking, answering, the tree, erasing, the record."""

import json

import pytest
from django.test import Client
from tests.several_nodes import passed

from benkan.apps.cases import services as cases
from benkan.apps.requests import services as requests
from benkan.apps.requests.models import Change, Consent, Release


def browser(node, username="liaison", language="en"):
    officer = node.officer(username)
    officer.language = language
    officer.save()
    client = Client()
    client.force_login(officer)
    return client


def post(client, path, data):
    return client.post(f"/api/{path}", json.dumps(data), content_type="application/json")


def test_from_asking_to_reading_at_the_third_service_by_pages(a, b, c, net, release):
    wanted = {"receiver": c.agency, "names": ["name", "phone"], "reason_code": "danger", "reason": "Vu à Niamey"}
    with b.here():
        client = browser(b)
        page = client.post(f"/requests/held/{release.pk}/pass/", wanted | {"step": "preview"}).content.decode()
        assert "What the other service will read" in page
        assert not Consent.objects.exists()
        asked = client.post(f"/requests/held/{release.pk}/pass/", wanted | {"step": "confirm"})
        assert asked.status_code == 302
        again = client.post(f"/requests/held/{release.pk}/pass/", wanted | {"step": "confirm"})
        assert again.status_code == 422
        identity = Consent.objects.get().pk
    net.run()
    with a.here():
        first, second = browser(a), browser(a, "second")
        assert "What receivers ask" in first.get("/").content.decode()
        assert f"/requests/consents/{identity}/" in first.get("/requests/").content.decode()
        address = f"/requests/consents/{identity}/"
        assert "+22376123456" in first.get(address).content.decode()
        assert first.post(address, {"act": "refuse", "reason_code": ""}).status_code == 422
        assert first.post(address, {"act": "grant", "words": ""}).status_code == 302
        assert first.post(address, {"act": "approve"}).status_code == 422  # the same person
        assert second.post(address, {"act": "approve"}).status_code == 302
    net.run()
    with c.here():
        client = browser(c)
        assert f"/requests/held/{release.pk}/" in client.get("/requests/held/").content.decode()
        page = client.get(f"/requests/held/{release.pk}/").content.decode()
        assert "Service ma-dgsn</bdi> › <bdi>Service ml-ocs</bdi> › <bdi>Service ne-ocrtis" in page
        case = cases.open_case(c.officer("liaison"), "Niamey", "drug-trafficking")
        other = cases.open_case(c.officer("liaison"), "Autre", "fraud")
        assert client.post(f"/requests/held/{release.pk}/case/", {"case": str(other.pk)}).status_code == 422
        assert client.post(f"/requests/held/{release.pk}/case/", {"case": str(case.pk)}).status_code == 302
        assert "Passed on by Service ml-ocs" in client.get(f"/cases/{case.pk}/").content.decode()
        assert client.post(f"/requests/held/{release.pk}/delete/", {"reason_code": "court"}).status_code == 200
        assert Release.objects.get().state == "active"  # not confirmed
        gone = client.post(f"/requests/held/{release.pk}/delete/", {"reason_code": "court", "confirm": "yes"})
        assert (gone.status_code, Release.objects.get().state) == (302, "deleted")
    net.run()
    with a.here():
        page = browser(a).get(f"/requests/{a.copy(release).request_id}/").content.decode()
        assert "deleted before its end" in page


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_page_opens_in_every_language(a, b, c, net, release, language):
    asked = passed(b, a, c, net, release, ["name"])
    with a.here():
        client = browser(a, "second", language)
        for path in (
            f"/requests/{a.copy(release).request_id}/",
            f"/requests/consents/{asked.pk}/",
            f"/requests/releases/{release.pk}/extend/",
            f"/records/{release.record}/",
        ):
            page = client.get(path)
            assert page.status_code == 200
            assert f'lang="{language}"' in page.content.decode()
    with c.here():
        for path in ("/requests/held/", "/requests/held/?state=withdrawn", f"/requests/held/{release.pk}/"):
            assert browser(c, "liaison", language).get(path).status_code == 200


def test_a_program_asks_answers_extends_and_reads_the_tree(a, b, c, net, release):
    with b.here():
        made = post(
            browser(b),
            f"releases/{release.pk}/onward",
            {"receiver": c.agency, "fields": ["name"], "reason_code": "danger"},
        )
        assert (made.status_code, made.json()["state"]) == (201, "asked")
        refused = post(browser(b), f"releases/{release.pk}/onward", {"receiver": a.agency, "fields": ["name"]})
        assert (refused.status_code, refused.json()["code"]) == (400, "onward.reason")
    net.run()
    with a.here():
        first, second = browser(a), browser(a, "second")
        (waiting,) = first.get("/api/consents").json()["consents"]
        assert post(first, f"consents/{waiting['id']}/grant", {}).json()["state"] == "proposed"
        assert post(second, f"consents/{waiting['id']}/approve", {}).json()["state"] == "granted"
        too_far = post(first, f"releases/{release.pk}/extend", {"retained_until": "2999-01-01", "reason_code": "trial"})
        assert too_far.json()["code"] == "extension.day"
    net.run()
    with a.here():
        told = browser(a).get(f"/api/releases/{release.pk}/holders").json()["holders"]
        assert [(one["agency"], one["giver"], one["state"]) for one in told] == [
            (b.agency, a.agency, "held"),
            (c.agency, b.agency, "held"),
        ]
    with c.here():
        found = browser(c).get("/api/releases/held").json()["held"][0]
        assert (found["owner"], found["via"]) == (a.agency, [a.agency, b.agency, c.agency])
        assert post(browser(c), f"releases/{release.pk}/delete", {"reason_code": "court"}).json()["state"] == "deleted"


def test_a_record_and_its_releases_are_withdrawn_by_one_confirmation(a, b, net, release):
    record = release.record
    with a.here():
        client = browser(a, "second")
        assert "Withdraw the release that was made of it, too" in client.get(f"/records/{record}/").content.decode()
        answer = client.post(
            f"/records/{record}/withdraw/",
            {"confirm": record[:6], "releases": "withdraw", "reason_code": "record-ended"},
        )
        assert answer.status_code == 302
        assert Change.objects.get().kind == "withdrawal"
        assert not requests.of_record(record)
    net.run()
    assert b.copy(release).state == "withdrawn"
