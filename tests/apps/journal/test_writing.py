import json

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from benkan.apps.journal import entry as entries
from benkan.apps.journal import services as journal
from benkan.apps.journal.events import EVENTS, FACTS, checked
from benkan.apps.journal.models import Checkpoint, Head, Line
from benkan.core import tlog
from benkan.core.errors import Invalid


def test_lines_are_numbered_from_one_and_carry_the_root_before_them(ten_lines):
    assert ten_lines == list(range(1, 11))
    leaves = [bytes(line.leaf_hash) for line in Line.objects.all()]
    for line in Line.objects.all():
        entry = json.loads(bytes(line.entry))
        assert entry["line"] == line.seq
        assert entry["before"] == tlog.root(leaves[: line.seq - 1]).hex()


def test_a_line_of_a_transaction_that_fails_leaves_no_trace(ten_lines):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        journal.write("case-opened", purpose="fraud")
        raise ZeroDivisionError
    assert journal.size() == 10
    assert journal.write("case-opened", purpose="fraud") == 11
    assert journal.verify().ok


def test_a_line_costs_as_many_queries_in_a_long_journal_as_in_a_short_one(db):
    with CaptureQueriesContext(
        connection,
    ) as first:
        journal.write("case-opened", purpose="fraud")
    for _ in range(40):
        journal.write("case-opened", purpose="fraud")
    with CaptureQueriesContext(connection) as later:
        journal.write("case-opened", purpose="fraud")
    assert len(later) <= len(first)
    assert len(later) <= 5


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_every_event_refuses_a_fact_that_is_not_listed(event):
    with pytest.raises(Invalid, match="does not take the fact") as caught:
        checked(event, {"subject": "x"})
    assert caught.value.code == "journal.fact-refused"


def test_every_event_has_a_sentence_and_a_list_of_facts():
    assert set(EVENTS) == set(FACTS)


@pytest.mark.parametrize("words", ["Moussa AG ALHASSANE", "موسى", "+223 76 12 34 56", "a\nb", "x" * 129, 1.5, {"a": 1}])
def test_words_about_a_person_do_not_fit_into_a_fact_and_are_not_repeated_in_the_error(words):
    with pytest.raises(Invalid) as caught:
        checked("search-made", {"purpose": words})
    assert str(words) not in str(caught.value)


def test_an_unknown_event_is_refused_and_writes_nothing(db):
    with pytest.raises(Invalid) as caught:
        journal.write("name-searched")
    assert caught.value.code == "journal.event-unknown"
    assert journal.size() == 0


def test_a_reference_with_control_characters_is_refused(db):
    with pytest.raises(Invalid) as caught:
        journal.write("case-opened", reference="2025\u202e117")
    assert caught.value.code == "journal.column"


def test_none_is_left_out_of_the_facts(db):
    journal.write("case-opened", purpose=None)
    assert Line.objects.get().facts == {}


def test_two_lines_that_say_the_same_have_different_hashes(db):
    journal.write("case-opened", purpose="fraud")
    journal.write("case-opened", purpose="fraud")
    first, second = (json.loads(bytes(line.entry)) for line in Line.objects.all())
    assert first["salt"] != second["salt"]
    assert len(first["salt"]) == 32


def test_a_checkpoint_is_signed_once_for_each_size(ten_lines):
    assert journal.checkpoint() == journal.checkpoint()
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [5, 10]


def test_the_checkpoint_verifies_with_the_agency_s_key_alone(ten_lines, keys):
    ((agency, key),) = keys.items()
    note = tlog.open_note(journal.checkpoint(), [tlog.VerifierKey(f"{agency}/journal", key)])
    stated = tlog.parse_checkpoint(note.text)
    assert (stated.origin, stated.size) == ("ml-ocs/journal", 10)


def test_the_proof_of_a_line_verifies_against_the_checkpoint(ten_lines):
    found = journal.inclusion(3)
    stated = tlog.parse_checkpoint(tlog.split(found.checkpoint)[0])
    tlog.verify_inclusion(tlog.leaf_hash(found.entry), 2, stated.size, list(found.proof), stated.root)


def test_a_line_that_does_not_exist_has_no_proof(ten_lines):
    with pytest.raises(Invalid, match="no line 99"):
        journal.inclusion(99)


TEXT = st.text(max_size=20)
FACT_KEYS = sorted(set().union(*FACTS.values()))
FACT = st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans() | TEXT | st.lists(TEXT, max_size=3)


@given(
    st.builds(
        entries.Entry,
        line=st.integers(1, 2**40),
        at=TEXT,
        event=TEXT,
        officer=TEXT,
        partner=TEXT,
        convention=TEXT,
        clause=TEXT,
        reference=TEXT,
        facts=st.dictionaries(st.sampled_from(FACT_KEYS), FACT, max_size=4),
        before=TEXT,
        salt=TEXT,
    )
)
def test_an_entry_is_read_back_as_it_was_written(entry):
    assert entries.decode(entry.encode()) == entry


def test_half_a_surrogate_pair_is_an_error_and_never_a_line(db):
    with pytest.raises(Invalid):
        journal.write("case-opened", officer="a\ud800")
    assert journal.size() == 0


def test_the_columns_of_a_line_repeat_its_entry(db):
    columns = {
        "officer": "فاطمة", "partner": "ma-dgsn", "convention": "aes-2025", "clause": "aes-2025 · 4", "reference": "7",
    }  # fmt: skip
    facts = {"purpose": "fraud", "elements": 40, "asked": ["ma-dgsn", "ne-ocrtis"], "not_asked": []}
    journal.write("search-made", **columns, **facts)
    line = Line.objects.get()
    assert {name: getattr(line, name) for name in columns} == columns
    assert line.facts == facts
    entry = entries.decode(bytes(line.entry))
    assert (entry.line, entry.event, entry.at) == (line.seq, line.event, entries.instant(line.at))
    assert bytes(line.leaf_hash) == tlog.leaf_hash(bytes(line.entry))


def test_the_first_line_makes_the_head_that_later_ones_move(db):
    Head.objects.all().delete()
    assert [journal.write("case-opened"), journal.write("case-opened")] == [1, 2]
    assert list(Head.objects.values_list("pk", "size")) == [(1, 2)]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"version":1}', b"\xff", b"{" * 70_000])
def test_bytes_that_are_no_entry_are_refused(data):
    with pytest.raises(Invalid):
        entries.decode(data)


def test_an_entry_in_another_spelling_is_refused(ten_lines):
    data = bytes(Line.objects.first().entry)
    with pytest.raises(Invalid):
        entries.decode(data.replace(b'":', b'" :', 1))
