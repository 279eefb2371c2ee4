"""Attendance: the same mark twice, two devices, codes, paper; and the end of a run with its certificates."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from tests.formats.sheets import printed

from benkan.apps.certificates import services as certificates
from benkan.apps.training import attending, completing, exporting, services, sheets
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def test_the_same_mark_twice_is_one_and_a_later_word_of_the_device_counts(run, join, mark):
    row, now = join(), timezone.now()
    assert mark(row, at=now).new == 1
    assert (mark(row, at=now).known, mark(row, at=now - dt.timedelta(minutes=1), present=False).known) == (1, 1)
    assert mark(row, at=now + dt.timedelta(minutes=1), present=False).changed == 1
    session = run.sessions.get(number=1)
    assert attending.table(run)[row.pk][session.pk].present is False


def test_two_devices_that_disagree_wait_for_a_human(run, join, mark, director):
    row = join()
    mark(row, device="a")
    mark(row, device="b", present=False)
    session = run.sessions.get(number=1)
    assert attending.table(run)[row.pk][session.pk] == attending.Presence(None, disagreed=True)
    with pytest.raises(Refused) as refused:
        services.close(run, by=director)
    assert refused.value.code == "training.disagreed"
    attending.settle(run, session, row, present=True, by=director)
    assert attending.table(run)[row.pk][session.pk].present is True
    services.close(run, by=director)


def test_one_code_at_two_doors_at_one_time_is_flagged(run, join, mark):
    row, now = join(), timezone.now()
    mark(row, device="a", how="code", at=now)
    mark(row, device="b", how="code", at=now + dt.timedelta(seconds=30))
    session = run.sessions.get(number=1)
    assert attending.table(run)[row.pk][session.pk].twice
    other = join("B")
    mark(other, device="a", how="code", at=now)
    mark(other, device="b", how="code", at=now + dt.timedelta(minutes=5))
    assert not attending.table(run)[other.pk][session.pk].twice


def test_who_was_not_accepted_another_run_s_session_and_the_future_are_refused(run, join, mark, plan, director):
    row = join()
    services.decide(row, "withdrawn", by=director)
    later = plan(days=2)
    starts = timezone.make_aware(dt.datetime.combine(later.starts, dt.time(9)))
    services.add_session(later, starts=starts, ends=starts + dt.timedelta(hours=1), titles={"fr": "x"}, by=director)
    early = join("B", into=later)
    found = [
        mark(row).refused,
        mark(join("C"), session=9).refused,
        services.receive(later, "d", [services.Said(1, early.code, True, timezone.now())], by=director).refused,
    ]
    assert [each[0][1].code for each in found] == [
        "training.not-accepted", "session.unknown", "training.too-early",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        ["x"],
        [{}],
        [{"session": "1", "who": "A", "present": True, "at": "2026-01-01T10:00:00Z"}],
        [{"session": 1, "who": "A", "present": 1, "at": "2026-01-01T10:00:00Z"}],
        [{"session": 1, "who": "A", "present": True, "at": "2026-01-01"}],
        [{"session": 1, "who": "A", "present": True, "at": "yesterday"}],
        [{"session": 1, "who": "A", "present": True, "at": "2026-01-01T10:00:00Z", "how": "face"}],
    ],
)
def test_what_is_no_mark_is_refused(given):
    with pytest.raises(Invalid) as refused:
        services.from_object(given)
    assert refused.value.code == "training.marks"


def test_a_bundle_is_bounded_and_a_device_has_a_name(run, join, director):
    row = join()
    one = services.Said(1, row.code, True, timezone.now())
    for device, marks, code in (("", [one], "offline.device"), ("d", [one] * 2001, "offline.too-many")):
        with pytest.raises(Invalid) as refused:
            services.receive(run, device, marks, by=director)
        assert refused.value.code == code


def test_who_came_often_enough_completes_and_gets_a_certificate_once(run, join, mark, director):
    full, half = join("A"), join("B")
    for session in (1, 2):
        mark(full, session=session)
    mark(half, session=1)
    assert services.close(run, by=director) == 1
    with pytest.raises(Refused) as refused:
        mark(half, session=2)
    assert refused.value.code == "training.closed"
    closed = services.get_run(run.pk)
    assert services.certify(closed, by=director) == 1
    assert services.certify(closed, by=director) == 0
    (made,) = certificates.of_learner(full.learner_id)
    assert (made.competence, made.course, made.hours) == ("dogs", "DOGS-1", 12)
    assert made.until.date() >= timezone.localdate() + dt.timedelta(days=700)
    (done,) = services.completed(run.pk)
    assert (done.learner.name, done.competence, done.finished_on) == ("A", "dogs", run.ends)
    assert services.completed(since=timezone.localdate() + dt.timedelta(days=1)) == []


def test_a_test_that_was_held_must_be_passed(run, join, mark, director):
    rows = [join(name) for name in "AB"]
    for row in rows:
        for session in (1, 2):
            mark(row, session=session)
    services.enter_points(rows[0], before=20, after=60, by=director)
    services.enter_points(rows[1], before=20, after=59, by=director)
    assert services.close(run, by=director) == 1
    with pytest.raises(Invalid):
        completing.points_of({"before": "101x"})


def test_what_was_learned_is_shown_from_five_persons_on(plan, director):
    made = plan(places={}, capacity=10)
    for number in range(5):
        row = services.nominate(made, services.learners.find_or_add(f"P{number}", "OCS", "ML"), by=director)
        assert completing.gain(made) is None
        services.enter_points(row, before=40, after=70, by=director)
    assert completing.gain(made) == completing.Gain(5, 40.0, 70.0)


def test_a_run_that_is_not_over_is_not_closed(plan, director):
    with pytest.raises(Refused) as refused:
        services.close(plan(days=1), by=director)
    assert refused.value.code == "training.not-over"


def test_nobody_gets_a_certificate_from_themselves(run, join, mark, director):
    own = join("Kadidia Sangho", username="formation")
    for session in (1, 2):
        mark(own, session=session)
    services.close(run, by=director)
    assert services.certify(services.get_run(run.pk), by=director) == 0


def test_exports_have_the_same_ids_each_time(run, join, mark, director):
    row = join("A")
    for session in (1, 2):
        mark(row, session=session)
    services.close(run, by=director)
    closed = services.get_run(run.pk)
    found = exporting.statements(closed)
    assert [one["verb"]["display"]["en"] for one in found] == ["attended", "attended", "completed"]
    assert found == exporting.statements(closed)
    assert "A" not in str([one["actor"] for one in found]).replace("Agent", "").replace("account", "")
    assert [line[1:4] for line in exporting.moodle_rows(closed)] == [("A", "OCS", 100)]


# -- paper -------------------------------------------------------------------------------------------------------------


def test_a_sheet_comes_back_from_a_crooked_photograph(run, join, director):
    for number in range(3):
        join(f"Person {number}", "ML" if number < 2 else "BF")
    session = run.sessions.get(number=1)
    ticked = [True, False, True]
    picture = printed(run.pk.hex, 1, 1, ticked, turn=4, seed=1)
    found = sheets.take(run, picture, by=director)
    assert not found.doubtful
    here = {
        row.learner.name: attending.table(run)[row.pk][session.pk].present
        for row in run.nominations.select_related("learner")
    }
    assert here == {"Person 0": True, "Person 1": False, "Person 2": True}
    assert sheets.take(run, picture, by=director).received.known == 3


def test_a_sheet_of_another_run_is_refused(run, join, plan, director):
    join()
    with pytest.raises(Refused) as refused:
        sheets.take(run, printed(plan().pk.hex, 1, 1, [True]), by=director)
    assert refused.value.code == "training.other-sheet"


def test_a_doubtful_box_is_asked_and_nobody_is_guessed(run, join, director):
    row = join()
    found = sheets.take(run, printed(run.pk.hex, 1, 1, [None]), by=director)
    assert found.doubtful == (row,)
    assert row.pk not in attending.table(run)


def test_the_printed_sheet_has_a_page_for_every_twenty_five(plan, director):
    from pypdf import PdfReader

    made = plan(places={}, capacity=40)
    starts = timezone.make_aware(dt.datetime.combine(made.starts, dt.time(9)))
    session = services.add_session(
        made, starts=starts, ends=starts + dt.timedelta(hours=1), titles={"fr": "x"}, by=director
    )
    for number in range(30):
        services.nominate(made, services.learners.find_or_add(f"Person {number:02}", "OCS", "ML"), by=director)
    services.accept_all(made, by=director)
    for language in ("fr", "ar"):
        data = sheets.pdf(made, session, language)
        assert data == sheets.pdf(made, session, language)
        pages = PdfReader(io.BytesIO(data)).pages
        assert len(pages) == 2
        assert "Person 24" in pages[0].extract_text()
        assert "Person 25" in pages[1].extract_text()
