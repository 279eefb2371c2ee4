"""Making a search: a named officer, an open case, something to ask; and nothing of it where it does not belong."""

import logging

import pytest
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.search.conftest import MOUSSA
from tests.said import said

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.journal.models import Line
from benkan.apps.search import services
from benkan.apps.search.models import Inquiry, InquiryState, Search
from benkan.core.blind import LARGEST, SHAPES
from benkan.core.errors import Invalid, Refused
from benkan.core.matching.evaluation.found_by_tokens import QUERY_TOKENS

pytestmark = pytest.mark.django_db


def test_a_search_lists_who_is_asked_and_who_is_not_with_the_clause(analyst, case, partner, network):
    agree(partner)
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    agree(other, identifier="fraude-2025", purposes=["fraud"])
    network.add(FakePartner("dz-dgsn", "DZ").join_directory())
    search = services.make(analyst, case.pk, MOUSSA)
    rows = {row.partner: row for row in search.inquiries.all()}
    assert rows["ma-dgsn"].state == InquiryState.WAITING
    assert rows["ne-ocrtis"].state == rows["dz-dgsn"].state == InquiryState.NOT_ASKED
    assert rows["ne-ocrtis"].clause.startswith("fraude-2025")
    assert rows["dz-dgsn"].code.startswith("convention.")


@pytest.mark.parametrize("case_id", [None, "", "not-a-case", "00000000-0000-0000-0000-000000000000"])
def test_a_search_without_a_case_is_refused(analyst, partner, case_id):
    with pytest.raises(Refused) as caught:
        services.make(analyst, case_id, MOUSSA)
    assert caught.value.code.startswith("case.")
    assert Search.objects.count() == 0


def test_a_search_in_a_closed_case_is_refused(analyst, case):
    cases.close(analyst, case.pk)
    with pytest.raises(Refused) as caught:
        services.make(analyst, case.pk, MOUSSA)
    assert caught.value.code == "case.closed"


@pytest.mark.parametrize("role", ["control", "administrator"])
def test_who_may_not_search_does_not(case, role):
    who = accounts.create_officer("autre", "Autre", role)
    with pytest.raises(Refused) as caught:
        services.make(who, case.pk, MOUSSA)
    assert caught.value.code == "role.not-allowed"
    assert Search.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, "name"),
        ({"born": "1984"}, "name"),
        ({"name": "a" * 10_240}, "name"),
        ({"name": "Moussa \u202eGHALI"}, "name"),
        ({"name": "Moussa\x00 Ghali"}, "name"),
        ({"name": ["Moussa"]}, "name"),
        ({"name": "Moussa ag Ghali", "born": "yesterday"}, "born"),
        ({"phone": "?" * 200}, "phone"),
        ({"company": "x" * 301}, "company"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_nothing_is_made(analyst, case, partner, fields, place):
    before = Line.objects.count()
    with pytest.raises(Invalid) as caught:
        services.make(analyst, case.pk, fields)
    assert caught.value.place == place
    assert caught.value.remedy
    assert (Search.objects.count(), Inquiry.objects.count(), Line.objects.count()) == (0, 0, before)


def test_a_name_that_is_too_common_is_asked_of_nobody_and_says_so(analyst, case, partner, convention):
    search = services.make(analyst, case.pk, {"name": "Mohamed Ali"})
    (row,) = search.inquiries.all()
    assert (row.state, row.code) == (InquiryState.NOT_ASKED, "search.too-common")
    assert search.finished_at is not None


def test_quotas_of_officer_and_case_stop_a_search_before_it_leaves(analyst, case, partner):
    agree(partner, searches_per_case_per_day=1)
    first = services.make(analyst, case.pk, MOUSSA)
    partner.publish("essai-2025", [])
    services.run_due(search=first.id, threads=False)
    second = services.make(analyst, case.pk, MOUSSA)
    (row,) = second.inquiries.all()
    assert row.state == InquiryState.NOT_ASKED
    assert row.clause.startswith("essai-2025")
    assert partner.kinds().count("search.ask") == 1


def test_what_was_searched_is_in_no_log_and_in_no_line_of_the_journal(
    analyst, case, partner, convention, their_moussa, caplog
):
    caplog.set_level(logging.DEBUG)
    partner.publish(convention, [their_moussa])
    search = services.make(analyst, case.pk, MOUSSA)
    services.run_due(search=search.id, threads=False)
    partner.down = True
    failing = services.make(analyst, case.pk, {**MOUSSA, "document": "AA1234567"})
    services.run_due(search=failing.id, threads=False)
    services.search_here(MOUSSA)
    told = said([caplog.text, *(bytes(line.entry) for line in Line.objects.all())])
    assert "search-made" in told
    for secret in ("moussa", "alhassan", "1984", "76123456", "76 12 34 56", "aa1234567", "mouss", "m|s"):
        assert secret not in told
    for line in Line.objects.filter(event="search-made"):
        assert set(line.facts) == {
            *("purpose", "search", "commitment", "elements", "committed", "elements_root", "asked", "not_asked")
        }


def test_the_commitment_opens_with_the_salt_and_with_nothing_else(analyst, case, partner, convention):
    import hashlib

    import rfc8785

    search = services.make(analyst, case.pk, MOUSSA)
    opened = hashlib.sha256(bytes.fromhex(search.salt) + rfc8785.dumps(search.subject)).hexdigest()
    assert opened == Line.objects.get(event="search-made").facts["commitment"] == search.commitment
    again = services.make(analyst, case.pk, MOUSSA)
    assert again.commitment != search.commitment


def test_a_search_here_needs_no_case_and_leaves_a_line_without_content(our_moussa):
    (line,) = services.search_here({"name": "موسى أغ الحسن", "born": "1984"})
    assert line.record.pk == our_moussa.pk
    assert Line.objects.get(event="search-here").facts == {"count": 1, "fields": 2}


def test_the_matcher_is_judged_with_as_many_tokens_as_a_search_asks():
    assert SHAPES[LARGEST]["name"] == QUERY_TOKENS
