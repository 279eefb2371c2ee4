"""What officers do with a report: read, give, put into a case, answer, count, inform a partner; and who may."""

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone
from tests.apps.reporting.conftest import lines
from tests.apps.reporting.files import goaml

from benkan.apps.cases import services as cases
from benkan.apps.notices import services as notices
from benkan.apps.records import services as records
from benkan.apps.reporting import deciding, listing
from benkan.apps.reporting import services as reporting
from benkan.apps.reporting.models import Party, Report
from benkan.apps.screening import services as screening
from benkan.apps.screening.models import Likeness
from benkan.core.errors import Invalid, Refused
from benkan.core.reporting import REASONS, Answer

pytestmark = pytest.mark.django_db


def code_of(call, *given, **named) -> str:
    with pytest.raises((Refused, Invalid)) as raised:
        call(*given, **named)
    return raised.value.code


@pytest.fixture
def case(officers):
    return cases.open_case(officers["supervisor"], "Versements sous le seuil", "money-laundering")


@pytest.fixture
def report(bank):
    return bank.send()


def test_nobodys_report_is_read_by_every_analyst_a_given_one_by_its_analyst(officers, report):
    from benkan.apps.accounts.services import create_officer

    other = create_officer("analyst-2", "Another", "analyst")
    assert deciding.get(officers["analyst"], report.pk) == deciding.get(other, report.pk) == report
    reporting.give(officers["supervisor"], report.pk, "analyst")
    assert deciding.get(officers["analyst"], report.pk) == report
    assert code_of(deciding.get, other, report.pk) == "report.unknown"
    assert not listing.Asked().reports(other).exists()
    assert deciding.get(officers["supervisor"], report.pk) == report


def test_a_report_in_a_case_is_seen_by_the_circle_of_the_case(officers, report, case):
    reporting.put_into_case(officers["supervisor"], report.pk, str(case.pk))
    assert code_of(deciding.get, officers["analyst"], report.pk) == "report.unknown"
    cases.share(officers["supervisor"], case.pk, "analyst")
    assert deciding.get(officers["analyst"], report.pk) == report
    item = next(one for one in reporting.of_case(case.pk))
    assert "FLEUVE" not in f"{item.title}{item.text}", "the circle of a case need not know who reported"


def test_the_timeline_of_a_case_shows_its_reports(officers, report, case, signed_in):
    reporting.put_into_case(officers["supervisor"], report.pk, str(case.pk))
    page = signed_in("supervisor").get(f"/cases/{case.pk}/").content.decode()
    assert "Report of a reporting institution" in page
    assert f"/reports/{report.pk}/" in page


def test_every_look_is_a_line_in_the_journal(report, signed_in):
    signed_in("analyst").get(f"/reports/{report.pk}/")
    line = lines("report-opened")[-1]
    assert (line.officer, line.reference) == ("analyst", report.number)


def test_an_analyst_reads_and_only_the_one_to_whom_it_was_given_answers(officers, report):
    answer = Answer("used", "analysis")
    assert code_of(reporting.answer, officers["analyst"], report.pk, answer) == "report.not-given"
    assert code_of(reporting.put_into_case, officers["analyst"], report.pk, "") == "report.not-given"
    assert code_of(reporting.give, officers["analyst"], report.pk, "analyst") == "role.not-allowed"
    reporting.give(officers["supervisor"], report.pk, "analyst")
    assert reporting.answer(officers["analyst"], report.pk, answer).state == "used"


def test_a_report_is_given_only_to_who_reads_reports(officers, report):
    assert code_of(reporting.give, officers["supervisor"], report.pk, "liaison") == "report.reader"
    assert code_of(reporting.give, officers["supervisor"], report.pk, "nobody") == "report.reader"


@pytest.mark.parametrize(("state", "reason"), [(state, one) for state, reasons in REASONS.items() for one in reasons])
def test_each_answer_is_read_by_its_reporter_in_its_words_and_nothing_else(bank, report, officers, state, reason):
    reporting.answer(officers["supervisor"], report.pk, Answer(state, reason))
    told = bank.client.get(f"/reporting/reports/{report.number}/").context["told"]
    assert (told.code, bool(told.reason), told.at is not None) == (state, True, True)
    line = lines("report-answered")[-1]
    assert (line.facts["state"], line.facts["reason_code"]) == (state, reason)


@pytest.mark.parametrize(
    ("state", "reason"),
    [("used", "facts-missing"), ("used", "Mme K. est suspecte"), ("received", ""), ("closed", "analysis")],
)
def test_an_answer_outside_of_the_list_is_refused(officers, report, signed_in, state, reason):
    assert code_of(reporting.answer, officers["supervisor"], report.pk, Answer(state, reason)) == "report.feedback"
    page = signed_in("supervisor").post(f"/reports/{report.pk}/answer/", {"answer": f"{state}/{reason}"})
    assert page.status_code == 422
    assert Report.objects.get().state == "received"


def test_nothing_that_officers_do_shows_at_the_door_but_the_answer(bank, report, officers, case, signed_in):
    before = bank.client.get(f"/reporting/reports/{report.number}/").content
    reporting.give(officers["supervisor"], report.pk, "analyst")
    reporting.put_into_case(officers["supervisor"], report.pk, str(case.pk))
    signed_in("supervisor").get(f"/reports/{report.pk}/")
    after = bank.client.get(f"/reporting/reports/{report.number}/").content
    assert without_tokens(before) == without_tokens(after)


def without_tokens(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrf" not in line]


def test_the_same_answer_again_is_one_step(officers, report):
    for _ in range(2):
        reporting.answer(officers["supervisor"], report.pk, Answer("working", "being-read"))
    assert report.steps.count() == 1


def test_the_inbox_is_filtered_sorted_counted_and_exported(bank, other_bank, report, officers, signed_in):
    other = other_bank.send(goaml(("70",), reference="CDL-9"))
    client = signed_in("analyst")

    def numbers(query: str) -> list[str]:
        return [one["row"].number for one in client.get(f"/reports/?{query}").context["rows"]]

    assert set(numbers("")) == {report.number, other.number}
    assert numbers("reporter=caisse-du-lac") == [other.number]
    assert numbers("q=CDL-9") == [other.number]
    assert set(numbers("q=Koulibaly")) == {report.number, other.number}, "found by whom it names"
    assert numbers("sort=total") == [other.number, report.number]
    assert numbers("sort=-total") == [report.number, other.number]
    assert numbers("state=used") == []
    reporting.answer(officers["supervisor"], report.pk, Answer("used", "analysis"))
    assert numbers("state=used") == [report.number]
    assert numbers("format_=iso20022") == []
    assert numbers("mine=1") == []
    assert numbers("sort=nonsense&state=nonsense") != []
    answer = client.get("/reports/?format=csv&state=used")
    table = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode().lstrip("﻿"))))
    assert [line[0] for line in table[1:]] == [report.number]
    assert "Koulibaly" not in str(table)
    assert lines("reports-exported")[-1].facts["count"] == 1


def test_a_report_without_an_answer_for_a_month_is_late(report, signed_in):
    Report.objects.update(received_at=timezone.now() - dt.timedelta(days=31))
    assert [one["late"] for one in signed_in("analyst").get("/reports/?state=late").context["rows"]] == [True]
    assert listing.figures()[0].late == 1


def test_answers_are_counted_by_reporter_and_by_reason(bank, other_bank, report, officers, signed_in):
    other_bank.send(goaml(("70",)))
    second = bank.send(goaml(("71",)))
    reporting.answer(officers["supervisor"], report.pk, Answer("used", "analysis"))
    reporting.answer(officers["supervisor"], second.pk, Answer("not-used", "facts-missing"))
    every, *each = listing.figures()
    assert (every.reports, every.in_order, every.answered_percent) == (3, [1, 0, 1, 1], 67)
    assert {one.reporter.code: one.answered_percent for one in each} == {"banque-du-fleuve": 100, "caisse-du-lac": 0}
    assert every.median_days is not None
    assert (
        listing.reasons() == [("used", "analysis", 1), ("not-used", "facts-missing", 1)] or len(listing.reasons()) == 2
    )
    assert signed_in("analyst").get("/reports/statistics/").status_code == 200


def test_the_chain_of_corrections_is_shown_from_any_of_them(bank, report, signed_in):
    second = bank.send(goaml(("1",)), corrects=report.number)
    third = bank.send(goaml(("2",)), corrects=second.number)
    wanted = [report.number, second.number, third.number]
    for one in (report, second, third):
        page = signed_in("analyst").get(f"/reports/{one.pk}/")
        assert [row.number for row in page.context["chain"]] == wanted


def inform(client, report, chosen, fields, **changes):
    given = {"party": str(chosen.position), f"field-{chosen.position}": fields, "grade": "C3", "handling": "H2"}
    return client.post(f"/reports/{report.pk}/inform/", {**given, **changes})


def test_one_click_makes_a_draft_of_spontaneous_information_with_the_chosen_fields(report, officers, case, signed_in):
    reporting.put_into_case(officers["supervisor"], report.pk, str(case.pk))
    person = Party.objects.get(report=report, kind="person")
    answer = inform(signed_in("supervisor"), report, person, ["name", "birthDate"], relevance="Même gérant chez vous.")
    made = notices.Notice.objects.get()
    assert answer["Location"] == f"/notices/{made.pk}/edit/"
    edition = made.editions.get()
    assert (made.type, made.case_id, edition.purpose) == ("spontaneous", case.pk, "money-laundering")
    assert edition.properties == {"name": ["Mariam Koulibaly-Essai"], "birthDate": ["1981-05-03"]}
    assert (edition.handling, edition.grade) == ("H2", "C3")
    assert "Fleuve" not in str(edition.properties) + str(edition.fields), "the reporter is not named"
    person.refresh_from_db()
    record = records.get(person.record)
    assert record.subject_category == "", "no partner's search meets it"
    assert [step.what for step in report.steps.all()] == ["case", "record", "notice"]
    assert lines("report-drafted")[-1].reference == report.number
    inform(signed_in("supervisor"), report, person, ["name"])
    person.refresh_from_db()
    assert person.record == record.pk, "a second draft goes with the same record"


def test_a_draft_needs_a_case_a_party_a_field_and_the_right(report, officers, case, signed_in):
    person = Party.objects.get(report=report, kind="person")
    supervisor = signed_in("supervisor")
    assert inform(supervisor, report, person, ["name"]).context["refusal"].code == "report.no-case"
    assert inform(signed_in("analyst"), report, person, ["name"]).context["refusal"].code == "report.not-given"
    reporting.put_into_case(officers["supervisor"], report.pk, str(case.pk))
    assert inform(supervisor, report, person, []).context["refusal"].code == "report.fields"
    assert inform(supervisor, report, person, ["salary"]).context["refusal"].code == "report.fields"
    assert inform(supervisor, report, person, ["name"], party="999").context["refusal"].code == "report.party"
    assert inform(supervisor, report, person, ["name"], handling="H9").status_code == 422
    assert not notices.Notice.objects.exists()
    assert Party.objects.exclude(record=None).count() == 0, "what was refused leaves no record"


def test_old_reports_go_with_their_files_when_they_are_in_no_case(bank, report, officers, case):
    second = bank.send(goaml(("1",)), corrects=report.number)
    kept = bank.send(goaml(("2",)))
    reporting.put_into_case(officers["supervisor"], kept.pk, str(case.pk))
    Report.objects.update(received_at=timezone.now() - dt.timedelta(days=1_828))
    assert deciding.expire_due() == 1, "the latest of a chain first"
    assert deciding.expire_due() == 1
    assert deciding.expire_due() == 0
    assert set(Report.objects.values_list("pk", flat=True)) == {kept.pk}
    assert {line.reference for line in lines("report-erased")} == {report.number, second.number}


def test_the_api_of_officers_lists_opens_and_answers(report, officers, signed_in):
    client = signed_in("supervisor")
    assert client.get("/api/reports?state=received").json()["count"] == 1
    one = client.get(f"/api/reports/{report.pk}").json()
    assert (one["number"], len(one["transfers"]), len(one["parties"])) == (report.number, 3, 4)
    given = client.post(f"/api/reports/{report.pk}/give", {"to": "analyst"}, "application/json").json()
    assert given["given_to"] == "analyst"
    told = client.post(
        f"/api/reports/{report.pk}/answer", {"state": "not-used", "reason": "sent-before"}, "application/json"
    )
    assert told.json()["reason"] == "sent-before"
    refused = client.post(f"/api/reports/{report.pk}/answer", {"state": "used", "reason": "x"}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (400, "report.feedback")
    made = client.post(
        "/api/reporters", {"code": "bureau", "name": "Bureau", "kind": "exchange", "country": "NE"}, "application/json"
    )
    assert made.status_code == 201
    assert {row["code"] for row in client.get("/api/reporters").json()["reporters"]} == {"bureau", "banque-du-fleuve"}


def test_the_page_of_the_day_shows_what_waits_for_whom(bank, report, officers, signed_in):
    def waiting(role: str) -> list[str]:
        answer = signed_in(role).get("/")
        assert answer.status_code == 200
        return [row.number for row in answer.context["reports"].get("first", [])]

    assert (waiting("supervisor"), waiting("analyst"), waiting("control")) == ([report.number], [], [])
    reporting.give(officers["supervisor"], report.pk, "analyst")
    assert (waiting("supervisor"), waiting("analyst")) == ([], [report.number])
    assert report.number in signed_in("analyst").get("/").content.decode()
    reporting.answer(officers["analyst"], report.pk, Answer("working", "being-read"))
    assert waiting("analyst") == []


def test_who_may_be_on_a_list_is_told_to_the_officer_and_never_to_the_reporter(bank, report, signed_in):
    listed = '{"id": "q1", "schema": "Person", "properties": {"name": ["Mariam Koulibaly-Essai"], "birthDate": ["1981-05-03"]}}'
    before = without_tokens(bank.client.get(f"/reporting/reports/{report.number}/").content)
    assert screening.load("essai-liste", "ftm", io.BytesIO(listed.encode())).entries == 1
    page = signed_in("analyst").get(f"/reports/{report.pk}/").content.decode()
    assert "May be on a list of sanctions" in page
    assert "essai-liste" in page
    assert without_tokens(bank.client.get(f"/reporting/reports/{report.number}/").content) == before
    assert not Likeness.objects.exists()
    assert not Party.objects.exclude(record=None).exists()
