"""Large files of officers: imported by the worker with how far it is; killed or refused, nothing is half or lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from benkan.apps.flows import importing
from benkan.apps.flows.models import Import, Transfer, Upload

pytestmark = pytest.mark.django_db
LARGE = 4_000


def transfers(many: int) -> bytes:
    """A list that needs no question."""
    head = "tx,ts,src,dst,xof,channel\n"
    row = "T{0},2026-03-{1:02d}T10:00:00+00:00,ML0770{2:06d},ML0990{2:06d},{3},bank\n"
    return (head + "".join(row.format(at, at % 28 + 1, at % 500, 250_000 + at) for at in range(many))).encode()


def statement(many: int, doubtful: str = "") -> bytes:
    rows = (f"2026-03-{at % 28 + 1:02d};ML0770{at:06d};ML0990{at:06d};{250_000 + at};XOF\n" for at in range(many))
    return ("Date;De;Vers;Montant;Devise\n" + "".join(rows) + doubtful).encode()


def send(client, data: bytes, name: str = "list.csv"):
    return client.post("/flows/imports/", {"file": SimpleUploadedFile(name, data)})


def work() -> int:
    return importing.run_due(threads=False)


def test_a_large_list_waits_and_is_imported_by_the_worker(analyst, monkeypatch):
    sent = send(analyst, transfers(LARGE))
    row = Upload.objects.get()
    assert sent["Location"] == f"/flows/imports/waiting/{row.pk}/"
    page = analyst.get(sent["Location"])
    assert 'http-equiv="refresh"' in page.content.decode()
    assert not Transfer.objects.exists()
    seen = []
    store = importing.store

    def looks(*given, **named):
        seen.append(Upload.objects.values_list("read_rows", flat=True).get())
        return store(*given, **named)

    monkeypatch.setattr(importing, "store", looks)
    assert work() == 1
    assert seen == [4_000], "the rows are read before the transaction begins"
    made = Import.objects.get()
    assert (made.added, made.upload, Upload.objects.exists()) == (LARGE, row.pk, False)
    assert analyst.get(sent["Location"])["Location"] == f"/flows/imports/{made.pk}/"
    assert work() == 0


def test_a_small_list_is_imported_at_once(analyst):
    assert send(analyst, transfers(20))["Location"] == f"/flows/imports/{Import.objects.get().pk}/"


def test_a_large_statement_waits_after_its_questions_and_stays_for_those_left(analyst):
    sent = send(analyst, statement(6_000, "03/04/2026;ML1;ML2;5000;XOF\n"), "releve.csv")
    row = Upload.objects.get()
    assert row.import_at is None
    finished = analyst.post(f"{sent['Location']}questions/", {"finish": "1"})
    assert finished["Location"] == sent["Location"]
    assert Upload.objects.get().import_at is not None
    assert analyst.get(f"{sent['Location']}questions/")["Location"] == sent["Location"]
    assert work() == 1
    assert (Import.objects.get().added, Upload.objects.get().import_at) == (6_000, None)
    assert analyst.get(sent["Location"]).status_code == 200
    asked = {"field-0": "date", "written-0": "03/04/2026", "choice-0": "2026-04-03", "finish": "1"}
    analyst.post(f"{sent['Location']}questions/", asked)
    assert work() == 1
    assert (Transfer.objects.count(), Upload.objects.exists()) == (6_001, False)


def test_what_cannot_be_imported_says_why_and_can_be_deleted(analyst):
    address = send(analyst, transfers(21_000))["Location"]
    assert work() == 1
    assert not Transfer.objects.exists()
    page = analyst.get(address)
    assert page.context["refusal"].code == "flows.too-many-rows"
    assert "20000" in page.context["refusal"].sentence.replace("\u202f", "").replace("\xa0", "").replace(",", "")
    assert "http-equiv" not in page.content.decode()
    assert work() == 0
    analyst.post(f"{address}delete/")
    assert not Upload.objects.exists()


def test_a_failure_leaves_the_file_and_a_file_at_which_the_worker_dies_is_given_up(analyst, monkeypatch):
    send(analyst, transfers(LARGE))

    def fails(*_given, **_named):
        raise OSError(28, "no space left")

    def dies(_row):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(importing, "store", fails)
        assert work() == 1
        assert work() == 0, "it is put off"
    row = Upload.objects.get()
    assert (row.attempts, row.import_at > timezone.now(), Transfer.objects.exists()) == (1, True, False)
    Upload.objects.update(import_at=timezone.now())
    with monkeypatch.context() as broken:
        broken.setattr(importing, "_store", dies)
        for _ in range(importing.MOST_ATTEMPTS - 1):
            with pytest.raises(KeyboardInterrupt):
                work()
    assert work() == 1
    assert Upload.objects.get().refusal["code"] == "flows.unread"


def test_a_file_that_was_deleted_meanwhile_is_not_imported(analyst, monkeypatch):
    send(analyst, transfers(LARGE))
    rows_of = importing.uploading.rows_of

    def deleted(*given):
        Upload.objects.all().delete()
        return rows_of(*given)

    monkeypatch.setattr(importing.uploading, "rows_of", deleted)
    work()
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_its_page_speaks_the_officers_language(analyst, officers, language):
    officers["analyst"].language = language
    officers["analyst"].save()
    address = send(analyst, transfers(21_000))["Location"]
    pages = [analyst.get(address), analyst.get("/flows/imports/")]
    work()
    pages += [analyst.get(address), analyst.get("/flows/imports/")]
    for one in pages:
        told = one.content.decode()
        assert f'<html lang="{language}"' in told
        assert ("imported" in told) == (language == "en")
