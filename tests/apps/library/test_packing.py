"""Packages between services: what may leave, what comes in, and what a hostile partner cannot do."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.apps.library.conftest import PDF
from tests.formats import learning_packages as made

from benkan.apps.library import files, services
from benkan.apps.library.models import Edition, Material
from benkan.core.errors import Invalid, Refused, Unverified

pytestmark = pytest.mark.django_db


def refusal(call, *arguments, **named):
    with pytest.raises((Refused, Invalid, Unverified)) as refused:
        call(*arguments, **named)
    return refused.value.code


def packed(director, **chosen):
    target = io.BytesIO()
    services.make(target, by=director, **chosen)
    return target.getvalue()


def stick(partner, tmp_path, pairs=None):
    return io.BytesIO(made.written(tmp_path, pairs, issuer=partner.agency, key=partner.signing))


def test_our_own_package_is_verified_and_the_same_again(add, director):
    add()
    add(PDF + b"2", language="ar", titles={"ar": "دليل"})
    data = packed(director)
    assert data == packed(director)
    found = services.verify(io.BytesIO(data))
    assert [one.language for one in found.manifest.files] == ["fr", "ar"] or len(found.manifest.files) == 2
    assert refusal(services.take_in, io.BytesIO(data), by=director) == "package.own"


def test_what_stays_in_this_service_and_partners_matter_is_in_no_package(add, director, partner, tmp_path):
    add(licence="internal")
    assert refusal(packed, director) == "package.empty"
    pairs = [
        (made.file(licence="partners"), made.PDF),
        (
            made.file("files/002-free-ar.txt", made.TEXT, language="ar", material=str(made.MATERIAL)[:-1] + "8"),
            made.TEXT,
        ),
    ]
    services.take_in(stick(partner, tmp_path, pairs), by=director)
    taken, _left = services.choose()
    assert [one.material.licence for one in taken] == ["CC-BY-4.0"]
    add(PDF + b"3", licence="partners")
    assert len(services.choose()[0]) == 2


def test_the_smallest_come_first_and_what_finds_no_room_is_named(add, director):
    add(PDF * 50)
    small = add(PDF, language="en")
    taken, left = services.choose(most_bytes=len(PDF) + 10)
    assert (taken, len(left)) == ([small], 1)
    found = services.verify(io.BytesIO(packed(director, most_bytes=len(PDF) + 10))).manifest
    assert [one.size for one in found.left_out] == [len(PDF) * 50]
    assert services.choose(languages=["ar"]) == ([], [])
    assert refusal(packed, director, course="NONE") == "package.empty"


def test_a_partner_s_package_comes_in_once(director, partner, tmp_path):
    done = services.take_in(stick(partner, tmp_path), by=director)
    assert (done.partner, done.new, done.known) == (partner.agency, 1, 0)
    one = services.newest()[0]
    assert (one.material.origin, one.material.course, one.version) == (partner.agency, "CR-1", 1)
    assert services.path_of(one.sha256).read_bytes() == made.PDF
    again = services.take_in(stick(partner, tmp_path), by=director)
    assert (again.new, again.known, Material.objects.count()) == (0, 1, 1)
    assert refusal(services.add_edition, one.material, "fr", "g.pdf", [PDF], by=director) == "material.foreign"


def test_a_version_that_the_partner_changed_silently_is_refused(director, partner, tmp_path):
    services.take_in(stick(partner, tmp_path), by=director)
    other = made.PDF + b"changed"
    done = services.take_in(stick(partner, tmp_path, [(made.file(data=other), other)]), by=director)
    assert (done.new, done.refused) == (0, 1)
    assert [one.name for one in files.folder().iterdir()] == [Edition.objects.get().sha256]


def test_a_partner_s_material_never_becomes_ours_nor_another_partner_s(add, director, partner, tmp_path):
    own = add()
    pairs = [(made.file(material=str(own.material_id), version=2), made.PDF)]
    services.take_in(stick(partner, tmp_path, pairs), by=director)
    assert own.material.editions.count() == 1
    assert Material.objects.filter(origin=partner.agency).count() == 1


def test_one_file_that_is_not_as_signed_and_nothing_comes_in(director, partner, tmp_path):
    pairs = [(made.file(), made.PDF), (made.file("files/002-x-ar.txt", made.TEXT, language="ar"), made.TEXT)]
    data = stick(partner, tmp_path, pairs).getvalue()
    wrong = io.BytesIO(made.spoilt(data, replace={"files/002-x-ar.txt": made.TEXT[:-1] + b"?"}))
    assert refusal(services.take_in, wrong, by=director) == "package.file"
    assert (Edition.objects.count(), list(files.folder().iterdir())) == (0, [])


def test_bytes_that_we_have_already_are_compared_all_the_same(add, director, partner, tmp_path):
    """A partner that only guesses a digest of ours gets no second name for our file."""
    own = add(licence="internal")
    fake = b"%PDF-" + bytes(len(PDF) - 5)
    data = stick(partner, tmp_path, [(made.file(data=fake, sha256=own.sha256), fake)])
    assert refusal(services.take_in, data, by=director) == "package.file"
    assert Edition.objects.count() == 1


def test_a_stranger_s_package_and_an_analyst_are_refused(director, analyst, partner, tmp_path):
    stranger = io.BytesIO(made.written(tmp_path, issuer="xx-unknown"))
    assert refusal(services.take_in, stranger, by=director) == "agency.unknown"
    assert refusal(services.verify, stranger) == "agency.unknown"
    forged = io.BytesIO(made.written(tmp_path, issuer=partner.agency))
    assert refusal(services.take_in, forged, by=director) == "package.signature"
    assert refusal(services.take_in, stick(partner, tmp_path), by=analyst) == "role.not-allowed"


def test_a_full_disk_refuses_before_anything_is_unpacked(director, partner, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "SPARE_BYTES", 2**60)
    assert refusal(services.take_in, stick(partner, tmp_path), by=director) == "library.no-room"


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_page_of_the_library_opens_in_every_language(add, director, browser, language):
    one = add()
    director.language = language
    director.save()
    client = browser(director, language)
    for address in ("/library/", "/library/new/", "/library/package/", f"/library/{one.material_id}/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert f'lang="{language}"' in answer.content.decode()


def test_a_material_is_added_read_and_withdrawn_on_the_pages(course, director, analyst, browser):
    client = browser(director)
    given = {"course": "DOGS-1", "title_fr": "Guide", "licence": "CC-BY-4.0", "language": "fr"}
    assert client.post("/library/new/", given).status_code == 400
    assert client.post("/library/new/", given | {"file": SimpleUploadedFile("g.pdf", b"MZ")}).status_code == 400
    client.post("/library/new/", given | {"file": SimpleUploadedFile("g.pdf", PDF)})
    one = services.newest()[0]
    reader = browser(analyst)
    answer = reader.get(f"/library/editions/{one.pk}/")
    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="guide-fr-1.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    page = f"/library/{one.material_id}/"
    client.post(page, {"language": "ar", "file": SimpleUploadedFile("g.pdf", PDF)})
    assert one.material.editions.count() == 2
    for wrong in ({}, {"act": "withdraw", "edition": "x"}, {"act": "withdraw", "edition": str(one.material_id)}):
        assert client.post(page, wrong).status_code == 400
    assert reader.post(page, {"act": "withdraw", "edition": str(one.pk)}).status_code == 400
    client.post(page, {"act": "withdraw", "edition": str(one.pk)})
    assert reader.get(f"/library/editions/{one.pk}/").status_code == 404
    for name in ("new", "package", "package/file"):
        assert reader.get(f"/library/{name}/").status_code == 403


def test_the_list_narrows_and_exports(add, analyst, browser):
    add()
    client = browser(analyst)
    assert "Course guide" in client.get("/library/", {"q": "GUIDE", "language": "fr"}).content.decode()
    assert "No material fits" in client.get("/library/", {"q": "nothing"}).content.decode()
    assert b"DOGS-1" in b"".join(client.get("/library/", {"format": "csv"}))
    assert [one["version"] for one in client.get("/api/library/materials/").json()["materials"]] == [1]


def test_a_package_is_saved_and_taken_in_on_its_page(add, director, partner, browser, tmp_path):
    add()
    client = browser(director)
    answer = client.get("/library/package/file/", {"language": "fr", "most": "1"})
    data = b"".join(answer)
    assert services.verify(io.BytesIO(data)).manifest.files[0].language == "fr"
    assert client.get("/library/package/", {"most": "0"}).status_code == 400
    assert client.get("/library/package/file/", {"language": "ar"}).status_code == 403
    assert client.post("/library/package/").status_code == 400
    sent = SimpleUploadedFile("p.zip", stick(partner, tmp_path).getvalue())
    page = client.post("/library/package/", {"file": sent}, follow=True).content.decode()
    assert "1 new" in page
