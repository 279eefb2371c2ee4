"""Pages and API of the records, in three languages, for those who may read them."""

import csv
import io
import json
import re

import pytest

from benkan.apps.accounts.services import create_officer
from benkan.apps.journal import services as journal
from benkan.apps.records import services
from benkan.apps.records.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def officers():
    return {role: create_officer(role, f"Officer {role}", role, password="a long pass phrase")
            for role in ("analyst", "liaison", "supervisor", "control", "administrator")}  # fmt: skip


@pytest.fixture
def analyst(client, officers):
    client.force_login(officers["analyst"])
    return client


def person(name="Moussa AG ALHASSANE", **more):
    properties = {"name": name, "birthDate": "1984", "phone": "+223 76 12 34 56"}
    return services.add(
        "Person", properties, **({"subject_category": "suspect", "crime_area": "drug-trafficking"} | more)
    )


def language(client, code):
    client.cookies["benkan_ml-ocs_language"] = code


@pytest.mark.parametrize("code", ["fr", "en", "ar"])
def test_every_page_is_there_in_every_language(analyst, officers, code):
    record = person()
    services.add("BankAccount", {"accountNumber": "123456"}, holder=record.pk)
    for role in ("analyst", "supervisor"):
        analyst.force_login(officers[role])
        officers[role].language = code
        officers[role].save()
        language(analyst, code)
        for path in ("/records/", "/records/new/", f"/records/{record.pk}/", "/records/?q=nobody"):
            answer = analyst.get(path)
            text = answer.content.decode()
            assert answer.status_code == 200, path
            assert f'lang="{code}"' in text
            assert ('dir="rtl"' in text) == (code == "ar")
            assert {"fr": "Fiches", "en": "Records", "ar": "البطاقات"}[code] in text
            assert ("Records" in text) == (code == "en"), path


def test_no_string_of_the_pages_is_left_untranslated():
    from pathlib import Path

    from babel.messages.pofile import read_po

    import benkan.apps.records as app

    folder = Path(app.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in [*folder.glob("*.py"), *folder.glob("templates/**/*.html")])
    wanted = set(re.findall(r'(?:\b_|N_)\(\s*"((?:[^"\\]|\\.)+)"', source)) | set(
        re.findall(r'{% translate "([^"]+)" %}', source)
    )
    assert len(wanted) > 100
    for code in ("fr", "ar"):
        with (folder / f"locale/{code}/LC_MESSAGES/django.po").open("rb") as file:
            translated = {m.id for m in read_po(file) if m.id and m.string and "fuzzy" not in m.flags}
        assert sorted(wanted - translated) == []


def test_only_those_who_may_search_read_records(client, officers):
    record = person()
    pages = ("/records/", "/records/new/", f"/records/{record.pk}/")
    assert [client.get(path).status_code for path in pages] == [302, 302, 302]
    for role in ("control", "administrator"):
        client.force_login(officers[role])
        assert [client.get(path).status_code for path in pages] == [403, 403, 403]
    client.force_login(officers["liaison"])
    assert [client.get(path).status_code for path in pages] == [200, 200, 200]


def test_the_list_finds_a_name_in_another_script_and_filters_and_counts(analyst):
    person()
    person("Fatoumata BAGAYOKO", subject_category="witness", handling="H3")
    assert "Moussa AG ALHASSANE" in analyst.get("/records/", {"q": "موسى أغ الحسن"}).content.decode()
    text = analyst.get("/records/", {"category": "witness"}).content.decode()
    assert "Fatoumata BAGAYOKO" in text
    assert "Moussa AG ALHASSANE" not in text
    assert analyst.get("/records/", {"sort": "nonsense", "schema": "nonsense", "page": "x"}).status_code == 200


def test_the_csv_of_a_filtered_list_holds_its_rows_and_no_formula(analyst):
    person("=HYPERLINK(1) Keita")
    person("Fatoumata BAGAYOKO", subject_category="witness")
    answer = analyst.get("/records/", {"format": "csv", "category": "suspect"})
    text = b"".join(answer.streaming_content).decode()
    assert answer["Content-Type"].startswith("text/csv")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 2
    newest = journal.latest(1)[0]
    assert (newest["event"], newest["facts"]["count"]) == ("records-exported", 1)
    assert rows[1][2] == "'=HYPERLINK(1) Keita"
    assert "+223 76 12 34 56" in rows[1]


def test_a_list_costs_the_same_queries_for_three_rows_and_for_forty(analyst, django_assert_max_num_queries):
    for number in range(40):
        record = person(f"Moussa Keita {number}")
        services.add("Vehicle", {"registrationNumber": f"AB-{number}"}, holder=record.pk)
    with django_assert_max_num_queries(8):
        assert analyst.get("/records/", {"schema": "Vehicle"}).status_code == 200


def test_an_officer_adds_a_person_with_account_and_car_in_one_form(analyst):
    answer = analyst.post("/records/new/", {
        "schema": "Person", "name": "Moussa AG ALHASSANE", "alias": "موسى أغ الحسن\nAbou Moussa", "birth_date": "vers 1984",
        "gender": "male", "nationality": "ml", "phone": "+223 76 12 34 56; 70 00 00 01", "document": "B0515260",
        "account": "ML0160120102600100066849", "plate": "AB-1234-MD", "crime_area": "drug-trafficking",
        "subject_category": "suspect", "handling": "H1", "grade": "B2", "review_days": "90",
    })  # fmt: skip
    record = Record.objects.get(schema="Person")
    assert (answer.status_code, answer["Location"]) == (302, f"/records/{record.pk}/")
    assert record.properties["birthDate"] == ["1984"]
    assert record.properties["passportNumber"] == ["B0515260"]
    assert record.properties["phone"] == ["+223 76 12 34 56", "70 00 00 01"]
    assert sorted(one.schema for one in services.held_by(record)) == ["BankAccount", "Vehicle"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x" * 10_000}, {"name": "A\u202eB"}, {"name": ""}, {"birth_date": "hier"}, {"crime_area": "political"},
        {"handling": "H9"}, {"review_days": "999999"}, {"schema": "Spaceship"}, {"nationality": "99"},
    ],
)  # fmt: skip
def test_a_wrong_form_comes_back_with_what_was_typed_and_keeps_nothing(analyst, wrong):
    good = {"schema": "Person", "name": "Moussa Keita", "crime_area": "fraud", "handling": "H1", "grade": "B2",
            "review_days": "90", "notes": "typed words"}  # fmt: skip
    answer = analyst.post("/records/new/", good | wrong)
    assert answer.status_code == 422
    assert "typed words" in answer.content.decode()
    assert not Record.objects.exists()


def test_withdrawing_takes_a_supervisor_and_the_typed_code(client, officers):
    record = person()
    path = f"/records/{record.pk}/withdraw/"
    client.force_login(officers["analyst"])
    assert client.post(path, {"confirm": str(record.pk)[:6]}).status_code == 403
    client.force_login(officers["supervisor"])
    assert client.post(path, {"confirm": "wrong"}).status_code == 422
    assert Record.objects.get().withdrawn_at is None
    assert client.post(path, {"confirm": str(record.pk)[:6]}).status_code == 302
    assert Record.objects.get().withdrawn_at is not None
    assert client.get(f"/records/{record.pk}/").status_code == 200


def test_renewing_takes_a_number_of_days_that_is_allowed(client, officers):
    record = person()
    client.force_login(officers["liaison"])
    for days in ("0", "-1", "x", "4000", "١٢", ""):
        assert client.post(f"/records/{record.pk}/renew/", {"days": days}).status_code == 422
    assert client.post(f"/records/{record.pk}/renew/", {"days": "30"}).status_code == 302
    newest = journal.latest(1)[0]
    assert (newest["event"], newest["reference"]) == ("record-renewed", str(record.pk))


def test_an_unknown_record_is_a_page_that_says_so(analyst):
    assert analyst.get("/records/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_the_api_adds_reads_and_refuses(analyst):
    body = {"schema": "Person", "properties": {"name": ["Moussa Keita"]}, "subject_category": "suspect"}
    made = analyst.post("/api/records/", json.dumps(body), content_type="application/json")
    assert made.status_code == 201
    assert analyst.get(f"/api/records/{made.json()['id']}/").json()["caption"] == "Moussa Keita"
    assert analyst.get("/api/records/", {"q": "Keita"}).json()["count"] == 1
    for bad in (b"{", b"[]", b'{"schema": "Person"}', b"[" * 5000, json.dumps(body | {"schema": "X"}).encode()):
        refused = analyst.post("/api/records/", bad, content_type="application/json")
        assert refused.status_code == 400
        assert refused.json()["code"]
        assert refused.json()["remedy"]
