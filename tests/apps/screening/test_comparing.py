"""Lists beside own records, both ways: what is likely waits, what a person said stays until the facts change."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.screening.conftest import HADJ, SOMEBODY, compare_all, line, load

from benkan.apps.journal.models import Line
from benkan.apps.records import services as records
from benkan.apps.records.models import Record
from benkan.apps.screening import judging, services
from benkan.apps.screening.models import Entry, Likeness, State
from benkan.core.errors import Invalid, Refused, Unreachable
from benkan.core.matching import Subject

pytestmark = pytest.mark.django_db


def pairs():
    return {(one.entry.source_id, str(one.record)) for one in Likeness.objects.select_related("entry")}


def test_an_entry_finds_a_record_of_ours_in_another_spelling(ours):
    load(HADJ, SOMEBODY)
    compare_all()
    (found,) = Likeness.objects.all()
    assert (found.entry.source_id, found.record, found.state) == ("q1", ours.pk, State.WAITING)
    assert (found.score > 0.5, found.by_number) == (True, False)
    assert Line.objects.get(event="listed-likeness").facts == {"count": 1}


def test_a_record_that_comes_later_finds_its_entry_at_once():
    load(HADJ, SOMEBODY)
    compare_all()
    assert pairs() == set()
    added = records.add("Person", {"name": "إدريس الحاج", "birthDate": "1971"}, officer="analyste")
    assert services.compare_due() == 1
    assert pairs() == {("q1", str(added.pk))}
    assert services.compare_due() == 0


def test_whoever_is_no_record_of_ours_can_be_looked_for_too():
    load(HADJ, SOMEBODY)
    (found,) = services.entries_like(Subject(names=("إدريس الحاج",), birth_dates=("1971",)))
    assert (found.entry.source_id, found.score > 0.5, found.by_number) == ("q1", True, False)
    assert services.entries_like(Subject(names=("Seydou Kouyaté",))) == []
    assert not Likeness.objects.exists()


def test_a_shared_number_counts_under_another_name():
    load(line("q1", name="Idrissa el Hadj", passportNumber="A0434567"))
    compare_all()
    ours = records.add("Person", {"name": "Jean Dupont"}, officer="analyste")
    records.add("Passport", {"number": "A0434567"}, holder=ours.pk, officer="analyste")
    compare_all()
    (found,) = Likeness.objects.all()
    assert (found.record, found.by_number) == (ours.pk, True)
    # The same the other way round.
    Likeness.objects.all().delete()
    Entry.objects.update(compared_at=None)
    compare_all()
    assert Likeness.objects.get().by_number


def test_both_ways_find_the_same(ours):
    load(HADJ)
    compare_all()
    one_way = {(one.record, round(one.score, 6)) for one in Likeness.objects.all()}
    Likeness.objects.all().delete()
    Record.objects.filter(pk=ours.pk).update(updated_at=timezone.now())
    compare_all()
    assert {(one.record, round(one.score, 6)) for one in Likeness.objects.all()} == one_way


def test_somebody_else_and_records_of_lists_are_not_found(ours):
    records.add("Person", {"name": "Idrissa el Hadj", "topics": "sanction"}, officer="analyste")
    records.add("Person", {"name": "Seydou Kouyaté", "birthDate": "1971-03-02"}, officer="analyste")
    load(HADJ)
    compare_all()
    assert pairs() == {("q1", str(ours.pk))}


def test_a_withdrawn_record_takes_its_likeness_with_it(ours):
    load(HADJ)
    compare_all()
    records.withdraw(ours.pk, officer="superviseur")
    compare_all()
    assert not Likeness.objects.exists()


def test_an_entry_that_left_the_list_waits_no_more_and_what_was_judged_stays(ours, analyst):
    second = records.add("Person", {"name": "Idrissa El Hadj", "birthDate": "1971"}, officer="analyste")
    load(HADJ, SOMEBODY)
    compare_all()
    judging.judge(analyst, Likeness.objects.get(record=second.pk).pk, "same-birth")
    load(SOMEBODY, shrinks=True)
    assert [one.record for one in Likeness.objects.all()] == [second.pk]
    assert services.of_record(second.pk)[0].entry.gone_at is not None


def test_every_entry_is_compared_anew_once_a_day(ours):
    load(HADJ)
    compare_all()
    assert services.compare_due() == 0
    Entry.objects.update(compared_at=timezone.now() - dt.timedelta(days=1, minutes=1))
    assert services.compare_due() == 1


def test_nothing_is_compared_while_the_index_is_made_anew(ours, monkeypatch):
    load(HADJ)

    def away(*_args, **_kwargs):
        raise Unreachable("records.index-building", "x", "y")

    with monkeypatch.context() as patched:
        patched.setattr(records, "resembling", away)
        assert services.compare_due() == 0
    assert services.waiting() == 1
    compare_all()
    assert len(pairs()) == 1


def test_a_judgement_stays_until_the_facts_change(ours, analyst):
    load(HADJ)
    compare_all()
    one = judging.judge(analyst, Likeness.objects.get().pk, "namesake")
    assert (one.state, one.judged_by) == (State.DISMISSED, analyst)
    said = Line.objects.get(event="likeness-judged")
    assert (said.officer, said.facts) == ("analyste", {"code": "namesake", "dataset": "essai"})
    Entry.objects.update(compared_at=None)
    compare_all()
    assert Likeness.objects.get().state == State.DISMISSED
    load(line("q1", name="Idrissa el Hadj", birthDate="1971-03-02", phone="+22370000001"))
    compare_all()
    again = Likeness.objects.get()
    assert (again.pk, again.state, again.reason, again.judged_by) == (one.pk, State.WAITING, "", None)
    assert services.to_judge() == 1


def test_what_cannot_be_judged_is_refused_in_words(ours, analyst, control):
    load(HADJ)
    compare_all()
    one = Likeness.objects.get()
    with pytest.raises(Invalid) as caught:
        judging.judge(analyst, one.pk, "because")
    assert caught.value.code == "screening.reason"
    with pytest.raises(Refused) as refused:
        judging.judge(control, one.pk, "namesake")
    assert refused.value.code == "role.not-allowed"
    load(line("q1", name="Idrissa el Hadj", birthDate="1971-03-02", phone="+22370000001"))
    with pytest.raises(Refused) as refused:
        judging.judge(analyst, one.pk, "namesake")
    assert refused.value.code == "screening.changed"
    Likeness.objects.all().delete()
    with pytest.raises(Refused) as refused:
        judging.judge(analyst, one.pk, "namesake")
    assert refused.value.code == "screening.no-likeness"
    assert not Line.objects.filter(event="likeness-judged").exists()
