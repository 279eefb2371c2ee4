"""From a report to a partner's letter: the draft passes the checklist, the convention and a second officer."""

import dataclasses

import pytest
from tests.apps.exchange.conftest import convention, network, partner  # noqa: F401 - fixtures
from tests.apps.notices.conftest import all_no, digest_for

from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.notices import services as notices
from benkan.apps.reporting import services as reporting
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(bank, officers):
    """A draft of the person of a report, in a case, with the name and the day of birth."""
    row = bank.send()
    case = cases.open_case(officers["supervisor"], "Versements", "drug-trafficking")
    reporting.put_into_case(officers["supervisor"], row.pk, str(case.pk))
    person = row.parties.get(kind="person")
    chosen = reporting.Chosen(person.position, ("name", "birthDate"), "C3", "H1", "Même gérant chez vous.")
    return reporting.inform(officers["supervisor"], row.pk, chosen)


def complete(draft, **changes):
    edition = draft.editions.get()
    given = notices.Content(
        fields=edition.fields,
        purpose=edition.purpose,
        subject_category="suspect",
        record=edition.record,
        picked=tuple(edition.picked),
        answers=all_no("spontaneous"),
        handling=edition.handling,
        grade=edition.grade,
        partners=("ma-dgsn",),
    )
    return dataclasses.replace(given, **changes)


def test_it_leaves_with_the_chosen_fields_after_a_second_officer_and_never_names_the_reporter(
    draft,
    officers,
    partner,  # noqa: F811
    convention,  # noqa: F811
):
    who = officers["supervisor"]
    notices.revise(who, draft.pk, complete(draft))
    edition = notices.propose(who, draft.pk)
    reviewer = officers["liaison"]
    digest = digest_for(edition, reviewer)
    with pytest.raises(Refused):
        notices.approve(who, edition.pk, seen_sha256=digest)
    notices.approve(reviewer, edition.pk, seen_sha256=digest)
    exchange.deliver_due(threads=False)
    ((_, payload),) = partner.opened
    assert payload.properties == {"name": ["Mariam Koulibaly-Essai"], "birthDate": ["1981-05-03"]}
    assert "leuve" not in payload.model_dump_json().lower()


def test_a_checklist_without_its_answers_keeps_it_here(draft, officers, partner, convention):  # noqa: F811
    notices.revise(officers["supervisor"], draft.pk, complete(draft, answers={}))
    with pytest.raises((Refused, Invalid)) as raised:
        notices.propose(officers["supervisor"], draft.pk)
    assert raised.value.code.startswith("notice.")
    assert partner.opened == []


def test_a_partner_without_a_convention_gets_nothing(draft, officers, partner):  # noqa: F811
    notices.revise(officers["supervisor"], draft.pk, complete(draft))
    with pytest.raises(Refused):
        notices.propose(officers["supervisor"], draft.pk)
    assert partner.opened == []
