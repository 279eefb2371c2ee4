"""The four templates: whole in three languages, for the number of parties that they are for, and sensible in size."""

import datetime as dt

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benkan.core.conventions import (
    LANGUAGES,
    SECTIONS,
    TEMPLATES,
    Act,
    ActKind,
    Agreement,
    PartyDraft,
    Permit,
    append,
    decide,
    draft,
    parse,
    verify,
)
from benkan.core.conventions.canonical import MAX_TEXT_BYTES, signed_bytes
from benkan.core.conventions.model import Signature
from benkan.core.conventions.vocabulary import OPTIONAL_SECTIONS

STARTS = dt.date(2026, 1, 1)
each_template = pytest.mark.parametrize("code", sorted(TEMPLATES))


def key(number):
    return Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))


def parties(count):
    names = {
        "fr": "Office central de lutte contre le trafic illicite de stupéfiants",
        "en": "Central office for the suppression of illicit drug trafficking",
        "ar": "المكتب المركزي لمكافحة الاتجار غير المشروع بالمخدرات",
    }
    return [
        PartyDraft(f"s{number}-office", names, "ML", key(number).public_key().public_bytes_raw())
        for number in range(1, count + 1)
    ]


def drafted(code, count):
    return draft("pact-2026", parties(count), code, starts_on=STARTS, ends_on=STARTS + dt.timedelta(days=730))


@each_template
def test_a_template_makes_a_text_that_can_be_read(code):
    template = TEMPLATES[code]
    convention = parse(drafted(code, template.least))
    assert convention.title == template.title
    assert convention.quotas.searches_per_party_per_day == template.terms.searches_per_party_per_day
    assert convention.suspension_scope == template.terms.suspension_scope
    assert convention.answer_hours["routine"] == template.terms.routine_hours
    assert (convention.training is None) == (template.terms.training_places is None)
    assert (convention.means is None) == (not template.terms.means)


@each_template
def test_every_clause_of_a_template_is_written_in_the_three_languages_and_in_no_other_words(code):
    template = TEMPLATES[code]
    clauses = {clause.section: clause for clause in template.clauses}
    assert set(SECTIONS) <= set(clauses) <= {*SECTIONS, *OPTIONAL_SECTIONS}
    for clause in clauses.values():
        texts = [getattr(clause, language) for language in LANGUAGES]
        assert len(set(texts)) == len(LANGUAGES)
        arabic = sum("\u0600" <= letter <= "\u06ff" for letter in clause.ar)
        assert arabic > len(clause.ar) / 2
        assert not any("\u0600" <= letter <= "\u06ff" for letter in clause.fr + clause.en)
    assert all(template.about[language].strip() for language in LANGUAGES)


@each_template
def test_a_part_that_the_template_leaves_out_has_no_article(code):
    convention = parse(drafted(code, TEMPLATES[code].least))
    assert ("training" in convention.clauses) == (convention.training is not None)
    assert ("means" in convention.clauses) == (convention.means is not None)
    numbers = [clause.article for clause in convention.clauses.values()]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_a_convention_of_196_services_is_drafted_signed_and_decided():
    text = drafted("worldwide", 196)
    convention = parse(text)
    signatures = []
    for number, party in enumerate(convention.parties, start=1):
        value = key(number).sign(signed_bytes(convention.sha256, party, STARTS))
        public = key(number).public_key().public_bytes_raw()
        signatures.append(Signature(party, public, value, STARTS))
    whole = append(convention, signatures)
    assert len(whole.encode()) < MAX_TEXT_BYTES / 2
    read = parse(whole)
    assert verify(read).complete
    wish = Act(ActKind.SEARCH, "s1-office", "s196-office", dt.datetime(2026, 5, 1, tzinfo=dt.UTC), purpose="fraud")
    assert isinstance(decide([Agreement(read, signed=True)], wish), Permit)
