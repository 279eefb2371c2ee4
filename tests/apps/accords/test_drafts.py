"""Drafts at home: from a template, from the version in force, from a file; changed as text or by the form."""

import datetime as dt

import pytest
from tests.apps.accords.texts import signed, signed_by_us, today, unsigned
from tests.apps.exchange.fake_partner import FakePartner

from benkan.apps.accords import drafts, simulating
from benkan.apps.accords import services as accords
from benkan.apps.accords.models import Convention, Draft
from benkan.apps.journal import services as journal
from benkan.core import conventions
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(officer):
    return officer("liaison")


@pytest.fixture
def draft(partner, writer) -> Draft:
    return drafts.start("ml-ma-2026", ["ma-dgsn"], "bilateral", writer, starts_on=dt.date(2026, 1, 1))


def test_a_template_is_filled_in_from_the_directory_of_cards(draft, partner):
    convention = conventions.parse(draft.text)
    assert list(convention.parties) == ["ml-ocs", "ma-dgsn"]
    assert convention.parties["ma-dgsn"].signing_key == partner.signing.public
    assert (convention.starts_on, convention.ends_on) == (dt.date(2026, 1, 1), dt.date(2027, 12, 31))
    line = journal.latest(1)[0]
    assert (line["event"], line["facts"]) == ("convention-drafted", {"template": "bilateral", "version": 1})


def test_a_leap_day_ends_the_day_before_its_anniversary(partner, writer):
    row = drafts.start("ml-ma-2028", ["ma-dgsn"], "bilateral", writer, starts_on=dt.date(2028, 2, 29), years=1)
    assert conventions.parse(row.text).ends_on == dt.date(2029, 2, 28)


def test_a_party_without_a_card_cannot_be_filled_in(partner, writer):
    with pytest.raises(Refused) as caught:
        drafts.start("ml-xx", ["xx-other"], "multilateral", writer, starts_on=today())
    assert caught.value.code == "agency.unknown"
    assert not Draft.objects.exists()


def test_a_draft_binds_nobody_and_no_act_passes_by_it(draft, own):
    with pytest.raises(Refused) as caught:
        accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud")
    assert caught.value.code == "convention.none"


def test_two_drafts_of_one_version_are_refused(draft, writer):
    with pytest.raises(Refused) as caught:
        drafts.start("ml-ma-2026", ["ma-dgsn"], "bilateral", writer, starts_on=today())
    assert caught.value.code == "convention.draft-exists"


@pytest.mark.parametrize("role", ["analyst", "control"])
def test_these_roles_do_not_draft(partner, officer, role):
    with pytest.raises(Refused) as caught:
        drafts.start("ml-ma-2026", ["ma-dgsn"], "bilateral", officer(role), starts_on=today())
    assert caught.value.code == "role.not-allowed"


def test_a_text_that_cannot_be_read_yet_is_kept(draft, writer):
    saved = drafts.save_text(draft, "format = \n# demain", drafts.stamp(draft), writer)
    assert saved.text == "format = \n# demain\n"
    assert drafts.read(saved)[1].code == "convention.invalid"


def test_the_form_changes_its_values_and_keeps_every_comment(draft, writer):
    commented = draft.text.replace("[quotas]", "# Rabat: 100 ?\n[quotas]")
    draft = drafts.save_text(draft, commented, drafts.stamp(draft), writer)
    saved = drafts.save_terms(draft, {("retention", "days"): 90}, drafts.stamp(draft), writer)
    assert "# Rabat: 100 ?" in saved.text
    assert conventions.parse(saved.text).retention_days == 90


def test_who_saved_meanwhile_is_not_overwritten(draft, writer, officer):
    seen = drafts.stamp(draft)
    drafts.save_terms(draft, {("retention", "days"): 90}, seen, officer("administrator"))
    with pytest.raises(Refused) as caught:
        drafts.save_terms(draft, {("retention", "days"): 30}, seen, writer)
    assert caught.value.code == "convention.draft-moved"
    assert caught.value.facts["officer"] == "administrator-1"
    draft.refresh_from_db()
    assert conventions.parse(draft.text).retention_days == 90


def test_a_draft_keeps_its_name_and_version(draft, writer):
    with pytest.raises(Invalid) as caught:
        drafts.save_text(draft, draft.text.replace("version = 1", "version = 7"), drafts.stamp(draft), writer)
    assert caught.value.code == "convention.draft-name"


def test_an_amendment_starts_from_the_words_in_force_without_their_signatures(text, writer):
    accords.add(text)
    row = drafts.amend("ml-ma-2025", writer)
    convention = conventions.parse(row.text)
    assert (row.version, convention.version, convention.signatures) == (2, 2, ())
    assert conventions.differences(conventions.parse(text), convention) == []
    assert "ml-ma-2025" in [each.identifier for each in drafts.listed()]


def test_a_file_with_a_signature_becomes_a_draft_that_knows_it(partner, writer):
    from benkan.apps.accords import signing

    text = conventions.sign(unsigned(partner), partner.agency, partner.signing.sign, partner.signing.public, today())
    row = drafts.take(text, writer)
    assert [each.party for each in signing.signatures(row, row.on_table)] == ["ma-dgsn"]
    assert conventions.verify(signing.signed_text(row)).signed == ("ma-dgsn",)


def test_the_same_text_with_one_signature_more_adds_the_signature_and_comes_into_force(partner, writer):
    drafts.take(signed_by_us(unsigned(partner)), writer)
    drafts.take(signed(partner), writer)
    assert Convention.objects.get().identifier == "ml-ma-2025"
    assert drafts.listed() == []


def test_another_text_under_the_same_version_is_not_mixed_in(partner, writer):
    drafts.take(unsigned(partner), writer)
    with pytest.raises(Refused) as caught:
        drafts.take(unsigned(partner, retention_days=10), writer)
    assert caught.value.code == "convention.draft-other"


def test_a_draft_put_aside_leaves_the_list_and_comes_back_when_it_is_saved(draft, writer):
    drafts.put_aside(draft, writer)
    assert drafts.listed() == []
    drafts.save_text(draft, draft.text, drafts.stamp(draft), writer)
    assert [row.identifier for row in drafts.listed()] == ["ml-ma-2026"]


def test_a_draft_answers_what_it_would_allow_and_says_that_it_is_not_in_force(draft):
    agreement = simulating.draft_of(conventions.parse(draft.text))
    moment = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
    wish = simulating.Question("search", "ml-ocs", "ma-dgsn", "fraud", frozenset({"phone"}))
    answer = simulating.ask(agreement, wish, moment)
    assert (answer.allowed, answer.in_force, answer.reference) == (True, False, "ml-ma-2026 · 5")
    refused = simulating.ask(agreement, simulating.Question("release", "ml-ocs", "ma-dgsn", "fraud"), moment)
    assert (refused.allowed, refused.code, refused.reference) == (False, "act.handling.missing", "ml-ma-2026 · 8")
    assert refused.clause.text["ar"]


def test_what_is_in_force_is_asked_as_it_stands(text, own):
    accords.add(text)
    agreement = accords.agreements()[0]
    wish = simulating.Question("request", own, "ma-dgsn", "fraud")
    assert simulating.ask(agreement, wish, dt.datetime.now(dt.UTC)).in_force
    late = simulating.ask(agreement, wish, dt.datetime(2090, 1, 1, tzinfo=dt.UTC))
    assert (late.allowed, late.in_force, late.code) == (False, False, "convention.expired")


def test_an_act_that_nobody_defined_cannot_be_asked_about(draft):
    with pytest.raises(Invalid):
        simulating.ask(
            simulating.draft_of(conventions.parse(draft.text)),
            simulating.Question("wiretap", "ml-ocs", "ma-dgsn"),
            dt.datetime.now(dt.UTC),
        )


def test_a_party_may_be_a_service_that_nobody_compared_by_voice_yet(writer, network):
    network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    row = drafts.start("ml-ne", ["ne-ocrtis"], "bilateral", writer, starts_on=today())
    assert conventions.parse(row.text).parties["ne-ocrtis"].country == "NE"
