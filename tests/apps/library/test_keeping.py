"""Materials and editions: versions never change, what is withdrawn is gone, what runs is not taken."""

import hashlib

import pytest
from tests.apps.library.conftest import PDF, TITLES

from benkan.apps.library import files, services
from benkan.apps.library.models import Edition, Material
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def refusal(call, *arguments, **named):
    with pytest.raises((Refused, Invalid)) as refused:
        call(*arguments, **named)
    return refused.value.code


def on_disk():
    return sorted(one.name for one in files.folder().iterdir())


def test_an_edition_lies_under_its_digest_and_the_next_is_a_new_version(add, director):
    one = add()
    assert (one.version, one.size, one.kind, one.sha256) == (1, len(PDF), "pdf", hashlib.sha256(PDF).hexdigest())
    assert services.path_of(one.sha256).read_bytes() == PDF
    assert services.path_of(one.sha256).stat().st_mode & 0o077 == 0
    assert refusal(services.add_edition, one.material, "fr", "g.pdf", [PDF], by=director) == "material.same"
    two = services.add_edition(one.material, "fr", "g.pdf", [PDF + b"2"], by=director)
    arabic = services.add_edition(one.material, "ar", "g.pdf", [PDF], by=director)
    assert (two.version, arabic.version) == (2, 1)
    assert {(each.language, each.version) for each in services.newest("DOGS-1")} == {("fr", 2), ("ar", 1)}
    assert services.file_name(two) == "guide-du-stage-fr-2.pdf"


@pytest.mark.django_db(transaction=True)
def test_what_is_withdrawn_is_gone_unless_another_edition_has_the_same_bytes(add, director):
    one = add()
    other = services.add_edition(one.material, "ar", "g.pdf", [PDF], by=director)
    services.withdraw(one, by=director)
    services.withdraw(one, by=director)
    assert on_disk() == [one.sha256]
    assert refusal(services.edition, one.pk) == "material.unknown"
    services.withdraw(other, by=director)
    assert on_disk() == []
    again = services.add_edition(one.material, "fr", "g.pdf", [PDF], by=director)
    assert (again.version, on_disk()) == (2, [one.sha256])


def test_a_version_before_is_there_again_when_the_newest_is_withdrawn(add, director):
    one = add()
    two = services.add_edition(one.material, "fr", "g.pdf", [PDF + b"2"], by=director)
    services.withdraw(two, by=director)
    assert services.newest() == [one]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"data": b"MZ"}, "material.kind"),
        ({"data": b""}, "material.kind"),
        ({"name": "guide.exe"}, "material.kind"),
        ({"language": "de"}, "material.field"),
        ({"licence": "mine"}, "material.field"),
        ({"titles": {}}, "material.field"),
        ({"titles": {"de": "x"}}, "material.field"),
        ({"titles": {"fr": "x" * 201}}, "material.field"),
        ({"titles": {"fr": "a\u202eb"}}, "material.field"),
    ],
)
def test_what_cannot_be_taken_leaves_nothing_behind(add, change, code):
    assert refusal(add, **change) == code
    assert (Material.objects.count(), Edition.objects.count(), on_disk()) == (0, 0, [])


def test_a_file_too_large_and_a_full_disk_are_refused(add, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILE_BYTES", 100)
    assert refusal(add) == "material.too-large"
    monkeypatch.setattr(files, "SPARE_BYTES", 2**60)
    assert refusal(add) == "library.no-room"
    assert on_disk() == []


def test_only_who_trains_adds_and_withdraws(add, analyst):
    one = add()
    assert refusal(services.add_edition, one.material, "fr", "g.pdf", [PDF], by=analyst) == "role.not-allowed"
    assert refusal(services.withdraw, one, by=analyst) == "role.not-allowed"
    assert refusal(services.add, "DOGS-1", TITLES, "CC0-1.0", "fr", "g.pdf", [PDF], by=analyst) == "role.not-allowed"


def test_a_course_that_there_is_not_has_no_material(director):
    assert refusal(services.add, "NONE", TITLES, "CC0-1.0", "fr", "g.pdf", [PDF], by=director) == "course.unknown"
