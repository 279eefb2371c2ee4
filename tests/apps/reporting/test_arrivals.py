"""Large files: their number at once, their report from the worker, nothing half when it is killed, refusals told."""

import fcntl
import os
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.apps.reporting.conftest import lines
from tests.apps.reporting.files import BOMB, goaml

from benkan.apps.reporting import arrivals, contents, sealed
from benkan.apps.reporting import services as reporting
from benkan.apps.reporting.models import Arrival, Report, Row
from benkan.core import reporting as rules

pytestmark = pytest.mark.django_db
AMOUNTS = tuple(str(4_000_000 + at) for at in range(400))
"""Of a file of more than 256 KB."""


def upload(client: Client, data: bytes, name: str = "declaration.xml", **fields):
    return client.post("/reporting/send/", {**fields, "file": SimpleUploadedFile(name, data)})


def post(bank, data: bytes, query: str = ""):
    return Client().generic(
        "POST", f"/api/reporting/reports{query}", data, "application/octet-stream", headers=bank.bearer
    )


def read() -> int:
    return reporting.read_due(threads=False)


def due() -> None:
    """What was put off is due now."""
    Arrival.objects.filter(refused_at=None).update(next_at=timezone.now())


def on_disk() -> list[str]:
    return sorted(path.name for path in sealed.folder().iterdir() if path.suffix != ".lock")


@pytest.fixture(autouse=True)
def empty_folder():
    for path in sealed.folder().iterdir():
        path.unlink()


@pytest.fixture
def arrived(bank):
    answer = upload(bank.client, goaml(AMOUNTS))
    row = Arrival.objects.get()
    assert answer["Location"] == f"/reporting/reports/{row.number}/?new=1"
    return row


def test_a_large_file_gets_its_number_at_once_and_its_report_from_the_worker(bank, arrived):
    assert not Report.objects.exists()
    page = bank.client.get(f"/reporting/reports/{arrived.number}/")
    assert page.status_code == 200
    assert 'http-equiv="refresh"' in page.content.decode()
    assert arrived.number in bank.client.get("/reporting/").content.decode()
    assert (lines("report-arrived")[-1].reference, lines("report-received")) == (arrived.number, [])
    assert read() == 1
    row = Report.objects.get()
    assert (row.pk, row.number, row.received_at) == (arrived.pk, arrived.number, arrived.received_at)
    assert (row.kept, Row.objects.filter(report=row).count()) == (400, 400)
    assert not Arrival.objects.exists()
    assert on_disk() == [f"{row.pk}.sealed"]
    page = bank.client.get(f"/reporting/reports/{row.number}/").content.decode()
    assert "http-equiv" not in page
    receipt = rules.of_text(row.receipt.encode())
    assert (receipt.number, receipt.kept, receipt.sha256) == (row.number, 400, arrived.sha256)
    assert lines("report-received")[-1].reference == row.number
    assert read() == 0


def test_numbers_go_on_across_reports_and_arrivals(bank, arrived):
    small = bank.send(goaml(("1",)))
    assert (arrived.number[-4:], small.number[-4:]) == ("0001", "0002")
    read()
    assert bank.send(goaml(("2",))).number[-4:] == "0003"


def test_the_same_large_file_again_is_the_same_number_before_and_after_it_is_read(bank, arrived):
    again = upload(bank.client, goaml(AMOUNTS))
    assert again["Location"] == f"/reporting/reports/{arrived.number}/?again=1"
    assert post(bank, goaml(AMOUNTS)).json()["number"] == arrived.number
    read()
    assert upload(bank.client, goaml(AMOUNTS))["Location"] == f"/reporting/reports/{arrived.number}/?again=1"
    assert (Report.objects.count(), Arrival.objects.count()) == (1, 0)


def test_a_small_file_waits_while_another_of_its_reporter_is_being_read(bank, other_bank):
    descriptor = os.open(sealed.folder() / f"{bank.row.pk}.lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        told = post(bank, goaml())
        assert (told.status_code, told.json()["state"]) == (202, "reading")
        assert post(other_bank, goaml()).status_code == 201, "others do not wait"
        assert read() == 0
    finally:
        os.close(descriptor)
    assert read() == 1
    assert Report.objects.filter(reporter=bank.row).count() == 1


def test_who_sent_many_does_not_keep_the_others_waiting(bank, other_bank, monkeypatch):
    for at in range(3):
        upload(bank.client, goaml((*AMOUNTS, str(at + 1))))
    upload(other_bank.client, goaml(AMOUNTS))
    order = []
    monkeypatch.setattr(arrivals, "_finish", lambda row: (order.append(row.reporter.code), row.delete()))
    assert read() == 4
    assert order == ["banque-du-fleuve", "caisse-du-lac", "banque-du-fleuve", "banque-du-fleuve"]


def test_a_failure_in_the_middle_leaves_nothing_half_and_is_read_again(bank, arrived, monkeypatch):
    def fails(*_given):
        raise OSError(28, "no space left")

    with monkeypatch.context() as broken:
        broken.setattr(contents, "store", fails)
        assert read() == 1
        assert read() == 0, "it is put off"
    assert not Report.objects.exists()
    assert Row.objects.filter(report_id=arrived.pk).count() == 400, "rows come first and are nobody's"
    row = Arrival.objects.get()
    assert (row.attempts, row.waits, on_disk()) == (1, True, [f"{row.pk}.sealed"])
    assert lines("report-received") == []
    due()
    assert read() == 1
    assert Report.objects.get().kept == Row.objects.count() == 400


def test_a_file_at_which_the_worker_dies_again_and_again_is_refused_in_the_end(bank, arrived, monkeypatch):
    def dies(_row):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(arrivals, "_finish", dies)
        for _ in range(arrivals.MOST_ATTEMPTS):
            with pytest.raises(KeyboardInterrupt):
                read()
    assert read() == 1
    row = Arrival.objects.get()
    assert (row.waits, row.refusal["code"], on_disk()) == (False, "report.unread", [])
    assert upload(bank.client, goaml(AMOUNTS))["Location"].endswith("?new=1"), "it can be sent again"


def test_what_cannot_be_kept_is_told_on_its_page_with_its_reasons(bank, settings):
    node = settings.BENKAN_NODE
    upload(bank.client, goaml((*AMOUNTS, "-5")))
    settings.BENKAN_NODE = replace(node, reporting={**node.reporting, "rows": 300})
    assert read() == 1
    row = Arrival.objects.get()
    answer = bank.client.get(f"/reporting/reports/{row.number}/")
    assert answer.context["refusal"].code == "report.too-many-rows"
    assert "300" in answer.context["refusal"].sentence
    assert "http-equiv" not in answer.content.decode()
    assert on_disk() == []
    assert not Row.objects.exists()
    line = lines("report-refused")[-1]
    assert (line.reference, line.facts["code"]) == (row.number, "report.too-many-rows")
    told = Client().get(f"/api/reporting/reports/{row.number}", headers=bank.bearer).json()
    assert (told["state"], told["code"]) == ("refused", "report.too-many-rows")
    assert row.number in bank.client.get("/reporting/").content.decode()
    assert bank.send(goaml()).number[-4:] == "0002", "a number is not given twice"


def test_a_large_file_of_no_format_is_refused_at_once(bank):
    answer = upload(bank.client, b"\x89PNG\r\n" + b"\0" * 600_000)
    assert (answer.status_code, answer.context["refusal"].code) == (422, "report.format")
    assert not Arrival.objects.exists()
    assert on_disk() == []


def test_a_large_bomb_is_refused_by_the_worker(bank):
    upload(bank.client, BOMB + b" " * 600_000)
    read()
    assert Arrival.objects.get().refusal["code"] == "xml.forbidden"


def test_a_program_asks_until_its_report_is_there(bank):
    sent = post(bank, goaml(AMOUNTS))
    told = sent.json()
    assert (sent.status_code, told["state"], told["read_so_far"]) == (202, "reading", 0)
    address = f"/api/reporting/reports/{told['number']}"
    assert Client().get(address, headers=bank.bearer).json()["state"] == "reading"
    refused = Client().get(f"{address}/receipt", headers=bank.bearer)
    assert (refused.status_code, refused.json()["code"]) == (403, "report.being-read")
    listed = Client().get("/api/reporting/reports", headers=bank.bearer).json()
    assert [one["number"] for one in listed["no_reports_yet"]] == [told["number"]]
    read()
    one = Client().get(address, headers=bank.bearer).json()
    assert (one["state"], one["kept"]) == ("received", 400)


def test_nobody_else_sees_a_file_that_waits(bank, other_bank, arrived):
    assert arrived.number not in other_bank.client.get("/reporting/reports/X-2026-0001/").content.decode()
    strange = other_bank.client.get(f"/reporting/reports/{arrived.number}/")
    assert strange.status_code == other_bank.client.get("/reporting/reports/X-2026-0001/").status_code == 404
    assert Client().get(f"/api/reporting/reports/{arrived.number}", headers=other_bank.bearer).status_code == 404
    assert arrived.number not in other_bank.client.get("/reporting/").content.decode()


def test_a_correction_waits_too_and_a_second_one_is_refused_meanwhile(bank, signed_in):
    first = bank.send()
    upload(bank.client, goaml(AMOUNTS), corrects=first.number)
    waits = Arrival.objects.get()
    assert waits.corrects == first
    second = upload(bank.client, goaml(("7",)), corrects=first.number)
    assert second.context["refusal"].code == "report.corrected-already"
    assert waits.number in second.context["refusal"].sentence
    third = upload(bank.client, goaml(("7",)), corrects=waits.number)
    assert third.context["refusal"].code == "report.being-read"
    assert "1" in signed_in("analyst").get("/reports/").context["to_read"].__str__()
    read()
    assert Report.objects.get(corrects=first).number == waits.number


def test_how_far_the_reading_is_can_be_seen(bank, arrived, monkeypatch):
    seen = []
    monkeypatch.setattr(contents, "TOLD_EACH", 100)
    update = Arrival.objects.filter(pk=arrived.pk)
    real = contents.as_text

    def looks(row):
        seen.append(update.values_list("read_rows", flat=True).get())
        return real(row)

    monkeypatch.setattr(contents, "as_text", looks)
    read()
    assert {0, 100, 200, 300} <= set(seen)


def test_a_file_that_waits_is_not_forgotten_and_counts_against_the_room(bank, arrived):
    old = 1_000_000_000
    for path in sealed.folder().iterdir():
        os.utime(path, (old, old))
    sealed.tend()
    assert on_disk() == [f"{arrived.pk}.sealed"]
    read()
    assert Report.objects.get().kept == 400
