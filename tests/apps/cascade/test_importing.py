"""Lists of onward sessions: good rows kept, bad ones told, nothing twice, one list for several levels."""

from __future__ import annotations

import datetime as dt
import io
from uuid import uuid4

import pytest
from django.utils import translation
from django.utils.translation import gettext
from openpyxl import Workbook  # type: ignore[import-untyped]
from tests.apps.cascade.grown import at, begun, trainer
from tests.apps.cascade.test_standing import assert_right

from benkan.apps.accounts import services as accounts
from benkan.apps.cascade import columns, importing
from benkan.apps.cascade.models import Cascade, Person, Session
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
HEAD = "trainer,trainer service,day,topic,hours,place,materials,name,service,country,region,learner,reference\n"


@pytest.fixture
def who() -> accounts.Officer:
    return trainer()


@pytest.fixture
def cascade(who: accounts.Officer) -> Cascade:
    return begun(who)


def take(who: accounts.Officer, cascade: Cascade, rows: str, head: str = HEAD) -> importing.Done:
    return importing.import_list(who, cascade, (head + rows).encode())


def test_one_list_holds_a_trainers_own_training_and_what_followed_in_any_order(
    who: accounts.Officer, cascade: Cascade
) -> None:
    rows = (
        "Issa Cissé,,2025-06-01,Dogs,4,Gao,v2,Salif Ba,Police,Mali,Gao,,\n"
        "Awa Traoré,,2025-05-01,Dogs,4,Bamako,v2,Issa Cissé,Police,ML,Gao,,\n"
        "AWA TRAORE,,2025-05-01,Dogs,4,Bamako,v2,Binta Sow,Police,ML,Kidal,,\n"
    )
    done = take(who, cascade, rows)
    assert (done.read, done.sessions, done.persons, done.known, done.refused) == (3, 2, 3, 0, [])
    salif = at(cascade, "Salif Ba")
    assert (salif.depth, salif.region, salif.country) == (2, "ML/Gao", "ML")
    assert Session.objects.get(trainer__name="Issa Cissé").materials == "v2"
    assert_right(cascade)
    again = take(who, cascade, rows)
    assert (again.sessions, again.persons, again.known) == (0, 0, 3)
    assert_right(cascade)


def test_bad_rows_are_told_and_good_ones_kept(who: accounts.Officer, cascade: Cascade) -> None:
    awa = "Awa Traoré,,2025-05-01,Dogs,4,Gao,,"
    done = take(
        who,
        cascade,
        f"{awa}Salif Ba,Police,ML,Gao,,\n"
        "Nobody Known,,2025-05-01,Dogs,4,Gao,,Ali Ba,,ML,,,\n"
        "Awa Traoré,,2024-05-01,Dogs,4,Gao,,Ali Ba,,ML,,,\n"
        "Awa Traoré,,someday,Dogs,4,Gao,,Ali Ba,,ML,,,\n"
        "Awa Traoré,,2025-05-01,Dogs,many,Gao,,Ali Ba,,ML,,,\n"
        "Awa Traoré,,2025-05-01,,4,Gao,,Ali Ba,,ML,,,\n"
        f"{awa},,ML,,,\n"
        f"{awa}Ali Ba,,Atlantis,,,\n"
        f"{awa}Ali Ba,,ML,,no-number,\n"
        f"{awa}{'x' * 300},,ML,,,\n"
        f"{awa}Fanta Koné,,ML,,,\n",
    )
    assert [(one.row, one.error.code) for one in done.refused] == [
        (3, "cascade.trainer"), (4, "cascade.too-early"), (5, "cascade.day-unread"), (6, "cascade.hours"),
        (7, "cascade.topic"), (8, "cascade.name"), (9, "cascade.country"), (10, "cascade.learner"), (11, "cascade.name"),
    ]  # fmt: skip
    assert (done.persons, done.trainings) == (2, 2)
    assert_right(cascade)
    assert all("Ali Ba" not in str(one.error) for one in done.refused)


def test_two_trainers_of_one_name_are_asked_not_guessed(who: accounts.Officer, cascade: Cascade) -> None:
    take(who, cascade, "Awa Traoré,,2025-05-01,Dogs,4,,,Awa Traore,Police,ML,Gao,,\n")
    row = ",2025-06-01,Dogs,4,,,Ali Ba,,ML,,,\n"
    done = take(who, cascade, "Awa Traoré," + row)
    assert [one.error.code for one in done.refused] == ["cascade.trainer-unclear"]
    assert take(who, cascade, "Awa Traoré,Police" + row).persons == 1
    number = at(cascade, "Awa Traoré").public_id
    assert take(who, cascade, f"{number}," + row).persons == 1


def test_a_learner_is_the_same_person_in_every_session(who: accounts.Officer, cascade: Cascade) -> None:
    learner = uuid4()
    rows = "".join(
        f"{name},,2025-05-0{day},Dogs,4,,,Salif Ba,,ML,,{learner},\n"
        for name, day in (("Awa Traoré", 1), ("Moussa Ag Alhassane", 2))
    )
    done = take(who, cascade, rows)
    assert (done.sessions, done.persons, done.trainings) == (2, 1, 2)
    assert at(cascade, "Salif Ba").parent == at(cascade, "Awa Traoré")
    assert_right(cascade)


def test_a_circle_is_refused_with_its_way_and_the_rest_kept(who: accounts.Officer, cascade: Cascade) -> None:
    take(
        who,
        cascade,
        "Awa Traoré,,2025-05-01,Dogs,4,,,Salif Ba,,ML,,,\nSalif Ba,,2025-06-01,Dogs,4,,,Issa Cissé,,ML,,,\n",
    )
    awa = at(cascade, "Awa Traoré").public_id
    done = take(
        who,
        cascade,
        f"Issa Cissé,,2025-07-01,Dogs,4,,,Awa,,ML,,{awa},\nIssa Cissé,,2025-07-02,Dogs,4,,,Ali Ba,,ML,,,\n",
    )
    assert [one.error.facts.get("way") for one in done.refused] == ["Issa Cissé ← Salif Ba ← Awa Traoré"]
    assert done.persons == 1
    assert_right(cascade)


def test_a_spreadsheet_with_french_titles_and_dates(who: accounts.Officer, cascade: Cascade) -> None:
    book = Workbook()
    book.active.append(["Formateur", "Date", "Thème", "Durée", "Nom et prénom", "Pays", "Lieu"])
    book.active.append(["Awa Traoré", dt.date(2025, 5, 1), "Chiens", 2.5, "Salif Ba", "Mali", "Tombouctou"])
    stream = io.BytesIO()
    book.save(stream)
    done = importing.import_list(who, cascade, stream.getvalue(), "paper")
    assert (done.persons, done.refused) == (1, [])
    session = Session.objects.get()
    assert (str(session.hours), session.region, session.way) == ("2.5", "ML/Tombouctou", "paper")


def test_a_file_that_is_no_list_changes_nothing(who: accounts.Officer, cascade: Cascade) -> None:
    for data, code in (
        (b"name,day\nA,B\n", "cascade.columns"),
        (b"", "cascade.rows"),
        (HEAD.encode(), None),
        (b"\x00\x01\x02", "sheet.encoding"),
        (b"PK\x03\x04rubbish", "sheet.broken"),
    ):
        if code is None:
            assert importing.import_list(who, cascade, data).read == 0
            continue
        with pytest.raises(Invalid) as refused:
            importing.import_list(who, cascade, data)
        assert refused.value.code == code
    with pytest.raises(Invalid):
        importing.import_list(who, cascade, HEAD.encode(), "pigeon")
    analyst = accounts.create_officer("analyst", "A", "analyst")
    with pytest.raises(Refused):
        importing.import_list(analyst, cascade, HEAD.encode())
    assert Person.objects.count() == 3


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_titles_that_the_page_names_are_understood_in_each_language(language: str) -> None:
    with translation.override(language):
        needed = gettext("trainer, day, topic, hours, name")
        further = gettext("service, country, region, place, materials, reference, learner, trainer service")
    assert columns.found(f"{needed}, {further}".split(", ")).keys() == columns.TITLES.keys()
