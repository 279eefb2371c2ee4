"""A file comes in: read at once, sealed on the disk, with a receipt; or refused with its reasons and nothing kept."""

import base64
import io
import json
import os
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.apps.reporting.conftest import lines
from tests.apps.reporting.files import BOMB, CAMT, FILE_THIEF, goaml

from benkan.apps.reporting import keeping, limits, receiving, sealed
from benkan.apps.reporting import services as reporting
from benkan.apps.reporting.models import Attempt, Report, Row
from benkan.core import reporting as rules
from benkan.core.envelope import SigningKey
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
SEND = "/reporting/send/"


def upload(client: Client, data: bytes, name: str = "declaration.xml", **fields):
    return client.post(SEND, {**fields, "file": SimpleUploadedFile(name, data)})


def post(bank, data: bytes, query: str = "", **headers):
    return Client().generic(
        "POST", f"/api/reporting/reports{query}", data, "application/octet-stream", headers={**bank.bearer, **headers}
    )


def on_disk() -> list[str]:
    return sorted(path.name for path in sealed.folder().iterdir() if path.suffix != ".lock")


@pytest.fixture(autouse=True)
def empty_folder():
    for path in sealed.folder().iterdir():
        path.unlink()


@pytest.fixture
def few(settings):
    """The node with other limits."""

    def make(**changes):
        node = settings.BENKAN_NODE
        settings.BENKAN_NODE = replace(node, reporting={**node.reporting, **changes})

    return make


def test_a_file_gets_a_number_a_receipt_and_its_validation_at_once(bank):
    answer = upload(bank.client, goaml())
    row = Report.objects.get()
    assert answer["Location"] == f"/reporting/reports/{row.number}/?new=1"
    assert row.number == f"BANQUE-DU-FLEUVE-{row.received_at.year}-0001"
    assert (row.format, row.kind, row.reference, row.kept, row.refused) == ("goaml", "STR", "BDF-2026-031", 3, 0)
    assert (str(row.total_xof), row.first_day.isoformat(), row.last_day.isoformat()) == (
        "14700000.00",
        "2026-09-01",
        "2026-09-03",
    )
    page = bank.client.get(answer["Location"]).content.decode()
    assert row.number in page
    assert {one.kind for one in row.parties.all()} == {"person", "company", "account"}
    line = lines("report-received")[-1]
    assert (line.reference, line.facts["count"], line.facts["sha256"]) == (row.number, 3, row.sha256)
    assert "Koulibaly" not in json.dumps(line.facts)


def test_a_bank_message_is_a_report_too(bank):
    row = bank.send(CAMT, "camt.xml")
    assert (row.format, row.kind, row.kept) == ("iso20022", "camt.053", 1)
    assert [one.source.holder for one in reporting.rows_of(row)] == ["Awa Fictive"]


def test_rows_come_back_as_the_reader_gave_them(bank):
    from benkan.apps.reporting import readers

    data = goaml()
    row = bank.send(data)
    content = readers.of(io.BytesIO(data)).read(io.BytesIO(data))
    assert list(reporting.rows_of(row.pk)) == list(content.rows)


def test_the_receipt_is_signed_verified_by_anybody_and_says_nothing_of_the_content(bank):
    row = bank.send()
    given = bank.client.get(f"/reporting/reports/{row.number}/receipt/?format=json")
    assert "attachment" in given["Content-Disposition"]
    told = given.json()
    from django.conf import settings

    public = SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed()).public
    receipt = rules.of_text(told["text"].encode())
    rules.verify(receipt, told["signature"], public)
    assert (receipt.number, receipt.sha256, receipt.data_bytes) == (row.number, row.sha256, len(goaml()))
    assert "Koulibaly" not in given.content.decode()
    assert "ML0770" not in given.content.decode()


def test_the_file_lies_sealed_on_the_disk_and_comes_back_byte_by_byte(bank, signed_in):
    data = goaml() + b"<!-- " + b"x" * 600_000 + b" -->"
    row = bank.send(data)
    assert on_disk() == [f"{row.pk}.sealed"]
    path = sealed.path_of(row.pk, sealed.SEALED)
    assert b"Koulibaly" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    answer = signed_in("analyst").get(f"/reports/{row.pk}/file/")
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert lines("report-file-opened")[-1].officer == "analyst"


def test_a_damaged_file_is_said_not_served(bank, signed_in):
    row = bank.send()
    path = sealed.path_of(row.pk, sealed.SEALED)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert signed_in("analyst").get(f"/reports/{row.pk}/file/").status_code == 400


def test_the_same_file_again_is_the_same_report_with_the_same_receipt(bank):
    first = bank.send()
    again = upload(bank.client, goaml(), "another-name.xml")
    assert again["Location"].endswith("?again=1")
    assert post(bank, goaml()).status_code == 200
    assert Report.objects.count() == 1
    assert Report.objects.get().receipt == first.receipt
    assert on_disk() == [f"{first.pk}.sealed"]


def test_a_correction_names_the_earlier_number_and_inherits_whose_work_it_is(bank, officers):
    first = bank.send()
    reporting.give(officers["supervisor"], first.pk, "analyst")
    upload(bank.client, goaml(("4900000",)), corrects=first.number.lower())
    second = Report.objects.get(corrects=first)
    assert second.given_to == "analyst"
    assert rules.of_text(second.receipt.encode()).corrects == first.number
    page = bank.client.get(f"/reporting/reports/{first.number}/").content.decode()
    assert second.number in page
    third = upload(bank.client, goaml(("1",)), corrects=first.number)
    assert third.context["refusal"].code == "report.corrected-already"
    assert second.number in third.context["refusal"].sentence
    assert third.context["corrects"] == first.number, "what was typed stays"
    assert Report.objects.count() == 2
    assert len(on_disk()) == 2


def test_bad_entries_are_told_and_good_ones_kept(bank):
    row = bank.send(goaml(("4900000", "-5", "viele", "4850000")))
    assert (row.kept, row.refused) == (2, 2)
    page = bank.client.get(f"/reporting/reports/{row.number}/")
    told = [one for one in page.context["findings"] if one["refused"]]
    assert len(told) == 2
    assert all(one["line"] > 0 and one["text"] for one in told)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "report.empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "report.format"),
        (b"<html><body>x</body></html>", "report.format"),
        (b"<report></report>", "report.nothing"),
        (BOMB, "xml.forbidden"),
        (FILE_THIEF, "xml.forbidden"),
        (b"<report><transaction>", ""),
    ],
    ids=["empty", "picture", "page", "bare", "bomb", "thief", "cut"],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_reasons_and_nothing_stays(bank, data, code):
    answer = upload(bank.client, data)
    assert answer.status_code == 422
    assert answer.context["refusal"].sentence
    assert not code or answer.context["refusal"].code == code
    by_program = post(bank, data)
    assert by_program.status_code in (400, 422)
    assert by_program.json()["message"]
    assert not Report.objects.exists()
    assert not Row.objects.exists()
    assert on_disk() == []
    assert b"root:" not in answer.content


def test_a_spreadsheet_bomb_costs_nothing(bank):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"<workbook>" + b" " * 100_000_000 + b"</workbook>")
    answer = upload(bank.client, packed.getvalue(), "bombe.xlsx")
    assert answer.status_code == 422
    assert on_disk() == []


def test_a_file_beyond_the_limit_is_refused_before_it_is_read_and_while_it_is(bank, few):
    few(file_mb=1)
    data = goaml() + b" " * (1024 * 1024)
    answer = upload(bank.client, data)
    assert answer.context["refusal"].code == "report.too-large"
    told = post(bank, data)
    assert (told.status_code, told.json()["code"]) == (400, "report.too-large")
    draft = sealed.Draft("x.xml")
    with pytest.raises(Invalid, match="1 MB at most"):
        for _ in range(40):
            draft.feed(b" " * 65_536)
    draft.done()
    assert on_disk() == []


def test_more_transfers_than_the_limit_are_refused_as_a_whole(bank, few):
    few(rows=2)
    answer = upload(bank.client, goaml())
    assert answer.context["refusal"].code == "report.too-many-rows"
    assert not Report.objects.exists()


def test_files_of_a_day_are_counted_refused_ones_too_and_for_each_reporter_alone(bank, other_bank, few):
    few(files_a_day=2)
    upload(bank.client, b"nonsense")
    upload(bank.client, goaml())
    third = upload(bank.client, goaml(("1",)))
    assert third.context["refusal"].code == "report.too-many"
    assert post(bank, goaml(("1",))).json()["code"] == "report.too-many"
    assert other_bank.send(goaml(("1",)))
    Attempt.objects.all().delete()
    assert bank.send(goaml(("2",)))


def test_megabytes_of_a_day_are_counted(bank, few):
    few(mb_a_day=1)
    receiving.allow(bank.row, limits.MEGABYTE - 100)
    with pytest.raises(Refused, match="one day have 1 MB"):
        receiving.allow(bank.row, 1_000)


def test_a_full_node_takes_no_file_and_says_nothing_of_its_disk(bank, few):
    few(quota_mb=0)
    answer = upload(bank.client, goaml())
    assert answer.context["refusal"].code == "report.no-room"


def test_a_failure_while_storing_leaves_neither_file_nor_row(bank, monkeypatch):
    def fails(*_given, **_named):
        raise OSError(28, "no space left")

    monkeypatch.setattr(keeping.journal, "write", fails)
    with pytest.raises(OSError, match="no space"):
        reporting.send_file(bank.row.code, "x", "x.xml", goaml())
    assert not Report.objects.exists()
    assert on_disk() == []


def test_a_program_needs_no_form_token(bank):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.generic("POST", "/api/reporting/reports", goaml(), "application/octet-stream", headers=bank.bearer)
    assert answer.status_code == 201


def test_a_form_without_its_token_takes_nothing_in(bank):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = bank.client.cookies
    assert upload(strict, goaml()).status_code == 403
    assert not Report.objects.exists()
    assert on_disk() == []


def test_two_files_in_one_form_are_refused(bank):
    both = [SimpleUploadedFile("a.xml", goaml()), SimpleUploadedFile("b.xml", goaml(("1",)))]
    answer = bank.client.post(SEND, {"file": both})
    assert answer.context["refusal"].code == "report.one-file"
    assert on_disk() == []


def test_a_form_without_a_file_says_so(bank):
    assert bank.client.post(SEND, {"corrects": ""}).context["refusal"].code == "report.no-file"


def test_a_program_sends_reads_its_state_and_its_receipt(bank):
    sent = post(bank, goaml(), "?name=declaration.xml")
    told = sent.json()
    assert sent.status_code == 201
    assert told["kept"] == 3
    rules.verify(rules.of_text(told["text"].encode()), told["signature"], base64.b64decode(told["public_key"]))
    one = Client().get(f"/api/reporting/reports/{told['number']}", headers=bank.bearer).json()
    assert (one["state"], one["reason"], one["findings"]) == ("received", "", told["findings"])
    receipt = Client().get(f"/api/reporting/reports/{told['number']}/receipt", headers=bank.bearer).json()
    assert receipt["signature"] == told["signature"]
    later = post(bank, goaml(("5",)), f"?corrects={told['number']}").json()
    assert later["corrects"] == told["number"]


def test_a_program_is_refused_without_a_token_with_a_closed_one_and_with_another_body(bank, officers):
    assert Client().post("/api/reporting/reports", b"x", "application/octet-stream").status_code == 401
    wrong = Client().post("/api/reporting/reports", {"file": SimpleUploadedFile("x", b"x")}, headers=bank.bearer)
    assert wrong.json()["code"] == "api.content-type"
    reporting.close_machine(officers["supervisor"], bank.row.machines.get().pk)
    assert post(bank, goaml()).status_code == 401


def test_names_of_files_are_only_names(bank):
    row = bank.send(name="../../etc/\u202egnp.exe")
    assert "/" not in row.file_name
    assert "\u202e" not in row.file_name


def test_forgotten_drafts_go_and_files_of_reports_stay(bank):
    row = bank.send()
    draft = sealed.Draft("x.xml")
    draft.feed(b"x")
    old = 1_000_000_000
    for path in sealed.folder().iterdir():
        os.utime(path, (old, old))
    assert sealed.tend() >= 1
    assert on_disk() == [f"{row.pk}.sealed"]
