"""Single records: what is added is found, what is withdrawn is not."""

import pytest

from benkan.apps.records import services
from benkan.core.errors import Invalid, Refused
from benkan.core.matching import Identifier, Subject

pytestmark = pytest.mark.django_db


def person(name="Moussa AG ALHASSANE", **more):
    return services.add("Person", {"name": name, "birthDate": "1984", **more}, subject_category="suspect",
                        crime_area="drug-trafficking", officer="analyste")  # fmt: skip


def test_a_record_is_found_under_another_spelling_and_another_script():
    kept = person()
    for name in ("Mousa ag Alhassan", "موسى أغ الحسن"):
        hits = services.local_search(Subject(names=[name], birth_dates=["1985"]))
        assert [hit.record.pk for hit in hits] == [kept.pk]
        assert hits[0].reasons


def test_a_record_is_found_by_its_phone_alone():
    kept = person(phone="+223 76 12 34 56")
    (hit,) = services.local_search(Subject(identifiers=[Identifier("phone", "76123456")]))
    assert hit.record.pk == kept.pk
    assert hit.tiers == ("identifier",)


def test_a_vehicle_is_found_by_its_plate_even_when_a_person_is_asked_for():
    car = services.add("Vehicle", {"registrationNumber": "AB-1234-MD"})
    (hit,) = services.local_search(Subject(names=["Nobody Known"], identifiers=[Identifier("plate", "ab 1234 md")]))
    assert hit.record.pk == car.pk


def test_what_a_person_holds_is_found_through_the_person():
    owner = person()
    services.add("BankAccount", {"accountNumber": "ML0160120102600100066849"}, holder=owner.pk)
    hits = services.local_search(Subject(identifiers=[Identifier("account", "ML016 0120 1026 0010 0066 849")]))
    assert [hit.record.pk for hit in hits] == [owner.pk]
    assert [item.schema for item in services.held_by(owner)] == ["BankAccount"]


def test_the_addresses_of_a_record_are_part_of_its_subject_and_unreadable_ones_are_passed_over():
    kept = person(address=["BP 1234  Bamako", "-", "rue 7 " * 100])
    found = services.subject_of(kept).addresses
    assert found[0] == "BP 1234 Bamako"
    assert len(found) == 2
    assert len(found[1]) <= 300


def test_a_withdrawn_record_is_found_by_nobody():
    kept = person()
    services.withdraw(kept.pk, officer="superviseur")
    assert services.local_search(Subject(names=["Moussa ag Alhassane"])) == []
    assert list(services.indexable()) == []


def test_an_expired_record_is_found_by_nobody_until_it_is_renewed():
    from datetime import date, timedelta

    kept = services.add("Person", {"name": "Moussa AG ALHASSANE"}, subject_category="suspect",
                        review_on=date.today() - timedelta(days=1))  # fmt: skip
    subject = Subject(names=["Moussa ag Alhassane"])
    assert services.local_search(subject) == []
    assert list(services.indexable()) == []
    services.renew(kept.pk, days=30)
    assert [hit.record.pk for hit in services.local_search(subject)] == [kept.pk]


def test_a_record_without_a_category_is_never_indexed_for_partners():
    services.add("Person", {"name": "Moussa AG ALHASSANE"})
    person("Fatoumata BAGAYOKO")
    assert [record.caption for record, _ in services.indexable()] == ["Fatoumata BAGAYOKO"]


def test_indexable_tokens_are_those_of_matching():
    from benkan.core.matching import tokens

    kept = person()
    ((record, found),) = services.indexable()
    assert record.pk == kept.pk
    assert found == tokens(services.subject_of(record), budget_bits=12.0, default_region="ML")


@pytest.mark.parametrize(
    ("properties", "options", "code", "place"),
    [
        ({"name": "A\u202eB C"}, {}, "name.bidi", "name"),
        ({"name": "x" * 10_000}, {}, "name.too-long", "name"),
        ({"name": "Moussa Keita", "shoeSize": "44"}, {}, "ftm.property", "shoeSize"),
        ({"name": "Moussa Keita", "birthDate": "yesterday"}, {}, "ftm.value", "birthDate"),
        ({"notes": "no name"}, {}, "records.nameless", "name"),
        ({"name": "Moussa Keita"}, {"handling": "H9"}, "records.choice", "handling"),
        ({"name": "Moussa Keita"}, {"subject_category": "enemy"}, "records.choice", "subject_category"),
        ({"name": "Moussa Keita"}, {"crime_area": "political"}, "records.choice", "crime_area"),
    ],
)
def test_a_bad_record_is_refused_with_its_place_and_nothing_is_kept(properties, options, code, place):
    from benkan.apps.records.models import Record

    with pytest.raises(Invalid) as refused:
        services.add("Person", properties, **options)
    assert (refused.value.code, refused.value.place) == (code, place)
    assert refused.value.remedy
    assert not Record.objects.exists()


def test_an_unknown_record_is_refused_in_words():
    for identifier in ("not-a-uuid", "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(Refused) as refused:
            services.get(identifier)
        assert refused.value.code == "records.unknown"


def test_a_local_search_costs_few_queries_for_one_record_and_for_fifty(django_assert_max_num_queries):
    person()
    subject = Subject(names=["Moussa ag Alhassane"])
    with django_assert_max_num_queries(11):
        services.local_search(subject)
    for number in range(50):
        person(f"Moussa AG ALHASSANE {'abcdefghij'[number % 10]}")
    with django_assert_max_num_queries(11):
        assert len(services.local_search(subject)) == 51
