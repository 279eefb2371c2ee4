"""Rows in doubt: told with row, column and why; an answer brings them in; nothing is lost in silence or guessed."""

import pytest
from django.test import Client
from tests.apps.reporting.conftest import lines

from benkan.apps.flows.models import Transfer
from benkan.apps.reporting import answering, arrivals
from benkan.apps.reporting import services as reporting
from benkan.apps.reporting.models import Report
from benkan.core import reporting as rules
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
HEADER = "Date;Heure;De;Vers;Montant;Devise;Libellé\n"


def statement(*days: str, amount: str = "250000") -> bytes:
    """A list of transfers, one for each day as it is written."""
    rows = (
        f"{day};10:{at:02d};ML0770001{at};ML0770009{at};{amount};XOF;Essai {at}\n" for at, day in enumerate(days, 11)
    )
    return (HEADER + "".join(rows)).encode()


MIXED = statement("03/04/2026", "03/04/2026", "05/04/2026", "avant-hier")


@pytest.fixture
def row(bank):
    found = bank.send(MIXED, "releve.csv")
    assert (found.format, found.kept, found.refused, found.doubtful) == ("statement", 0, 4, 4)
    return found


DAY = {("date", "03/04/2026"): "2026-04-03"}


def test_each_written_cell_is_asked_once_with_row_column_and_why(bank, row):
    asked = [(one.written, one.rows, one.first_row, one.why) for one in row.doubts.all()]
    assert asked == [("03/04/2026", 2, 2, "order"), ("05/04/2026", 1, 4, "order"), ("avant-hier", 1, 5, "unread")]
    page = bank.client.get(f"/reporting/reports/{row.number}/").content.decode()
    assert f"/reporting/reports/{row.number}/questions/" in page
    page = bank.client.get(f"/reporting/reports/{row.number}/questions/").content.decode()
    assert all(written in page for written in ("03/04/2026", "05/04/2026", "avant-hier"))
    told = [one for one in row.findings if one["code"] == "statement.doubt"]
    assert [one["line"] for one in told] == [2, 3, 4, 5]


def test_an_answer_brings_the_rows_in_with_a_new_receipt_and_into_the_flows(bank, row):
    old = row.receipt, row.signature
    reporting.hand_over()
    assert Transfer.objects.count() == 0
    answer = bank.client.post(
        f"/reporting/reports/{row.number}/questions/",
        {"field-0": "date", "written-0": "03/04/2026", "choice-0": "2026-04-03"},
    )
    assert answer["Location"] == f"/reporting/reports/{row.number}/questions/"
    now = Report.objects.get()
    assert (now.pk, now.number, now.kept, now.refused, now.doubtful) == (row.pk, row.number, 2, 2, 2)
    assert [one.at.date().isoformat() for one in reporting.rows_of(now)] == ["2026-04-03", "2026-04-03"]
    receipt = rules.of_text(now.receipt.encode())
    assert (receipt.kept, receipt.refused, receipt.received_at) == (2, 2, rules.of_text(old[0].encode()).received_at)
    line = lines("report-doubts-answered")[-1]
    assert (line.reference, line.facts["added"], line.facts["refused"]) == (row.number, 2, 2)
    assert "03/04" not in str(line.facts)
    reporting.hand_over()
    assert Transfer.objects.count() == 2
    answering.answer(now, {("date", "05/04/2026"): "2026-04-05"}, "Adama")
    reporting.hand_over()
    assert Transfer.objects.count() == 3
    assert [one.answer for one in now.doubts.order_by("first_row")] == ["2026-04-03", "2026-04-05", ""]


def test_what_fits_no_reading_may_be_written_or_left_out(bank, row):
    answering.answer(row, {**DAY, ("date", "avant-hier"): "2026-04-01"}, "Adama Essai")
    answering.answer(row, {("date", "05/04/2026"): "-"}, "Adama Essai")
    now = Report.objects.get()
    assert (now.kept, now.refused, now.doubtful) == (3, 1, 0)
    left = [one for one in now.findings if one["refused"]]
    assert [(one["code"], one["line"]) for one in left] == [("statement.left-out", 4)], "told, not lost in silence"
    page = bank.client.get(f"/reporting/reports/{row.number}/questions/")
    assert page.context["questions"] == []
    assert len(page.context["answered"]) == 3


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        (("date", "03/04/2026"), "demain", "report.answer"),
        (("date", "03/04/2026"), "2" * 300, "report.answer"),
        (("date", "04/04/2026"), "2026-04-04", "report.doubt-unknown"),
        (("amount", "03/04/2026"), "5", "report.doubt-unknown"),
        (("nonsense", "03/04/2026"), "5", "report.doubt-unknown"),
    ],
)
def test_an_answer_that_means_nothing_is_refused_and_nothing_changes(bank, row, key, value, code):
    with pytest.raises(Invalid) as refused:
        answering.answer(row, {("date", "05/04/2026"): "2026-04-05", key: value}, "Adama")
    assert refused.value.code == code
    assert not row.doubts.exclude(answer="").exists()
    assert Report.objects.get().kept == 0


def test_what_was_typed_stays_when_it_is_refused(bank, row):
    answer = bank.client.post(
        f"/reporting/reports/{row.number}/questions/",
        {"field-0": "date", "written-0": "03/04/2026", "other-0": "demain"},
    )
    assert (answer.status_code, answer.context["refusal"].code) == (422, "report.answer")
    assert 'value="demain"' in answer.content.decode()


def test_a_program_asks_for_its_doubts_and_answers_them(bank, row):
    address = f"/api/reporting/reports/{row.number}/doubts"
    told = Client().get(address, headers=bank.bearer).json()
    assert (told["doubtful"], told["doubts"][0]["written"]) == (4, "03/04/2026")
    assert "2026-04-03" in told["doubts"][0]["can_mean"]
    given = {"answers": [{"field": "date", "written": "03/04/2026", "answer": "2026-04-03"}, "nonsense", {"x": 1}]}
    told = Client().post(address, given, "application/json", headers=bank.bearer).json()
    assert (told["kept"], told["doubtful"]) == (2, 2)


def test_a_corrected_report_takes_no_answers_and_another_bank_none_at_all(bank, other_bank, row):
    assert other_bank.client.post(f"/reporting/reports/{row.number}/questions/", {}).status_code == 404
    later = bank.send(statement("2026-04-03"), "releve.csv", corrects=row.number)
    with pytest.raises(Refused, match="corrected already"):
        answering.answer(row, DAY, "Adama")
    assert later.doubtful == 0


def test_a_large_file_is_read_again_by_the_worker_and_a_failure_loses_no_answer(bank, row, settings, monkeypatch):
    from dataclasses import replace

    node = settings.BENKAN_NODE
    settings.BENKAN_NODE = replace(node, reporting={**node.reporting, "at_once_kb": 0})
    answering.answer(row, DAY, "Adama")
    assert (Report.objects.get().kept, row.doubts.get(written="03/04/2026").answer) == (0, "2026-04-03")
    page = bank.client.get(f"/reporting/reports/{row.number}/").context["row"]
    assert page.read_again_at is not None
    with monkeypatch.context() as broken:
        broken.setattr(answering.contents, "store_again", lambda *_given: 1 / 0)
        arrivals.run_due(threads=False)
    assert Report.objects.get().kept == 0
    assert arrivals.run_due(threads=False) == 0, "it is put off"
    Report.objects.update(read_again_at=row.received_at)
    arrivals.run_due(threads=False)
    now = Report.objects.get()
    assert (now.kept, now.read_again_at) == (2, None)


def test_a_record_that_an_officer_made_of_a_party_stays_through_an_answer(bank, officers):
    row = bank.send(statement("2026-04-01", "03/04/2026"), "releve.csv")
    import uuid

    record = uuid.uuid4()
    row.parties.filter(position=0).update(record=record)
    before = row.parties.count()
    answering.answer(row, DAY, "Adama")
    assert row.parties.get(position=0).record == record
    assert row.parties.count() > before
    assert [one.line for one in reporting.rows_of(Report.objects.get())] == [2, 3], "in the order of the file"


def test_officers_read_what_the_reporter_answered(bank, row, signed_in):
    answering.answer(row, DAY, "Adama Essai")
    page = signed_in("analyst").get(f"/reports/{row.pk}/")
    assert [one["doubt"].written for one in page.context["cells_answered"]] == ["03/04/2026"]
    assert "Adama Essai" in page.content.decode()
