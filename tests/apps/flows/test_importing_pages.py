"""Files about money by the pages: in every language, asked and never guessed, nobody else's, nothing half-done."""

import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override
from tests.apps.flows.test_statements import DOUBTFUL
from tests.formats.statements.test_reading import ORANGE

from benkan.apps.accounts.services import create_officer
from benkan.apps.flows import services, storing, uploading
from benkan.apps.flows.models import Import, StatementLayout, Transfer, Upload
from benkan.core.errors import Invalid, Refused
from benkan.formats import money_files

pytestmark = pytest.mark.django_db
PLACE = "/flows/imports/"
LIST = "tx,ts,src,dst,xof,channel\nt1,2026-03-05T10:00:00Z,+22370001122,+22376000001,5000,mm\n"
CAMT = (
    '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
    "<Id>S</Id><Acct><Id><IBAN>ML13D00890001002000300400500</IBAN></Id></Acct><Ntry>"
    '<Amt Ccy="XOF">7000</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-03-05</Dt></BookgDt>'
    "<NtryDtls><TxDtls><RltdPties><CdtrAcct><Id><IBAN>SN08SN0100152000048500003035</IBAN></Id></CdtrAcct></RltdPties>"
    "</TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
)


def post(client, text, name="releve.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(PLACE, {"file": SimpleUploadedFile(name, data)})


def say(client, row, **said):
    page = client.get(f"{PLACE}waiting/{row.pk}/").content.decode()
    columns = {
        select: re.search(r'value="([^"]+)" selected', body)[1] if "selected" in body else "-"
        for select, body in re.findall(r'<select id="(column-\d+)"(.*?)</select>', page, re.DOTALL)
    }
    return client.post(f"{PLACE}waiting/{row.pk}/", {"account": "", "institution": "", **columns, **said})


@pytest.mark.parametrize(("text", "kind"), [(LIST, "transactions"), (CAMT, "iso20022")])
def test_a_file_that_asks_nothing_is_imported_at_once_and_never_twice(analyst, text, kind):
    answer = post(analyst, text)
    row = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{PLACE}{row.pk}/")
    assert (row.kind, row.added, Transfer.objects.count()) == (kind, 1, 1)
    assert not Upload.objects.exists()
    post(analyst, text)
    assert (Import.objects.first().added, Transfer.objects.count()) == (0, 1)


def test_a_statement_is_mapped_asked_and_imported_and_its_file_is_forgotten(analyst):
    post(analyst, DOUBTFUL)
    row = Upload.objects.get()
    missing = say(analyst, row)
    assert missing.status_code == 200, "whose statement it is is not known yet"
    said = say(analyst, row, account="ML13D00890001002000300400500", institution="BDM", currency="xof")
    assert said["Location"] == f"{PLACE}waiting/{row.pk}/questions/"
    page = analyst.get(said["Location"]).content.decode()
    assert "03/04/2026" in page
    assert "04/03/2026" in page
    finish = analyst.post(said["Location"], {"finish": "1"})
    assert Transfer.objects.count() == 1, "what is sure is imported, what is in doubt waits"
    assert Upload.objects.exists()
    assert finish.status_code == 302
    names = dict(re.findall(r'name="(written-\d)" value="([^"]+)"', page))
    answers = {}
    for name, written in names.items():
        at = name.partition("-")[2]
        answers |= {name: written, f"field-{at}": "date"}
        answers |= {f"choice-{at}": "-"} if written == "04/03/2026" else {f"other-{at}": "2026-04-03"}
    analyst.post(said["Location"], answers)
    assert "03/04/2026" not in analyst.get(said["Location"]).content.decode()
    analyst.post(said["Location"], {"finish": "1"})
    assert Transfer.objects.count() == 2
    assert Transfer.objects.filter(at__date=dt.date(2026, 4, 3), amount=1000).exists()
    assert not Upload.objects.exists()


def test_columns_that_were_named_are_remembered_for_the_next_statement(analyst, officers):
    text = "Jour;Montant sorti;Montant entré;Bidule\n2026-03-05;1000;;ML1\n2026-03-06;;300;ML2\n"
    post(analyst, text)
    row = Upload.objects.get()
    header = uploading.opened(row).sheet.mapping.header
    columns = dict(zip([f"column-{at}" for at in range(len(header))], ["date", "debit", "credit", "text"], strict=True))
    assert say(analyst, row, account="ML0001", institution="BDM", currency="XOF", **columns).status_code == 302
    analyst.post(f"{PLACE}waiting/{row.pk}/questions/", {"finish": "1"})
    assert Transfer.objects.count() == 2
    if StatementLayout.objects.exists():
        post(analyst, text.replace("300", "400"))
        page = analyst.get(f"{PLACE}waiting/{Upload.objects.get().pk}/").content.decode()
        assert officers["analyst"].get_username() in page


def test_another_officer_sees_neither_the_file_nor_its_report(analyst, officers):
    post(analyst, ORANGE)
    row = Upload.objects.get()
    post(analyst, LIST)
    made = Import.objects.get()
    other = Client()
    other.force_login(create_officer("other", "Another analyst", "analyst", password="a long pass phrase"))
    for path in (f"waiting/{row.pk}/", f"waiting/{row.pk}/questions/", f"{made.pk}/"):
        assert other.get(PLACE + path).status_code == 404, path
    assert other.post(f"{PLACE}waiting/{row.pk}/delete/").status_code == 404
    assert other.post(f"{PLACE}waiting/{row.pk}/questions/", {"finish": "1"}).status_code in (404, 403)
    page = other.get(PLACE).content.decode()
    assert str(row.pk) not in page
    assert str(made.pk) not in page
    other.force_login(officers["supervisor"])
    assert other.get(f"{PLACE}{made.pk}/").status_code == 200
    for role in ("control", "administrator"):
        other.force_login(officers[role])
        assert other.get(PLACE).status_code == 403
        assert post(other, LIST).status_code == 403
    assert Upload.objects.get() == row


def test_what_a_reporter_sent_is_not_in_the_list_of_imports(analyst, officers):
    Import.objects.create(
        kind="goaml", file_name="secret.xml", sha256="0" * 64, report=uuid.uuid4(), officer="door",
        imported_at=timezone.now(), read=1, added=1, known=0, refused=0,
    )  # fmt: skip
    assert "secret.xml" not in analyst.get(PLACE).content.decode()
    assert not uploading.imports(officers["supervisor"]).exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"\0\1\2" * 99, b"<html></html>", b"%PDF-1.7\n\0", b"PK\x03\x04 no sheet", b"<report", b"\xff\xfe"],
)
def test_what_is_no_such_file_is_refused_and_nothing_of_it_stays(analyst, data):
    assert post(analyst, data, "x.xlsx").status_code in (200, 422)
    assert not Upload.objects.exists()
    assert not Transfer.objects.exists()


def test_bounds_hold(analyst, officers, monkeypatch):
    monkeypatch.setattr(uploading, "MOST_BYTES", 50)
    assert post(analyst, LIST).status_code == 422
    monkeypatch.setattr(uploading, "MOST_BYTES", 10_000)
    monkeypatch.setattr(uploading, "MOST_ROWS", 0)
    assert post(analyst, LIST).status_code == 422
    assert not Import.objects.exists(), "a file is one transaction"
    monkeypatch.setattr(uploading, "MOST_OPEN", 1)
    post(analyst, ORANGE)
    assert post(analyst, DOUBTFUL).status_code == 422
    row = Upload.objects.get()
    monkeypatch.setattr(uploading, "MOST_ANSWERS", 1)
    with pytest.raises(Invalid, match="At most 1 answers"):
        uploading.answer(row, {("date", "1"): "x", ("date", "2"): "x"})
    for said in ({"account": "x" * 129}, {"currency": "FRANC"}, {"column-0": "colour"}):
        assert say(analyst, row, **said).status_code == 422, said
    with pytest.raises(Refused):
        uploading.send(officers["administrator"], "x.csv", LIST.encode())


def test_a_statement_that_waits_too_long_is_forgotten(analyst):
    post(analyst, ORANGE)
    assert services.forget_old_uploads() == 0
    Upload.objects.update(sent_at=timezone.now() - dt.timedelta(days=8))
    assert services.forget_old_uploads() == 1
    assert not Upload.objects.exists()


def test_a_failure_in_the_middle_leaves_the_statement_to_be_imported_again(analyst, monkeypatch):
    post(analyst, ORANGE)
    row = Upload.objects.get()
    say(analyst, row, institution="Orange Money", account="+223 70 00 11 22")
    real = storing._finish
    monkeypatch.setattr(storing, "_finish", lambda *given: (_ for _ in ()).throw(RuntimeError("killed")))
    with pytest.raises(RuntimeError):
        analyst.post(f"{PLACE}waiting/{row.pk}/questions/", {"finish": "1"})
    assert not Transfer.objects.exists()
    assert Upload.objects.exists()
    monkeypatch.setattr(storing, "_finish", real)
    analyst.post(f"{PLACE}waiting/{row.pk}/questions/", {"finish": "1"})
    assert Transfer.objects.count() == 2
    assert not Upload.objects.exists()


@pytest.mark.parametrize("code", ["fr", "en", "ar"])
def test_every_page_is_there_in_every_language(analyst, officers, code):
    analyst.cookies["benkan_ml-ocs_language"] = code
    officers["analyst"].language = code
    officers["analyst"].save()
    post(analyst, DOUBTFUL)
    row = Upload.objects.get()
    say(analyst, row, account="ML13D00890001002000300400500", institution="BDM", currency="XOF")
    analyst.post(f"{PLACE}waiting/{row.pk}/questions/", {"finish": "1"})
    made = Import.objects.get()
    for path in ("", f"waiting/{row.pk}/", f"waiting/{row.pk}/questions/", f"{made.pk}/"):
        answer = analyst.get(PLACE + path)
        text = answer.content.decode()
        assert answer.status_code == 200, path
        assert ('dir="rtl"' in text) == (code == "ar")
    with override(code):
        waits = gettext("Waits for an answer.")
    assert (waits == "Waits for an answer.") == (code == "en")
    assert waits in text, "findings are said in the reader's language"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?><report><a/>", "goaml"),
        (CAMT.encode(), "iso20022"),
        (LIST.encode(), "transactions"),
        (DOUBTFUL.encode(), "statement"),
        (b"PK\x03\x04", "statement"),
        (b"<html>", ""),
        (b"\x89PNG\r\n\0", ""),
    ],
)
def test_the_first_bytes_say_what_a_file_is(head, kind):
    assert money_files.kind_of(head) == kind
