"""A wrong file is taken back whole: transfers, accounts, marks on alerts; what another file says too stays."""

import json

import pytest
from typer.testing import CliRunner

from benkan.apps.accounts.services import create_officer
from benkan.apps.cases import services as cases
from benkan.apps.flows import judging, running, withdrawing
from benkan.apps.flows.models import Account, Alert, Import, Judgement, Mention, Transfer
from benkan.apps.journal import services as journal
from benkan.core.errors import Invalid, Refused
from benkan.node.cli.command import app

from .conftest import bring, moved, mule_rows, person

pytestmark = pytest.mark.django_db


def imported(rows, name="list.csv") -> Import:
    return Import.objects.get(pk=bring(rows, name).brought)


def take_back(officers, row, who="analyst", why="wrong-file"):
    return withdrawing.withdraw(officers[who], row.pk, why)


def test_a_wrong_file_goes_whole_with_the_accounts_that_only_it_named(officers):
    kept = imported([moved(person("+223 66 11 11 11"), person("+223 66 22 22 22"), 5_000)], "right.csv")
    wrong = imported([*mule_rows(), moved(person("+223 66 11 11 11"), person("+223 66 33 33 33"), 7_000)], "wrong.csv")
    assert withdrawing.resting(wrong) == withdrawing.Resting(9, 0, 0)
    done = take_back(officers, wrong)
    assert (done.withdrawn, done.withdrawn_by, done.withdrawn_why) == (9, "analyst", "wrong-file")
    assert list(Transfer.objects.values_list("brought", flat=True)) == [kept.pk]
    assert Account.objects.count() == 2
    line = journal.latest(5, "transfers-withdrawn")[0]["facts"]
    assert (line["count"], line["alerts"], line["reason_code"]) == (9, 0, "wrong-file")
    assert imported(mule_rows(), "wrong.csv").added == 8, "it can be imported anew"


def test_what_a_later_file_says_too_stays_as_that_files(officers):
    first, second = imported(mule_rows(3), "first.csv"), imported(mule_rows(4), "second.csv")
    assert (second.added, second.known, Mention.objects.count()) == (2, 6, 6)
    assert withdrawing.resting(first) == withdrawing.Resting(0, 6, 0)
    take_back(officers, first)
    assert Transfer.objects.filter(brought=second).count() == 8
    assert Import.objects.get(pk=first.pk).withdrawn == 0
    assert not Mention.objects.exists()
    take_back(officers, second)
    assert not Transfer.objects.exists()
    assert not Account.objects.exists()


def test_a_file_that_repeats_another_takes_nothing_of_it_away(officers):
    first, second = imported(mule_rows(3), "first.csv"), imported(mule_rows(3), "second.csv")
    take_back(officers, second)
    assert Transfer.objects.filter(brought=first).count() == 6
    take_back(officers, first)
    assert not Transfer.objects.exists()


def test_an_open_alert_of_which_nothing_is_left_is_dismissed_as_wrong_data(officers, analyst):
    wrong = imported(mule_rows())
    running.run_due()
    alert = Alert.objects.get()
    assert withdrawing.resting(wrong).alerts == 1
    take_back(officers, wrong)
    alert.refresh_from_db()
    assert (alert.state, alert.transfer_count, alert.taken_back) == ("dismissed", 0, 8)
    last = Judgement.objects.get()
    assert (last.verdict, last.reason, last.officer) == ("dismissed", "wrong-data", "analyst")
    running.run_due()
    assert Alert.objects.count() == 1
    page = analyst.get(f"/flows/alerts/{alert.pk}/")
    assert page.status_code == 200
    assert "8" in page.content.decode()


def test_an_alert_of_a_case_stays_in_it_and_says_what_went(officers, case, analyst):
    wrong = imported(mule_rows())
    running.run_due()
    alert = judging.take(officers["analyst"], Alert.objects.get().pk, case.pk)
    take_back(officers, wrong, "supervisor")
    alert.refresh_from_db()
    assert (alert.state, alert.case, alert.taken_back) == ("in-case", case.pk, 8)
    assert alert.shaken_at is not None
    assert analyst.get(f"/flows/alerts/{alert.pk}/").status_code == 200
    assert analyst.get(f"/flows/cases/{case.pk}/").status_code == 200
    assert cases.get(case.pk, officers["analyst"])


def test_an_alert_that_still_stands_on_the_rest_is_measured_anew(officers):
    imported(mule_rows(4), "right.csv")
    wrong = imported(mule_rows(3, start=4), "wrong.csv")
    running.run_due()
    alert = Alert.objects.get()
    assert (alert.transfer_count, alert.measured["passages"]) == (14, 7)
    take_back(officers, wrong)
    alert.refresh_from_db()
    assert (alert.state, alert.transfer_count, alert.measured["passages"]) == ("open", 8, 7)
    assert alert.shaken_at is not None
    running.run_due()
    alert.refresh_from_db()
    assert (alert.measured["passages"], alert.shaken_at, alert.taken_back) == (4, None, 6)


@pytest.mark.parametrize("who", ["analyst", "liaison"])
def test_only_who_imported_it_or_a_supervisor_takes_it_back(officers, who):
    row = imported(mule_rows())
    other = create_officer("other", "Other", "analyst")
    with pytest.raises(Refused, match="another officer"):
        withdrawing.withdraw(other, row.pk, "wrong-file")
    if who == "liaison":
        with pytest.raises(Refused):
            take_back(officers, row, who)
    assert take_back(officers, row, "supervisor").withdrawn == 8


def test_no_reason_twice_an_untraced_file_and_a_reporters_are_refused(officers):
    row = imported(mule_rows())
    with pytest.raises(Invalid, match="one of the reasons"):
        take_back(officers, row, why="because")
    Import.objects.update(traced=False)
    with pytest.raises(Refused, match="before it was noted"):
        take_back(officers, row)
    Import.objects.update(traced=True)
    take_back(officers, row)
    with pytest.raises(Refused, match="already"):
        take_back(officers, row)
    reported = imported(mule_rows(2), "other.csv")
    Import.objects.filter(pk=reported.pk).update(report=reported.pk)
    with pytest.raises(Refused):
        take_back(officers, reported, "supervisor")
    assert Transfer.objects.count() == 4


def test_a_failure_in_the_middle_takes_nothing_back(officers, monkeypatch):
    row = imported(mule_rows())
    monkeypatch.setattr(withdrawing, "_forget", lambda _sides: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take_back(officers, row)
    assert Transfer.objects.count() == 8
    assert Import.objects.get().withdrawn_at is None


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_it_is_taken_back_on_its_page(officers, analyst, language):
    officers["analyst"].language = language
    officers["analyst"].save()
    row = imported(mule_rows())
    running.run_due()
    address = f"/flows/imports/{row.pk}/"
    before = analyst.get(address)
    assert before.context["resting"] == withdrawing.Resting(8, 0, 1)
    refused = analyst.post(address, {})
    assert (refused.status_code, refused.context["refusal"].code) == (422, "flows.withdrawal-reason")
    assert analyst.post(address, {"reason": "trial"})["Location"] == address
    after = analyst.get(address)
    assert after.context["resting"] is None
    page = analyst.get(f"/flows/alerts/{Alert.objects.get().pk}/")
    for one in (before, after, page, analyst.get("/flows/imports/")):
        assert ("taken back" in one.content.decode() or "Take it back" in one.content.decode()) == (language == "en")


def test_programs_list_files_and_take_one_back(officers, analyst):
    row = imported(mule_rows())
    listed = analyst.get("/api/flows/imports/").json()
    assert [one["id"] for one in listed["imports"]] == [str(row.pk)]
    assert analyst.get(f"/api/flows/imports/{row.pk}/").json()["added"] == 8
    done = analyst.post(f"/api/flows/imports/{row.pk}/withdraw/", {"reason": "trial"}, "application/json").json()
    assert (done["withdrawn"], done["withdrawn_why"]) == (8, "trial")


def test_the_command_takes_it_back(officers):
    row = imported(mule_rows())
    given = ["flows", "withdraw", str(row.pk), "--reason", "wrong-file", "--officer", "analyst", "--json"]
    told = json.loads(CliRunner().invoke(app, given).stdout)
    assert told["withdrawn"] == 8
    told = json.loads(CliRunner().invoke(app, given).stdout)
    assert told["error"]["code"] == "flows.withdrawn"
