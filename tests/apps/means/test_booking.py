"""When means are taken: never twice, never uncertified, never uncommitted; back in a condition."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from benkan.apps.journal import services as journal
from benkan.apps.means import booking, committing, reading, registering, services, texts, words
from benkan.apps.means.models import Booking
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def refused(act, *given, **named):
    with pytest.raises((Refused, Invalid)) as caught:
        act(*given, **named)
    return caught.value


def test_a_second_reservation_of_the_same_day_is_refused_and_both_are_named(ready, day):
    one = ready()
    services.reserve(one.pk, day(3), day(5), "LOAN-1")
    error = refused(services.reserve, one.pk, day(4), day(6), "LOAN-2")
    assert error.code == "means.double-booked"
    assert (error.facts["other"], error.facts["wanted"]) == ("LOAN-1", "LOAN-2")
    assert Booking.objects.count() == 1


def test_a_means_can_leave_on_the_day_on_which_it_comes_back(ready, day):
    one = ready()
    services.reserve(one.pk, day(3), day(5), "LOAN-1")
    services.reserve(one.pk, day(5), day(6), "LOAN-2")
    services.reserve(one.pk, day(2), day(3), "LOAN-3")
    assert Booking.objects.count() == 3


def test_days_and_instants_meet_each_other(ready, day):
    one = ready()
    noon = timezone.make_aware(dt.datetime.combine(day(3), dt.time(12)))
    services.reserve(one.pk, noon, noon + dt.timedelta(hours=2), "LOAN-1")
    assert refused(services.reserve, one.pk, day(3), day(4), "LOAN-2").code == "means.double-booked"
    services.reserve(one.pk, noon + dt.timedelta(hours=2), noon + dt.timedelta(hours=3), "LOAN-3")


@pytest.mark.parametrize(
    ("state", "code"),
    [("registered", "means.certificate-expired"), ("certified", "means.not-committed")],
)
def test_what_is_not_ready_is_never_reserved(register, certify, day, state, code):
    one = register()
    if state == "certified":
        certify(one)
    error = refused(services.reserve, one.pk, day(3), day(5), "LOAN-1")
    assert error.code == code
    assert error.remedy


def test_a_certificate_that_ends_within_the_time_blocks_and_says_its_last_day(register, certify, commit, day):
    one = register()
    certify(one, days=10)
    commit(one)
    services.reserve(one.pk, day(9), day(11), "LOAN-1")
    error = refused(services.reserve, one.pk, day(11), day(12), "LOAN-2")
    assert error.code == "means.certificate-expired"
    assert str(day(10).year) in error.sentence


def test_outside_of_the_commitment_nothing_is_reserved_and_the_open_time_is_named(ready, day):
    error = refused(services.reserve, ready().pk, day(398), day(403), "LOAN-1")
    assert error.code == "means.not-committed"
    assert error.facts["starts"] == words.beginning(texts.instant(day(400)))
    assert error.facts["ends"] == words.end(texts.instant(day(403)))


def test_commitments_that_follow_each_other_cover_together(register, certify, commit, day):
    one = register()
    certify(one)
    commit(one, begins=0, days=10)
    commit(one, begins=10, days=20)
    services.reserve(one.pk, day(8), day(12), "LOAN-1")
    assert refused(services.reserve, one.pk, day(18), day(22), "LOAN-2").code == "means.not-committed"


def test_a_suspended_means_is_not_reserved_and_does_not_leave(ready, supervisor, day):
    one = ready()
    held = services.reserve(one.pk, day(0), day(5), "LOAN-1")
    registering.suspend(supervisor, one.pk, "Blessure")
    assert refused(services.reserve, one.pk, day(7), day(8), "LOAN-2").code == "means.not-committed"
    assert refused(services.begin, held).code == "means.move"
    registering.resume(supervisor, one.pk)
    services.begin(held)
    assert Booking.objects.get().state == "in-use"


def test_it_leaves_comes_back_and_is_free_from_then_on(ready, day):
    one = ready()
    held = services.reserve(one.pk, day(0), day(5), "LOAN-1")
    services.begin(held)
    services.begin(held)
    assert refused(services.free, held).code == "means.in-use"
    services.end(held, "worn", "griffes limées")
    services.end(held, "worn")
    found = Booking.objects.get()
    assert (found.state, found.condition, found.note) == ("ended", "worn", "griffes limées")
    assert found.ends <= timezone.now() + dt.timedelta(seconds=1)
    services.reserve(one.pk, day(1), day(5), "LOAN-2")


def test_a_return_before_the_leaving_is_refused(ready, day):
    held = services.reserve(ready().pk, day(0), day(5), "LOAN-1")
    assert refused(services.end, held, "good").code == "means.not-in-use"
    assert refused(services.end, held, "perfect").code == "means.condition"


@pytest.mark.parametrize("condition", ["damaged", "lost"])
def test_what_comes_back_unfit_is_suspended(ready, day, condition):
    one = ready()
    held = services.reserve(one.pk, day(0), day(5), "LOAN-1")
    services.begin(held)
    services.end(held, condition, "phare cassé")
    assert services.mean(one.pk).state == "suspended"
    assert refused(services.reserve, one.pk, day(7), day(8), "LOAN-2").code == "means.not-committed"


def test_what_was_given_back_does_not_leave_and_giving_back_twice_changes_nothing(ready, day):
    held = services.reserve(ready().pk, day(0), day(5), "LOAN-1")
    services.free(held)
    services.free(held)
    assert refused(services.begin, held).code == "means.over"
    assert len(journal.of_event("mean-freed", 0, journal.size() + 1)) == 1


def test_an_early_leaving_takes_the_time_until_then_and_is_refused_when_it_is_not_free(ready, day):
    one = ready()
    held = services.reserve(one.pk, day(2), day(5), "LOAN-1")
    other = services.reserve(one.pk, day(1), day(2), "LOAN-2")
    assert refused(services.begin, held).code == "means.double-booked"
    services.free(other)
    services.begin(held)
    assert Booking.objects.get(pk=held).starts <= timezone.now()


def test_what_is_out_too_long_keeps_the_means_until_it_is_back(ready, day):
    one = ready()
    held = services.reserve(one.pk, day(0), day(2), "LOAN-1")
    services.begin(held)
    past = timezone.now() - dt.timedelta(hours=3)
    Booking.objects.filter(pk=held).update(starts=past - dt.timedelta(days=1), ends=past)
    assert Booking.objects.get(pk=held).overdue
    soon = timezone.now() - dt.timedelta(minutes=1)
    error = refused(services.reserve, one.pk, soon, soon + dt.timedelta(hours=1), "LOAN-2")
    assert error.code == "means.double-booked"
    later = services.reserve(one.pk, timezone.now() + dt.timedelta(minutes=5), day(4), "LOAN-3")
    assert refused(services.begin, later).code == "means.in-use"


def test_maintenance_takes_an_uncommitted_means_too_and_needs_the_right(register, coordinator, officers, day):
    one = register()
    booking.maintain(coordinator, one.pk, day(1), day(3), "vaccination")
    assert refused(booking.maintain, coordinator, one.pk, day(2), day(4)).code == "means.double-booked"
    assert refused(booking.maintain, officers["analyst"], one.pk, day(9), day(10)).code == "role.not-allowed"


def test_a_commitment_with_a_promise_is_not_ended(ready, coordinator, day):
    one = ready()
    held = services.reserve(one.pk, day(3), day(5), "LOAN-1")
    commitment = one.commitments.get()
    error = refused(committing.release, coordinator, commitment.pk)
    assert (error.code, error.facts["reference"]) == ("means.booked", "LOAN-1")
    assert refused(registering.withdraw, coordinator, one.pk, "vendu").code == "means.booked"
    services.free(held)
    committing.release(coordinator, commitment.pk)
    assert services.mean(one.pk).state == "certified"


@pytest.mark.parametrize("given", ["", "1", "no-uuid", "00000000-0000-0000-0000-000000000000"])
def test_unknown_means_and_bookings_are_refused_alike(db, given, day):
    codes = {refused(act, given).code for act in (services.free, services.begin, services.mean)}
    codes.add(refused(services.end, given, "good").code)
    codes.add(refused(services.reserve, given, day(1), day(2), "L").code)
    assert codes == {"means.unknown"}


@pytest.mark.parametrize("reference", ["", "x" * 65, "hid\u200bden", "two\nlines"])
def test_a_reference_is_short_and_in_sight(ready, day, reference):
    assert refused(services.reserve, ready().pk, day(1), day(2), reference).code == "means.text"


def test_times_have_a_zone_an_order_and_an_end(ready, day):
    one = ready()
    bare = dt.datetime.combine(day(1), dt.time(12))
    for starts, ends in ((day(2), day(2)), (day(3), day(2)), (bare, bare + dt.timedelta(1)), (day(0), day(5000))):
        assert refused(services.reserve, one.pk, starts, ends, "L").code == "means.span"


def test_the_journal_says_what_happened_and_not_what_for(ready, day):
    one = ready()
    held = services.reserve(one.pk, day(0), day(5), "LOAN-77", officer="coordinator")
    services.begin(held, officer="coordinator")
    services.end(held, "good", officer="coordinator")
    for event in ("mean-booked", "mean-in-use", "mean-returned"):
        (line,) = journal.of_event(event, 0, journal.size() + 1)
        assert held in str(line)
        assert "LOAN-77" not in str(line)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["reserve", "maintain", "commit"])
def test_of_several_writers_at_once_one_gets_the_means(ready, coordinator, day, act):
    one = ready()
    start, told = threading.Barrier(4), []
    acts = {
        "reserve": lambda number: services.reserve(one.pk, day(3), day(5), f"LOAN-{number}"),
        "maintain": lambda number: booking.maintain(coordinator, one.pk, day(3), day(5), f"{number}"),
        "commit": lambda _: committing.commit(coordinator, one.pk, day(500), day(600)),
    }

    def take(number):
        start.wait()
        try:
            acts[act](number)
            told.append("done")
        except Refused as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    refusal = "means.committed-twice" if act == "commit" else "means.double-booked"
    assert sorted(told) == ["done", refusal, refusal, refusal]
    assert Booking.objects.count() == (act != "commit")
    assert one.commitments.count() == (2 if act == "commit" else 1)


def test_spans_of_many_means_are_read_in_two_queries(ready, day, django_assert_num_queries):
    rows = [ready(f"K9-{number}") for number in range(3)]
    with django_assert_num_queries(2):
        assert len(reading.commitments_of([one.pk for one in rows])) == 3
        assert reading.taken_of([one.pk for one in rows], texts.span(day(1), day(2))) == {}
