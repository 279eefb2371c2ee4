"""Searches by hand: the index comes, the question goes, the answer fills the page; the line may do it at the same time."""

import shutil

import pytest
from tests.apps.search.conftest import MOUSSA
from tests.apps.search.test_asking import crowd
from tests.apps.search.test_carrying import carried

from benkan.apps.journal.models import Line
from benkan.apps.records import services as records
from benkan.apps.search import partner_index, quotas
from benkan.apps.search import services as searches
from benkan.apps.search.models import Inquiry, InquiryState, Question
from benkan.core.errors import Unreachable
from benkan.wire import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(partner, convention, their_moussa, stick):
    """The partner's index, brought by a stick."""
    partner.publish(convention, [their_moussa, *crowd(40)])
    carried(partner, convention, stick.path / "indexes")
    assert stick.take().brought[partner.agency].indexes == 1
    shutil.rmtree(stick.path / "indexes")


@pytest.fixture
def search(analyst, case, index):
    return searches.make(analyst, case.pk, MOUSSA)


def row() -> Inquiry:
    return Inquiry.objects.get()


def line_is_up(partner) -> None:
    """The loop asks once, over the line."""
    partner.down = False
    Inquiry.objects.filter(state__in=("waiting", "asked")).update(next_attempt_at=row().search.created_at)
    searches.run_due(threads=False)


def test_a_question_goes_and_its_answer_fills_the_page(partner, search, stick):
    assert stick.export().questions == 1
    assert row().state == InquiryState.ASKED
    stick.bring(*stick.answered())
    assert stick.take().brought[partner.agency].answered == 1
    assert (row().state, len(row().hits) >= 1, row().proofs) == (InquiryState.ANSWERED, True, 2)
    search.refresh_from_db()
    assert search.finished_at
    again = stick.take().brought[partner.agency]
    assert (again.answered, again.problems) == (0, 0)


def test_a_question_waits_for_the_partner_s_index(partner, convention, their_moussa, analyst, case, stick):
    searches.make(analyst, case.pk, MOUSSA)
    packed = stick.export()
    assert (packed.questions, packed.no_index) == (0, 1)
    partner.publish(convention, [their_moussa])
    carried(partner, convention, stick.path / "indexes")
    stick.take()
    assert stick.export().questions == 1


def test_a_question_by_stick_and_by_line_is_one_letter_and_counts_once(partner, search, stick):
    stick.export()
    replies = stick.answered()
    by_stick = stick.letters("search.ask")
    line_is_up(partner)
    assert [data for data in partner.received if data in by_stick] == by_stick * 2
    assert partner.kinds().count("search.ask") == 2
    assert row().state == InquiryState.ANSWERED
    stick.bring(*replies)
    assert stick.take().brought[partner.agency].answered == 0
    assert quotas.used_today(actor=stick.own, counterparty=partner.agency).party == 1


def test_a_question_that_the_line_lost_goes_by_stick_as_the_same_letter(partner, search, stick):
    def cut(data):
        raise Unreachable("partner.unreachable", "The partner's node does not answer.")

    partner.spoil_bytes = cut
    line_is_up(partner)
    partner.down, partner.spoil_bytes = True, lambda data: data
    assert row().state == InquiryState.WAITING
    sent = [
        data for (header, _), data in zip(partner.opened, partner.received, strict=True) if header.kind == "search.ask"
    ]
    stick.export()
    assert stick.letters("search.ask") == sent


def test_an_export_a_day_later_is_the_same_letter_and_counts_once(partner, search, stick, later):
    stick.export()
    first = stick.letters("search.ask")
    later(hours=30)
    stick.export()
    assert stick.letters("search.ask") == first
    assert quotas.used_today(actor=stick.own, counterparty=partner.agency).party == 0


def test_an_altered_answer_leaves_the_question_open_and_names_its_file(partner, search, stick):
    stick.export()
    (reply,) = stick.answered()
    (path,) = stick.bring(reply, listed=False)
    path.rename(stick.path / "answer").write_bytes(reply[:-9] + b"altered!!")
    outcome = stick.take()
    assert [(error.code, error.place) for error in outcome.problems] == [("envelope.signature", "answer")]
    assert row().state == InquiryState.ASKED
    assert not Line.objects.filter(event="proof-refused").exists()
    stick.bring(reply)
    assert stick.take().brought[partner.agency].answered == 1


def test_an_answer_under_another_key_fails_and_leaves_a_line(partner, convention, search, stick):
    from benkan.core import blind

    partner.evaluating = {kind: blind.SecretKey.from_seed(b"x" * 32, kind.encode()) for kind in blind.KINDS}
    stick.there_and_back()
    assert row().state == InquiryState.FAILED
    assert Line.objects.filter(event="proof-refused", partner=partner.agency).count() == 1


def test_a_partner_that_turned_to_a_new_epoch_is_asked_anew(partner, convention, their_moussa, search, stick):
    partner.refuse_with = Refusal(code="index.epoch", text="New epoch.", clause="", facts={}, remedy="")
    stick.there_and_back()
    partner.refuse_with = None
    assert row().state == InquiryState.WAITING
    first = Question.objects.get().letter_id
    partner.publish(convention, [their_moussa], epoch=8)
    carried(partner, convention, stick.path / "indexes")
    stick.take()
    outcome = stick.there_and_back()
    assert outcome.brought[partner.agency].answered == 1
    assert (row().index_epoch, Question.objects.get().letter_id != first) == (8, True)


def test_an_answer_that_comes_with_the_index_of_the_next_epoch_is_opened_first(
    partner, convention, their_moussa, search, stick
):
    stick.export()
    replies = stick.answered()
    partner.publish(convention, [their_moussa], epoch=8)
    carried(partner, convention, stick.path / "indexes")
    stick.bring(*replies)
    brought = stick.take().brought[partner.agency]
    assert (brought.answered, brought.indexes, row().index_epoch) == (1, 1, 7)


def test_an_answer_whose_index_has_gone_is_asked_for_anew(partner, convention, their_moussa, search, stick):
    stick.export()
    replies = stick.answered()
    partner.publish(convention, [their_moussa], epoch=8)
    carried(partner, convention, stick.path / "indexes")
    stick.take()
    stick.bring(*replies)
    assert stick.take().brought[partner.agency].answered == 0
    assert row().state == InquiryState.WAITING
    assert stick.there_and_back().brought[partner.agency].answered == 1


def test_an_older_index_on_an_old_stick_is_no_fault_of_anybody(partner, convention, their_moussa, stick, tmp_path):
    partner.publish(convention, [their_moussa, *crowd(40)])
    carried(partner, convention, stick.path / "indexes")
    partner.change(left=[("identifier", b"I|document:P0000001")])
    newer = type(stick)(tmp_path / "newer", partner)
    carried(partner, convention, newer.path / "indexes")
    newer.take()
    brought = stick.take().brought[partner.agency]
    assert (brought.indexes, brought.known, brought.problems) == (0, 1, 0)
    assert not Line.objects.filter(event="proof-refused").exists()
    assert len(partner_index.manifest_of(partner_index.usable(partner.agency, convention)).deltas) == 1


def test_our_index_goes_to_those_alone_who_may_read_it(partner, convention, network, stick):
    from tests.apps.exchange.fake_partner import FakePartner

    records.add(
        "Person",
        {"name": "Mousa ag Alhassan", "birthDate": "1984"},
        subject_category="suspect",
        crime_area="drug-trafficking",
    )
    network.add(FakePartner("fr-sans", "FR").join_directory())
    searches.build_index()
    assert stick.export().indexes == 1
    names = {path.name for path in (stick.path / "indexes").rglob("manifest-*.bke")}
    assert names == {f"manifest-{partner.agency}.bke"}


def test_a_stop_of_the_convention_is_asked_before_a_question_goes(partner, convention, search, stick, officer):
    from benkan.apps.accords import services as accords

    accords.suspend(convention, officer, "Contrôle en cours")
    assert stick.export().questions == 0
    assert row().state == InquiryState.REFUSED


def test_an_index_that_came_by_mail_lies_flat_and_is_taken_in(partner, convention, their_moussa, stick):
    partner.publish(convention, [their_moussa, *crowd(40)])
    target = carried(partner, convention, stick.path / "indexes")
    for path in list(target.iterdir()):
        name = "manifest-ml-ocs (2).bke" if path.name.startswith("manifest") else path.name
        path.rename(stick.path / name)
    assert stick.take().brought[partner.agency].indexes == 1
    assert partner_index.usable(partner.agency, convention)
