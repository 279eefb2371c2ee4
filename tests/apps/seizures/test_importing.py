"""Lists of seizures: what is sure comes in once, what is in doubt is asked once, what is wrong is named with its line."""

import csv
import io
from decimal import Decimal

import pytest
from tests.shared_data import shared_data

from benkan.apps.journal import services as journal
from benkan.apps.seizures import counting, services
from benkan.apps.seizures.entering import given_of
from benkan.apps.seizures.importing import uploads
from benkan.apps.seizures.models import Cell, HeaderMemory, Import, Seizure, Stream
from benkan.apps.seizures.services import Said, import_list
from benkan.core.errors import Invalid

pytestmark = pytest.mark.django_db
HEAD = "Date de saisie;Lieu;Pays;Drogue;Quantité (kg);Moyen de transport;Personnes;N° PV\n"
SURE = "25/09/2025;Gao;Mali;chira;12,5;camion;2;PV-1\n"
OTHER = "2025-09-28;غاو;مالي;ترامادول;250 comprimés;moto;non;\n"


def run(text, source="list", **said):
    return import_list(text.encode() if isinstance(text, str) else text, Said(source, **said), officer="a.analyst")


def test_what_is_sure_comes_in_and_waits_for_a_second_officer():
    done = run(HEAD + SURE + OTHER, service="OCS")
    assert (done.read, done.imported, done.asked_rows, done.refused) == (2, 2, 0, [])
    resin = Seizure.objects.get(number="PV-1")
    drug = resin.drugs.get()
    assert (resin.state, resin.place, resin.country, resin.conveyance, resin.persons, resin.persons_count) == (
        "recorded", "Gao", "ML", "truck", "yes", 2,
    )  # fmt: skip
    assert (drug.substance, str(drug.kilograms.normalize()), drug.quantity_text) == ("cannabis-resin", "12.5", "12,5")
    assert Seizure.objects.exclude(pk=resin.pk).get().number == "S-2025-1"


def test_the_sums_are_those_that_counting_anew_gives():
    run(HEAD + SURE + OTHER, service="OCS")
    before = sorted(Cell.objects.values_list("substance", "month", "seizures", "milligrams", "pieces", "persons"))
    counting.recount()
    assert before == sorted(
        Cell.objects.values_list("substance", "month", "seizures", "milligrams", "pieces", "persons")
    )
    assert len(before) == 2


def test_the_same_file_twice_adds_nothing_and_two_equal_rows_are_two():
    text = HEAD + OTHER + OTHER
    first, second = run(text, service="OCS"), run(text, service="OCS")
    assert (first.imported, len(first.twice), second.imported, second.known) == (2, 1, 0, 2)
    assert Seizure.objects.count() == 2


def test_rows_with_one_number_are_one_seizure_unless_they_disagree():
    done = run(HEAD + SURE + SURE.replace("chira;12,5", "cocaïne;1") + SURE.replace("Gao", "Kidal"), service="OCS")
    assert [drug.substance for drug in Seizure.objects.get().drugs.all()] == ["cannabis-resin", "cocaine"]
    assert [(one.row, one.error.code) for one in done.refused] == [(4, "seizures.number-twice")]


def test_each_written_value_is_asked_once_and_its_answer_serves_every_row():
    text = HEAD + "".join(f"{day}/09/2025;Gao;Mali;roche;5;camion;;\n" for day in (21, 22, 23))
    done = run(text, service="OCS")
    (question,) = done.questions
    assert (question.cell.field, question.cell.written, question.rows, done.imported) == ("drug", "roche", 3, 0)
    answered = run(text, service="OCS", answers={"drug": {"roche": "diazepam"}})
    assert answered.imported == 3
    assert set(Seizure.objects.values_list("drugs__substance", flat=True)) == {"diazepam"}


def test_an_answer_that_means_nothing_is_no_answer():
    done = run(HEAD + SURE.replace("chira", "roche"), service="OCS", answers={"drug": {"roche": "kryptonite"}})
    assert (done.imported, len(done.questions)) == (0, 1)


def test_a_row_may_be_left_out():
    done = run(HEAD + SURE.replace("chira", "roche"), service="OCS", answers={"drug": {"roche": "-"}})
    assert (done.imported, done.left_out, done.questions) == (0, 1, [])


def test_a_seizure_that_is_here_already_is_proposed_and_never_doubled(seizure):
    here = seizure()  # 2026-09-25, Gao, 1.4175 kg of resin
    text = "date;place;country;drug;quantity;service\n2026-09-26;Gao;ML;hashish;1,42 kg;OCS\n"
    done = run(text, "other")
    assert (done.imported, [one.number for one in done.alike]) == (0, [here.number])
    key = done.alike[0].key
    assert run(text, "other", answers={"duplicate": {key: "same"}}).same == 1
    assert run(text, "other", answers={"duplicate": {key: "other"}}).imported == 1


@pytest.mark.parametrize("quantity", ["1,45 kg", "1,42 l", "unknown"])
def test_another_amount_is_another_seizure(seizure, quantity):
    seizure()
    assert run(f"date;place;country;drug;quantity;service\n2026-09-26;Gao;ML;hashish;{quantity};OCS\n").imported == 1


def test_what_cannot_be_true_is_refused_with_its_row():
    future = SURE.replace("25/09/2025", "25/09/2035")
    done = run(HEAD + OTHER + future, service="OCS")
    assert [(one.row, one.error.code, one.error.place) for one in done.refused] == [(3, "seizure.date", "happened_on")]
    assert done.imported == 1


def test_a_row_without_a_service_is_refused_unless_it_is_said_for_all():
    assert [one.error.place for one in run(HEAD + SURE).refused] == ["service"]


def test_a_number_of_another_seizure_is_refused(seizure):
    seizure(number="PV-1")
    done = run(HEAD + SURE, service="OCS")
    assert [one.error.code for one in done.refused] == ["seizure.number-taken"]


def test_numbers_that_were_given_by_hand_are_not_given_again(seizure):
    seizure(number="S-2025-7")
    run(HEAD + OTHER, service="OCS")
    assert Seizure.objects.filter(number="S-2025-8").exists()


def test_a_dry_run_stores_nothing():
    done = import_list((HEAD + SURE).encode(), Said("list", service="OCS"), officer="x", dry_run=True)
    assert (done.imported, Seizure.objects.count(), Cell.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [("a;b\n1;2\n", "seizures.columns-missing"), ("Date;Jour;Lieu;Drogue;Poids\n1;2;3;4;5\n", "seizures.columns-doubled"),
     ("", "seizures.empty")],
)  # fmt: skip
def test_a_list_without_its_columns_is_refused(text, code):
    with pytest.raises(Invalid) as refused:
        run(text)
    assert refused.value.code == code


def test_the_journal_says_how_many_and_never_what():
    run(HEAD + SURE, service="OCS")
    (line,) = journal.latest(5, "seizures-imported")
    assert (line["facts"]["read"], line["facts"]["added"]) == (1, 1)
    assert "chira" not in str(line)


def test_a_thousand_real_colombian_rows_come_in_with_a_report():
    data = shared_data("drugs", "colombia_2018h1.csv").read_bytes()
    done = run(data, "colombia", country="CO", service="Policía Nacional")
    told = done.as_object()
    assert told["read"] == 1000
    assert told["imported"] + told["asked"] + told["refused"] == 1000
    assert told["imported"] >= 950
    assert {one.cell.field for one in done.questions} == {"circumstance"}
    assert Seizure.objects.filter(drugs__substance="coca-paste").count() == told["imported"]


def test_old_files_are_forgotten_and_their_reports_stay(officers):
    row = uploads.send(officers["analyst"], "a.csv", (HEAD + SURE).encode())
    Import.objects.update(sent_at="2020-01-01T00:00:00Z")
    assert services.forget_old_lists() == 1
    assert not Import.objects.filter(pk=row.pk).exists()


class TestPages:
    """From the file to the validation."""

    def send(self, client, text, name="saisies.csv"):
        file = io.BytesIO(text.encode())
        file.name = name
        return client.post("/seizures/import/", {"file": file})

    def columns(self, client, address, **more):
        page = client.get(address)
        given = {
            f"column-{one['at']}": one["field"] or "-" for one in page.context["columns"]
        } | {"source": "saisies", "country": "ML", "service": "OCS"}  # fmt: skip
        return client.post(address, given | more)

    def test_a_list_is_sent_mapped_asked_imported_and_validated(self, client, officers):
        client.force_login(officers["analyst"])
        sent = self.send(client, HEAD + SURE + OTHER + SURE.replace("chira", "roche").replace("PV-1", "PV-2"))
        asked = self.columns(client, sent.url)
        page = client.get(asked.url)
        assert [one.written for one in page.context["questions"]] == ["roche"]
        assert "clonazepam" in page.content.decode()
        answer = {"field-0": "drug", "written-0": "roche", "choice-0": "clonazepam"}
        assert client.post(asked.url, answer).status_code == 302
        assert client.get(asked.url).context["questions"] == []
        report = client.post(asked.url, {"finish": "1"})
        row = Import.objects.get()
        assert report.url == f"/seizures/import/{row.pk}/"
        assert (row.state, bytes(row.content), row.report["imported"], row.answers) == ("done", b"", 3, {})
        assert client.post(f"{report.url}validate/", {"seen": "3"}).status_code == 403
        client.force_login(officers["liaison"])
        assert client.get(report.url).context["waiting"] == 3
        assert client.post(f"{report.url}validate/", {"seen": "2"}).status_code == 422
        assert client.post(f"{report.url}validate/", {"seen": "3"}).status_code == 302
        assert set(Seizure.objects.values_list("state", "validated_by")) == {("validated", "liaison")}
        before = sorted(Cell.objects.filter(seizures__gt=0).values_list("substance", "validated", "seizures"))
        assert {validated for _substance, validated, _seizures in before} == {True}
        counting.recount()
        assert before == sorted(Cell.objects.values_list("substance", "validated", "seizures"))

    def test_the_columns_of_a_set_of_headers_are_remembered(self, client, officers):
        client.force_login(officers["analyst"])
        text = "quand;ou ca;quoi;combien\n25/09/2025;Gao;chira;5 kg\n"
        first = self.send(client, text)
        said = {"column-0": "date", "column-1": "place", "column-2": "drug", "column-3": "quantity"}
        assert self.columns(client, first.url, **said).status_code == 302
        assert HeaderMemory.objects.count() == 1
        second = self.send(client, text)
        page = client.get(second.url)
        assert page.context["remembered"]
        assert [one["field"] for one in page.context["columns"]] == ["date", "place", "drug", "quantity"]

    def test_what_waits_stays_in_the_file_and_can_be_answered_later(self, client, officers):
        client.force_login(officers["analyst"])
        sent = self.send(client, HEAD + SURE + SURE.replace("chira", "roche").replace("PV-1", "PV-2"))
        asked = self.columns(client, sent.url)
        client.post(asked.url, {"finish": "1"})
        row = Import.objects.get()
        assert (row.state, row.report["imported"], row.report["asked"]) == ("open", 1, 1)
        client.post(asked.url, {"field-0": "drug", "written-0": "roche", "choice-0": "diazepam", "finish": "1"})
        row.refresh_from_db()
        assert (row.state, row.report["imported_in_all"]) == ("done", 2)

    def test_a_hostile_file_is_refused_on_the_page(self, client, officers):
        client.force_login(officers["analyst"])
        for text in ("PK\x03\x04 broken", "a\n" + "x" * 5000, ""):
            assert self.send(client, text, "../../etc/passwd.xlsx").status_code == 422
        assert not Import.objects.exists()

    def test_another_officer_sees_no_open_list(self, client, officers):
        client.force_login(officers["analyst"])
        sent = self.send(client, HEAD + SURE)
        client.force_login(officers["liaison"])
        assert client.get(sent.url).status_code == 404
        client.force_login(officers["control"])
        assert client.get("/seizures/import/").status_code == 403

    @pytest.mark.parametrize("code", ["fr", "en", "ar"])
    def test_every_page_is_there_in_every_language(self, client, officers, code):
        officers["analyst"].language = code
        officers["analyst"].save()
        client.cookies["benkan_ml-ocs_language"] = code
        client.force_login(officers["analyst"])
        sent = self.send(client, HEAD + SURE + SURE.replace("chira", "roche").replace("PV-1", "PV-2"))
        asked = self.columns(client, sent.url)
        pages = [client.get(address) for address in ("/seizures/import/", sent.url, asked.url)]
        pages.append(client.get(client.post(asked.url, {"finish": "1"}).url))
        for page in pages:
            text = page.content.decode()
            assert page.status_code == 200
            assert ('dir="rtl"' in text) == (code == "ar")
            assert {"fr": "Saisies", "en": "Seizures", "ar": "المضبوطات"}[code] in text

    def test_refused_rows_come_as_csv_that_no_spreadsheet_runs(self, client, officers):
        client.force_login(officers["analyst"])
        sent = self.send(client, HEAD + SURE.replace("25/09/2025", "25/09/2035"))
        report = client.post(self.columns(client, sent.url).url, {"finish": "1"})
        rows = list(csv.reader(io.StringIO(client.get(f"{report.url}?format=csv").getvalue().decode("utf-8-sig"))))
        assert rows[1][:2] == ["2", "seizure.date"]
        assert "1950" in rows[1][2]
        assert "%(" not in client.get(report.url).content.decode()


def test_bulk_validation_leaves_what_was_changed_since(officers):
    run(HEAD + SURE + OTHER, service="OCS")
    Import.objects.create(officer="a.analyst", file_name="x", sha256="0" * 64, source="list", report={"read": 2},
                          state="done", sent_at="2026-01-01T00:00:00Z")  # fmt: skip
    changed = Seizure.objects.get(number="PV-1")
    services.change(officers["analyst"], changed.pk, given_of(changed))
    assert uploads.validate(officers["liaison"], Import.objects.get().pk, seen=1) == 1
    changed.refresh_from_db()
    assert changed.state == "recorded"


WIDE = "Date;Lieu;Pays;Drogue;Quantité;N° PV;Prix (FCFA/g);Pureté (%);Laboratoire;Méthode;Provenance;Destination\n"
WIDE_ROW = "25/09/2025;Gao;Mali;cocaïne;2 kg;PV-9;30 000;78;LNS;CPG;Bissau;Algérie\n"


def test_price_purity_and_way_come_in_and_count_as_if_they_were_typed():
    done = run(WIDE + WIDE_ROW, service="OCS")
    assert (done.imported, done.asked_rows, done.refused) == (1, 0, [])
    row = Seizure.objects.get()
    drug = row.drugs.get()
    assert (drug.price, drug.price_currency, drug.price_unit) == (Decimal(30_000), "XOF", "gram")
    assert (drug.purity, drug.purity_laboratory, drug.purity_method) == (Decimal("0.78"), "LNS", "CPG")
    assert [(leg.role, leg.country, leg.place, leg.grade) for leg in row.legs.all()] == [
        ("departure", "GW", "Bissau", "X4"),
        ("destination", "DZ", "", "X4"),
    ]
    before = sorted(Stream.objects.values_list("start__name", "end__country", "milligrams"))
    assert before == [("Bissau", "ML", 2_000_000), ("Gao", "DZ", 2_000_000)]
    counting.recount()
    assert sorted(Stream.objects.values_list("start__name", "end__country", "milligrams")) == before


def test_a_purity_that_no_laboratory_measured_is_a_remark():
    run(WIDE + WIDE_ROW.replace("LNS;CPG", ";"), service="OCS")
    row = Seizure.objects.get()
    assert row.drugs.get().purity is None
    assert "78" in row.remark


def test_a_place_of_the_way_that_two_countries_have_is_asked():
    done = run(WIDE + WIDE_ROW.replace("Bissau", "Gaya"), service="OCS")
    assert (done.imported, [one.cell.written for one in done.questions]) == (0, ["Gaya"])
