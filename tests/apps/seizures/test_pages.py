"""Pages of the seizures: the short form asks what it cannot read, evidence is signed by two, nothing nominal leaks."""

import io
import json
import uuid

import pytest
from PIL import Image

from benkan.apps.records import services as records
from benkan.apps.seizures import photos
from benkan.apps.seizures.models import Destruction, Handover, Sample, Seizure
from benkan.core.errors import Invalid

pytestmark = pytest.mark.django_db
SHORT = {
    "happened_on": "2026-09-25",
    "place": "Gao",
    "substance": "chira",
    "quantity": "1 417,5 g",
    "service": "OCS Gao",
    "circumstance": "checkpoint",
    "conveyance": "pick-up",
    "persons": "yes",
    "draft_key": "7f4df6f0-50b0-4f0f-9d53-5a6a5f4f3c11",
}


def language(client, officer, code):
    client.cookies["benkan_ml-ocs_language"] = code
    officer.language = code
    officer.save()


def picture(size=(640, 480), form="JPEG", **more):
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, form, **more)
    return made.getvalue()


@pytest.mark.parametrize("code", ["fr", "en", "ar"])
def test_every_page_is_there_in_every_language(analyst, officers, seizure, code):
    row = seizure()
    language(analyst, officers["analyst"], code)
    for path in (
        "/seizures/",
        "/seizures/new/",
        f"/seizures/{row.pk}/",
        f"/seizures/{row.pk}/details/",
        "/seizures/?q=x",
    ):
        answer = analyst.get(path)
        text = answer.content.decode()
        assert answer.status_code == 200, path
        assert ('dir="rtl"' in text) == (code == "ar")
        assert {"fr": "Saisies", "en": "Seizures", "ar": "المضبوطات"}[code] in text


def test_a_place_is_named_in_the_reader_s_language(analyst, officers, seizure):
    known, unknown = seizure(place="Tombouctou"), seizure(place="Puits de Tin-Aïcha 3")
    language(analyst, officers["analyst"], "ar")
    assert "تمبكتو" in analyst.get(f"/seizures/{known.pk}/").content.decode()
    page = analyst.get("/seizures/").content.decode()
    assert "تمبكتو" in page
    assert unknown.place in page


def test_eight_things_make_a_seizure_and_the_same_draft_only_once(analyst):
    first = analyst.post("/seizures/new/", SHORT)
    second = analyst.post("/seizures/new/", SHORT)
    row = Seizure.objects.get()
    assert first.url == second.url == f"/seizures/{row.pk}/"
    drug = row.drugs.get()
    assert (drug.substance, str(drug.kilograms.normalize()), row.country, row.latitude) == (
        "cannabis-resin",
        "1.4175",
        "ML",
        16.27,
    )
    assert SHORT["draft_key"] in analyst.get(first.url).content.decode()


@pytest.mark.parametrize(
    ("field", "text", "asked"),
    [
        ("substance", "roche", ["diazepam", "clonazepam"]),
        ("quantity", "1.417 kg", ["r0", "r1"]),
        ("quantity", "250", ["r0", "r1", "r2", "r3"]),
        ("place", "Kidal/Gao", ["ML/Kidal", "ML/Gao"]),
    ],
)
def test_what_can_be_read_in_several_ways_is_asked(analyst, field, text, asked):
    answer = analyst.post("/seizures/new/", SHORT | {field: text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'value="{code}"' in page for code in asked)
    assert not Seizure.objects.exists()


def test_the_choice_is_taken(analyst):
    told = SHORT | {
        "substance": "roche",
        "substance_code": "diazepam",
        "quantity": "1.417 kg",
        "quantity_reading": "r1",
    }
    assert analyst.post("/seizures/new/", told).status_code == 302
    drug = Seizure.objects.get().drugs.get()
    assert (drug.substance, drug.substance_text, int(drug.kilograms)) == ("diazepam", "roche", 1417)


@pytest.mark.parametrize(
    "field", ["happened_on", "place", "substance", "quantity", "service", "circumstance", "conveyance", "persons"]
)
def test_each_of_the_eight_is_needed(analyst, field):
    answer = analyst.post("/seizures/new/", SHORT | {field: ""})
    assert answer.status_code == 422
    assert not Seizure.objects.exists()


@pytest.mark.parametrize(
    ("field", "text"), [("substance", "qwertzuiop"), ("quantity", "beaucoup"), ("happened_on", "2199-01-01")]
)
def test_what_cannot_be_read_is_said_at_its_field(analyst, field, text):
    answer = analyst.post("/seizures/new/", SHORT | {field: text})
    assert answer.status_code == 422
    assert text in answer.content.decode()


def test_a_place_that_the_gazetteer_lacks_is_kept_as_written(analyst):
    analyst.post("/seizures/new/", SHORT | {"place": "Puits de Tin-Aïcha 3"})
    row = Seizure.objects.get()
    assert (row.place, row.country, row.latitude) == ("Puits de Tin-Aïcha 3", "ML", None)


def test_suggestions_come_in_the_reader_s_language(analyst, officers):
    language(analyst, officers["analyst"], "ar")
    found = analyst.get("/seizures/suggest/substance/?q=chir").json()["options"]
    assert (found[0]["code"], found[0]["label"]) == ("cannabis-resin", "راتنج القنب")
    place = analyst.get("/seizures/suggest/place/?q=tomb&country=ML").json()["options"][0]
    assert (place["code"], place["also"]) == ("ML/Tombouctou", {"country": "ML"})


def test_the_list_filters_and_exports_without_the_nominal_part(analyst, seizure):
    seizure(remark="M. Cissé, téléphone 76123456", logo="=cmd|'/c calc'")
    page = analyst.get("/seizures/?substance=cannabis-resin&country=ML").content.decode()
    assert "S-2026-1" in page
    assert "S-2026-1" not in analyst.get("/seizures/?substance=cocaine").content.decode()
    sheet = b"".join(analyst.get("/seizures/?format=csv").streaming_content).decode()
    assert "Cissé" not in sheet
    assert "'=cmd" in sheet
    assert "1.4175" in sheet


def test_two_officers_on_two_pages(analyst, client, officers, seizure):
    row = seizure()
    assert analyst.post(f"/seizures/{row.pk}/validate/", {"version": 1}).status_code in {302, 403}
    client.force_login(officers["supervisor"])
    assert client.post(f"/seizures/{row.pk}/validate/", {"version": "7"}).status_code == 422
    assert client.post(f"/seizures/{row.pk}/validate/", {"version": "1"}).status_code == 302
    assert client.post(f"/seizures/{row.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"/seizures/{row.pk}/withdraw/", {"reason": "Erreur"}).status_code == 302
    assert Seizure.objects.get().state == "withdrawn"


def test_details_come_later(analyst, seizure):
    row = seizure()
    told = {"precision": "day", "concealment": "tyres", "packaging": "plates", "logo": "Toyota 888", "price": "12 500,50",
            "price_currency": "XOF", "handling": "H2", "packages": "12"}  # fmt: skip
    assert analyst.post(f"/seizures/{row.pk}/details/", told).status_code == 302
    row.refresh_from_db()
    drug = row.drugs.get()
    assert (row.concealment, row.logo, row.handling, row.version) == ("tyres", "Toyota 888", "H2", 2)
    assert (str(drug.price), drug.price_unit, drug.packages) == ("12500.50", "gram", 12)
    assert analyst.post(f"/seizures/{row.pk}/details/", told | {"price": "rien"}).status_code == 422


def test_a_picture_loses_what_the_camera_wrote(analyst, officers, seizure):
    row = seizure()
    exif = Image.Exif()
    exif[0x010F] = "CameraOfMoussa"
    sent = io.BytesIO(picture(exif=exif))
    sent.name = "p.jpg"
    assert analyst.post(f"/seizures/{row.pk}/photos/add/", {"photo": sent, "caption": "Plaquettes"}).status_code == 302
    kept = row.photos.get()
    answer = analyst.get(f"/seizures/{row.pk}/photos/{kept.pk}/")
    assert b"CameraOfMoussa" not in answer.content
    assert not Image.open(io.BytesIO(answer.content)).getexif()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (photos.path(kept.sha256).stat().st_mode & 0o777) == 0o600
    analyst.post(f"/seizures/{row.pk}/photos/remove/", {"photo": kept.pk})
    assert not row.photos.exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a not a picture", b"<svg onload=alert(1)>", picture()[:300], picture((9_000, 9_000), "PNG")],
    ids=["empty", "gif", "svg", "cut", "bomb"],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(Invalid):
        photos.clean(data)


def test_a_bag_goes_from_hand_to_hand_and_each_signs(analyst, client, officers, seizure):
    row = seizure()
    given = {"bag": "SC-001", "content": "12 plaquettes", "receiver": "liaison", "place": "Gao"}
    assert analyst.post(f"/seizures/{row.pk}/custody/give/", given).status_code == 302
    step = Handover.objects.get()
    assert analyst.post(f"/seizures/{row.pk}/custody/take/", {"handover": step.pk, "seal": "intact"}).status_code == 422
    assert analyst.post(f"/seizures/{row.pk}/custody/give/", given).status_code == 422, "it is on its way"
    client.force_login(officers["supervisor"])
    assert client.post(f"/seizures/{row.pk}/custody/take/", {"handover": step.pk, "seal": "intact"}).status_code == 422
    client.force_login(officers["liaison"])
    assert client.post(f"/seizures/{row.pk}/custody/take/", {"handover": step.pk, "seal": "broken"}).status_code == 302
    assert "le scellé était rompu" in client.get(f"/seizures/{row.pk}/").content.decode()
    client.force_login(officers["analyst"])
    assert client.post(f"/seizures/{row.pk}/custody/give/", given).status_code == 422, (
        "it lies with the liaison officer"
    )


def test_a_laboratory_makes_a_purity_a_measured_one(analyst, seizure):
    row = seizure()
    told = {"drug": "0", "mark": "E-1", "taken_on": "2026-09-26", "laboratory": "LNS Bamako"}
    assert analyst.post(f"/seizures/{row.pk}/samples/take/", told).status_code == 302
    sample = Sample.objects.get()
    result = {
        "sample": sample.pk,
        "result_on": "2026-10-01",
        "method": "CPG-SM",
        "substance": "chira",
        "purity": "12,5",
    }
    assert analyst.post(f"/seizures/{row.pk}/samples/result/", result | {"purity": "200"}).status_code == 422
    assert analyst.post(f"/seizures/{row.pk}/samples/result/", result).status_code == 302
    assert analyst.post(f"/seizures/{row.pk}/samples/result/", result).status_code == 422
    drug = row.drugs.get()
    assert (str(drug.purity), drug.purity_laboratory) == ("0.1250", "LNS Bamako")
    assert "177,1875 g" in analyst.get(f"/seizures/{row.pk}/").content.decode()


def test_a_destruction_is_signed_by_two(analyst, client, officers, seizure):
    row = seizure()
    told = {"drug": "0", "happened_on": "2026-10-02", "place": "Gao", "method": "incinération", "authority": "Parquet de Gao",
            "witnesses": "Procureur, huissier"}  # fmt: skip
    assert (
        analyst.post(f"/seizures/{row.pk}/destruction/record/", told | {"happened_on": "2026-09-01"}).status_code == 422
    )
    assert analyst.post(f"/seizures/{row.pk}/destruction/record/", told).status_code == 302
    made = Destruction.objects.get()
    assert "n’a pas confirmé" in analyst.get(f"/seizures/{row.pk}/").content.decode()
    client.force_login(officers["supervisor"])
    assert client.post(f"/seizures/{row.pk}/destruction/confirm/", {"destruction": made.pk}).status_code == 302
    made.refresh_from_db()
    assert (made.recorded_by, made.confirmed_by) == ("analyst", "supervisor")


def test_persons_are_linked_and_stay_at_home(analyst, seizure):
    row = seizure()
    person = records.add("Person", {"name": "Moussa Traoré"}, subject_category="suspect", crime_area="drug-trafficking")
    assert (
        analyst.post(f"/seizures/{row.pk}/records/link/", {"record": person.pk, "involvement": "arrested"}).status_code
        == 302
    )
    assert "Moussa Traoré" in analyst.get(f"/seizures/{row.pk}/").content.decode()
    assert "Traoré" not in json.dumps(analyst.get(f"/api/seizures/{row.pk}/").json())
    assert (
        analyst.post(
            f"/seizures/{row.pk}/records/link/", {"record": uuid.uuid4(), "involvement": "arrested"}
        ).status_code
        == 422
    )
    assert analyst.post(f"/seizures/{row.pk}/records/unlink/", {"record": person.pk}).status_code == 302


def test_a_record_is_found_by_its_name_in_another_script_or_its_phone(analyst, client, officers, seizure):
    row = seizure()
    person = records.add(
        "Person", {"name": "Moussa Traoré", "phone": "+223 66 12 34 56"},
        subject_category="suspect", crime_area="drug-trafficking",
    )  # fmt: skip
    gone = records.add("Person", {"name": "Moussa Keïta"}, subject_category="suspect", crime_area="drug-trafficking")
    records.withdraw(gone.pk, officer="analyst")

    def found(text):
        return [one["code"] for one in analyst.get("/seizures/suggest/record/", {"q": text}).json()["options"]]

    assert found("mous") == found("موسى تراوري") == found("66 12 34 56") == found(str(person.pk)) == [str(person.pk)]
    assert found("m") == found("Awa Diarra") == []
    told = {"record": "", "record_text": "Traoré", "involvement": "arrested"}
    assert analyst.post(f"/seizures/{row.pk}/records/link/", told).status_code == 302
    records.add("Person", {"name": "Awa Traoré"}, subject_category="suspect", crime_area="drug-trafficking")
    assert analyst.post(f"/seizures/{row.pk}/records/link/", told).status_code == 422
    client.logout()
    assert client.get("/seizures/suggest/record/", {"q": "mous"}).status_code == 302


def test_the_way_of_a_drug_grows_and_shrinks(analyst, seizure):
    row = seizure()
    told = {"role": "transit", "place": "Agadès", "country": "NE", "grade": "B2"}
    assert analyst.post(f"/seizures/{row.pk}/way/add/", told).status_code == 302
    leg = row.legs.get()
    assert (leg.country, leg.place, leg.latitude is not None, leg.grade) == ("NE", "Agadez", True, "B2")
    assert analyst.post(f"/seizures/{row.pk}/way/remove/", {"position": "0"}).status_code == 302
    assert not row.legs.exists()


def test_a_seizure_stands_in_the_timeline_of_its_case(analyst, officers, seizure):
    from benkan.apps.cases import services as cases

    case = cases.open_case(officers["analyst"], "Filière", "drug-trafficking")
    row = seizure()
    assert analyst.post(f"/seizures/{row.pk}/case/", {"case": case.pk}).status_code == 302
    assert f"/seizures/{row.pk}/" in analyst.get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize("role", ["control", "administrator"])
def test_these_roles_see_no_seizure(client, officers, seizure, role):
    row = seizure()
    client.force_login(officers[role])
    for path in (
        "/seizures/",
        "/seizures/new/",
        f"/seizures/{row.pk}/",
        "/api/seizures/",
        "/seizures/suggest/place/?q=gao",
    ):
        assert client.get(path).status_code == 403, path


def test_a_partner_s_seizure_is_read_and_not_changed(analyst, client, officers, seizure):
    row = seizure(remark="nominal")
    Seizure.objects.update(owner="ne-ocrtis")
    page = analyst.get(f"/seizures/{row.pk}/").content.decode()
    assert "nominal" not in page
    assert "Retirer cette saisie" not in page
    assert analyst.post(f"/seizures/{row.pk}/details/", {"precision": "day", "handling": "H1"}).status_code == 422


def test_the_api_records_reads_changes_and_refuses(analyst):
    told = {
        "happened_on": "2026-09-25", "country": "NE", "place": "Agadez", "service": "OCRTIS", "circumstance": "patrol",
        "conveyance": "truck", "persons": "no", "drugs": [{"substance": "tramadol", "count": 1200, "count_kind": "tablet"}],
        "legs": [{"role": "origin", "country": "IN"}],
    }  # fmt: skip

    def send(body, path="/api/seizures/", method="post"):
        return getattr(analyst, method)(path, json.dumps(body), content_type="application/json")

    made = send(told)
    assert made.status_code == 201
    identity = made.json()["id"]
    assert analyst.get("/api/seizures/?substance=tramadol").json()["count"] == 1
    changed = send(told | {"place": "Arlit"}, f"/api/seizures/{identity}/", "put").json()
    assert (changed["place"], changed["version"], changed["legs"][0]["country"]) == ("Arlit", 2, "IN")
    for wrong, place in (
        ({"drugs": 3}, "drugs"),
        ({"happened_on": "yesterday"}, "happened_on"),
        ({"drugs": [{"substance": "tramadol", "count": 1.5}]}, "drugs.0.count"),
        ({"drugs": [{"substance": "tramadol", "kilograms": "1e999999"}]}, "drugs.0.kilograms"),
        ({"surprise": 1}, "surprise"),
        ({"case": "x"}, "case"),
    ):
        refused = send(told | wrong)
        assert refused.status_code == 400, wrong
        assert refused.json()["place"] == place
    assert send([1]).status_code == 400
