"""Nothing but uniform bytes of a question depends on its subject: what a partner can compare says nothing.

Many questions about very different subjects, none of whom anybody holds, to one partner from one officer in one case. Every
field that the partner can read, and every length and count, must be the same, except those that are random by design:
blinded elements, identities, the times, and what is sealed. Of the random ones it is tested that they look random. The
one thing that a question tells is its shape: in the largest shape nothing, else which of four.
"""

import collections
import dataclasses
import datetime as dt
import json

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkan.apps.journal.models import Line
from benkan.apps.search import services
from benkan.apps.search.models import Inquiry, InquiryState, Question
from benkan.core.blind import SHAPES, prepare
from benkan.core.envelope import peek
from benkan.wire import encode

pytestmark = pytest.mark.django_db

SUBJECTS = [
    {"name": "Ingrid Svendsdottir Bjørnstad", "born": "1971"},
    {"name": "Vouidibio Kpassagnon", "born": "1991"},
    {"name": "يوسف بن عبد الرحمن التلمساني القسنطيني", "born": "1962-11-30"},
    {
        "name": "Abdoulaye Ousmane Mohamed Lamine Cheick Oumar Diabaté\nMoussa ag Alhassane ould Sidi Brahim",
        "born": "1984",
    },
    {"phone": "76 12 34 56"},
    {
        "phone": "+33 6 12 34 56 78",
        "plate": "AB-1234-MD",
        "document": "X0000001",
        "account": "ML13 0160 1201 0260 0100 0668 497",
    },
    {"company": "Zarafet Nourdine Import Export SA"},
    {"name": "Moussa Traoré", "born": "1984-05-03", "phone": "+22376123456", "company": "Sotrama"},
]
UNIFORM = {"elements"}
"""Fields of the question that may differ: each is uniform in its range whatever the subject."""
OF_THE_LETTER = {"id", "thread", "sent_at", "expires_at", "commitment"}
"""Fields of the header that may differ: random identities, the time, the salted digest of the sealed payload."""


def questions(partner, letters):
    return [
        (header, payload, data)
        for data in letters
        for header, payload in [partner.read(data)]
        if header.kind == "search.ask"
    ]


def asked_about(subjects, analyst, case, partner, state=InquiryState.ANSWERED):
    begun = len(partner.received)
    for fields in subjects:
        search = services.make(analyst, case.pk, fields)
        services.run_due(search=search.id, threads=False)
        assert search.inquiries.get().state in {state, InquiryState.ANSWERED}
    return questions(partner, partner.received[begun:])


def comparable(header, payload, data):
    """Everything of a question that a partner can compare."""
    told = payload.model_dump()
    shape = {
        name: sorted((kind, [len(each) for each in given]) for kind, given in told[name].items()) for name in UNIFORM
    }
    fixed = {name: value for name, value in told.items() if name not in UNIFORM}
    head = dataclasses.asdict(header)
    lengths = {name: len(str(head[name])) for name in OF_THE_LETTER}
    constant = {name: value for name, value in head.items() if name not in OF_THE_LETTER}
    return json.dumps([shape, fixed, lengths, constant, list(told), len(encode(payload)), len(data)], sort_keys=True)


def test_two_questions_differ_in_no_field_but_the_uniform_ones(analyst, case, partner, convention, whole_shape):
    partner.publish(convention, [])
    sent = asked_about(SUBJECTS, analyst, case, partner)
    assert len(sent) == len(SUBJECTS)
    assert len({comparable(*one) for one in sent}) == 1


def test_questions_of_one_shape_differ_in_no_field_but_the_uniform_ones(analyst, case, partner, convention):
    partner.publish(convention, [])
    told = collections.defaultdict(set)
    for header, payload, data in asked_about(SUBJECTS, analyst, case, partner):
        told[sum(map(len, payload.elements.values()))].add(comparable(header, payload, data))
    assert set(told) == set(SHAPES)
    assert {len(alike) for alike in told.values()} == {1}


def test_a_field_that_told_something_of_the_subject_would_be_found(
    analyst, case, partner, convention, whole_shape, monkeypatch
):
    """The test above can fail: each of these leaks is of the kind that it must see."""
    from benkan.apps.search import asking

    partner.publish(convention, [])
    honest = asking._payload

    def a_smaller_shape(inquiry, question, manifest):
        size = 24 if len(inquiry.search.subject) % 2 else 40
        return honest(inquiry, question, manifest).model_copy(update={"elements": prepare({}, smallest=size).elements})

    def named(inquiry, question, manifest):
        payload = honest(inquiry, question, manifest)
        return payload.model_copy(update={"purpose": f"p{len(str(inquiry.search.subject)):d}"})

    for leak in (a_smaller_shape, named):
        with monkeypatch.context() as patched:
            patched.setattr(asking, "_payload", leak)
            sent = asked_about(SUBJECTS[3:6], analyst, case, partner, InquiryState.FAILED)
        assert len({comparable(*one) for one in sent}) > 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["name", "company"]),
        st.text("abcdefghijklmnoprstuwyzéèàçïءابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=4, max_size=30).map(
            lambda text: f"{text} {text[::-1]}o"
        ),
        min_size=1,
    ),
    st.integers(1, 99_999_999),
)
def test_whatever_is_typed_the_question_is_the_same(analyst, case, partner, convention, whole_shape, typed, number):
    if partner.manifest is None:
        partner.publish(convention, [])
    fields = {**typed, "phone": f"+223{70_000_000 + number % 10_000_000}"}
    sent = asked_about([{"phone": "+22370000001"}, fields], analyst, case, partner)
    assert comparable(*sent[0]) == comparable(*sent[1])


def bits_are_even(values):
    """Chi-square of the bytes of uniform values in 16 groups: 15 degrees of freedom, p = 0.0001 at 44.3."""
    counted = collections.Counter(byte >> 4 for value in values for byte in value)
    total = sum(counted.values())
    return sum((counted[group] - total / 16) ** 2 / (total / 16) for group in range(16)) < 44.3


def test_the_elements_are_all_different_and_look_the_same_for_tokens_and_padding(
    analyst, case, partner, convention, whole_shape
):
    from benkan.apps.search import questions as stored

    partner.publish(convention, [])
    # A name with many tokens against a phone with one: 2 subjects, asked 12 times each.
    sent = asked_about([SUBJECTS[3], SUBJECTS[4]] * 12, analyst, case, partner)
    elements = [each for _, payload, _ in sent for given_ in payload.elements.values() for each in given_]
    assert len(set(elements)) == len(elements) == 24 * 40
    tokens, padding = [], []
    for one in Question.objects.all():
        for slot in stored.opened(one).query.slots():
            # The highest byte of an element is below 0x80 and the lowest is even (RFC 9496): the others are compared.
            (padding if slot.canary else tokens).append(slot.blinding.element[1:31])
    assert bits_are_even(tokens)
    assert bits_are_even(padding)


def test_a_slot_s_place_does_not_change_with_time_or_attempt(analyst, case, partner, convention):
    """A retry sends the same bytes: two different questions about one search would be a sign."""
    partner.publish(convention, [])
    search = services.make(analyst, case.pk, SUBJECTS[0])
    services.run_due(search=search.id, threads=False)
    Inquiry.objects.update(
        state=InquiryState.WAITING, next_attempt_at=timezone.now(), asked_at=timezone.now() - dt.timedelta(hours=2)
    )
    question = Question.objects.get()
    assert not question.letter
    services.run_due(search=search.id, threads=False)
    first, second = questions(partner, [data for data in partner.received if peek(data).kind == "search.ask"])
    assert first[1].elements == second[1].elements


def test_the_lines_of_the_journal_are_the_same_but_for_digests(analyst, case, partner, convention, whole_shape):
    partner.publish(convention, [])
    for fields in SUBJECTS:
        services.make(analyst, case.pk, fields)
    told = set()
    for line in Line.objects.filter(event="search-made"):
        facts = {**line.facts, "search": "", "commitment": len(line.facts["commitment"])}
        facts["elements_root"] = len(facts["elements_root"])
        told.add(json.dumps(facts, sort_keys=True))
    assert len(told) == 1
