"""Cases: purpose first, a closed circle, and nobody works where his role has no business."""

import uuid

import pytest
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services
from benkan.apps.cases.models import Case
from benkan.apps.journal.models import Line
from benkan.core.conventions import PURPOSES
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return accounts.create_officer("analyste", "Fatoumata Traoré", "analyst")


@pytest.fixture
def colleague():
    return accounts.create_officer("collegue", "Oumar Sidibé", "analyst")


def test_a_case_gets_the_next_number_of_the_year_and_a_line_in_the_journal(analyst):
    first = services.open_case(analyst, "Cargaison de Gao", "drug-trafficking")
    second = services.open_case(analyst, "Comptes dormants", "fraud")
    year = timezone.localdate().year
    assert (first.number, second.number) == (f"{year}-1", f"{year}-2")
    line = Line.objects.filter(event="case-opened").last()
    assert (line.reference, line.officer, line.facts["purpose"]) == (second.number, "analyste", "fraud")


def test_the_title_of_a_case_never_enters_the_journal(analyst):
    services.open_case(analyst, "Moussa AG ALHASSANE", "fraud")
    assert all(b"ALHASSANE" not in bytes(line.entry) for line in Line.objects.all())


def test_the_next_number_follows_the_highest_and_not_the_last(analyst):
    year = timezone.localdate().year
    services.open_case(analyst, "A", "fraud", number=f"{year}-117")
    services.open_case(analyst, "B", "fraud", number=f"{year}-9")
    assert services.open_case(analyst, "C", "fraud").number == f"{year}-118"


@pytest.mark.parametrize(
    ("title", "purpose", "number", "place"),
    [
        ("", "fraud", "", "title"),
        ("x" * 201, "fraud", "", "title"),
        ("A", "", "", "purpose"),
        ("A", "political", "", "purpose"),
        ("A", "fraud", "=1+1", "number"),
        ("A", "fraud", "TAKEN", "number"),
    ],
)
def test_bad_input_names_its_place_and_opens_nothing(analyst, title, purpose, number, place):
    services.open_case(analyst, "first", "fraud", number="TAKEN")
    with pytest.raises(Invalid) as caught:
        services.open_case(analyst, title, purpose, number=number)
    assert caught.value.place == place
    assert Case.objects.count() == 1


@pytest.mark.parametrize("role", ["control", "administrator"])
def test_control_officers_and_administrators_neither_open_nor_see_cases(analyst, role):
    case = services.open_case(analyst, "A", "fraud")
    other = accounts.create_officer("autre", "Un autre", role)
    with pytest.raises(Refused) as caught:
        services.open_case(other, "B", "fraud")
    assert caught.value.code == "role.not-allowed"
    with pytest.raises(Refused):
        services.get(case.pk, other)
    assert list(services.listed(other)) == []
    assert services.recent_for(other) == []


def test_a_case_is_closed_to_colleagues_until_it_is_shared(analyst, colleague):
    case = services.open_case(analyst, "A", "fraud")
    with pytest.raises(Refused) as caught:
        services.get(case.pk, colleague)
    assert caught.value.code == "case.unknown"
    services.share(analyst, case.pk, "collegue")
    assert services.get(case.pk, colleague) == case
    assert services.recent_for(colleague) == [case]


def test_an_absent_case_and_a_foreign_one_get_the_same_answer(analyst, colleague):
    case = services.open_case(analyst, "A", "fraud")
    told = []
    for wanted in (case.pk, "00000000-0000-4000-8000-000000000000", "no-uuid"):
        with pytest.raises(Refused) as caught:
            services.get(wanted, colleague)
        told.append(str(caught.value))
    assert len(set(told)) == 1


@pytest.mark.parametrize("role", ["liaison", "supervisor"])
def test_officers_who_decide_about_what_leaves_see_every_case(analyst, role):
    case = services.open_case(analyst, "A", "fraud")
    decider = accounts.create_officer("decide", "Décideur", role)
    assert services.get(case.pk, decider) == case


def test_a_case_is_not_shared_with_someone_who_works_on_no_case(analyst):
    case = services.open_case(analyst, "A", "fraud")
    accounts.create_officer("controle", "Contrôle", "control")
    for name in ("controle", "nobody"):
        with pytest.raises(Invalid) as caught:
            services.share(analyst, case.pk, name)
        assert caught.value.code == "case.colleague"


def test_nothing_is_searched_or_noted_in_a_closed_case_until_it_is_reopened(analyst):
    case = services.open_case(analyst, "A", "fraud")
    services.close(analyst, case.pk)
    with pytest.raises(Refused) as caught:
        services.usable(case.pk, analyst)
    assert caught.value.code == "case.closed"
    with pytest.raises(Refused):
        services.add_note(analyst, case.pk, "trop tard")
    services.reopen(analyst, case.pk)
    assert services.usable(case.pk, analyst) == case


def test_a_search_without_a_case_is_refused_with_its_own_code(analyst):
    with pytest.raises(Refused) as caught:
        services.usable(None, analyst)
    assert caught.value.code == "case.required"


def test_closing_twice_writes_one_line(analyst):
    case = services.open_case(analyst, "A", "fraud")
    services.close(analyst, case.pk)
    services.close(analyst, case.pk)
    assert Line.objects.filter(event="case-closed").count() == 1


def test_a_note_moves_its_case_to_the_front(analyst):
    first = services.open_case(analyst, "A", "fraud")
    services.open_case(analyst, "B", "fraud")
    services.add_note(analyst, first.pk, "appel du juge")
    assert services.recent_for(analyst)[0] == first


def test_an_empty_note_is_refused(analyst):
    case = services.open_case(analyst, "A", "fraud")
    with pytest.raises(Invalid):
        services.add_note(analyst, case.pk, "  \n ")


def test_every_purpose_of_the_conventions_has_a_name(analyst):
    assert [code for code, _ in services.purposes()] == list(PURPOSES)
    assert all(str(label) != code for code, label in services.purposes())


@pytest.mark.parametrize(("sort", "expected"), [("number", ["A-1", "B-2"]), ("-number", ["B-2", "A-1"])])
def test_the_list_filters_and_sorts(analyst, sort, expected):
    services.open_case(analyst, "cargaison", "fraud", number="B-2")
    services.open_case(analyst, "cargaison", "fraud", number="A-1")
    services.open_case(analyst, "autre", "terrorism", number="C-3")
    found = services.listed(analyst, services.CaseFilter(text="cargaison", purpose="fraud", sort=sort))
    assert [case.number for case in found] == expected


def outcome(ask):
    try:
        return ask()
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize("role", ["analyst", "liaison", "supervisor", "control", "administrator"])
@pytest.mark.parametrize("state", ["open", "shared", "closed"])
def test_a_reference_is_given_to_whom_the_case_is_usable_and_to_nobody_else(role, state):
    owner = accounts.create_officer("owner", "Owner", "analyst")
    case = services.open_case(owner, "A case", "fraud")
    other = accounts.create_officer("other", "Other", role)
    if state == "shared":
        case.shared_with.add(other)
    if state == "closed":
        services.close(owner, case.pk)
    for who in (owner, other):
        for named in (case.pk, str(case.pk), case.pk.hex, uuid.uuid4(), "no id", "\0", "", None):
            whole = outcome(lambda: services.usable(named, who))  # noqa: B023 - called at once
            short = outcome(lambda: services.reference(named, who))  # noqa: B023 - called at once
            assert short == (whole if isinstance(whole, str) else services.Reference(whole.number, whole.purpose))


def test_a_reference_costs_one_statement(django_assert_num_queries):
    officer = accounts.create_officer("owner", "Owner", "analyst")
    case = services.open_case(officer, "A case", "fraud")
    with django_assert_num_queries(1):
        services.reference(case.pk, officer)
