"""What a hostile partner tries against a search: to learn from what we do next that its answer held a hit."""

import contextlib
from dataclasses import dataclass

from django.utils import timezone
from tests.apps.search.conftest import MOUSSA, NOBODY

from benkan.apps.search import asking, partner_index
from benkan.apps.search import services as search
from benkan.apps.search.models import Inquiry, InquiryState, PartnerIndex


@dataclass(frozen=True)
class Forged:
    """A label that no honest service writes: its spare bits are set."""

    number: int = 0b11

    def to_int(self) -> int:
        return self.number


def asked(analyst, case, subject) -> Inquiry:
    made = search.make(analyst, case.pk, subject)
    rounds(made.id)
    return Inquiry.objects.get(search=made)


def rounds(search_id) -> None:
    """The worker's rounds of the next hours, each at the time at which the question is due again."""
    for _ in range(4):
        Inquiry.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=timezone.now())
        with contextlib.suppress(Exception):  # a lane logs it and goes on
            search.run_due(search=search_id, threads=False)


def test_a_forged_label_is_a_failed_answer_and_not_a_second_question(analyst, case, partner, convention, their_moussa):
    partner.publish(convention, [their_moussa], label=Forged())
    hit = asked(analyst, case, {"phone": MOUSSA["phone"]})
    after_a_hit = partner.kinds().count("search.ask")
    asked(analyst, case, NOBODY)
    after_nothing = partner.kinds().count("search.ask") - after_a_hit
    assert after_a_hit == after_nothing == 1
    assert (hit.state, hit.code, hit.hits) == (InquiryState.FAILED, "label.invalid", [])


def test_whatever_goes_wrong_with_a_hit_is_never_asked_again(
    analyst, case, partner, convention, their_moussa, monkeypatch
):
    def broken(*_arguments: object) -> float:
        raise ZeroDivisionError

    monkeypatch.setattr(asking, "_hit", broken)
    partner.publish(convention, [their_moussa])
    row = asked(analyst, case, {"phone": MOUSSA["phone"]})
    assert partner.kinds().count("search.ask") == 1
    assert (row.state, row.hits) == (InquiryState.FAILED, [])


def test_an_index_that_is_replaced_while_its_answer_is_on_the_way_still_opens_it(
    analyst, case, partner, convention, their_moussa
):
    partner.publish(convention, [their_moussa])
    search.fetch_indexes(partner.agency)

    def replaced(header, reply):
        if header.kind == "search.ask":
            partner_index._load.cache_clear()
            for path in partner_index.paths_of(PartnerIndex.objects.get(complete=True)):
                path.unlink()
        return reply

    partner.spoil = replaced
    row = asked(analyst, case, {"phone": MOUSSA["phone"]})
    assert (row.state, len(row.hits)) == (InquiryState.ANSWERED, 1)
    assert partner.kinds().count("search.ask") == 1


def test_an_index_that_is_never_finished_does_not_fill_the_disk(partner, convention, their_moussa, settings):
    folder = settings.BENKAN_NODE.home / "indexes" / "partners" / partner.agency / convention
    partner.publish(convention, [their_moussa])
    for number in range(4):
        # Another first piece each time, and a second one that never comes.
        partner.index_data = bytes([number]) * 65_537
        partner.sign_parts()

        def second_is_missing(header, reply):
            if header.kind == "index.chunk.ask" and partner.opened[-1][1].number == 1:
                return reply.model_copy(update={"data": b"never the right one"})
            return reply

        partner.spoil = second_is_missing
        ((_, _, error),) = search.fetch_indexes(partner.agency)
        assert error.code == "blind.chunk"
    (unfinished,) = folder.iterdir()
    assert len(list(unfinished.iterdir())) == 2
    assert PartnerIndex.objects.filter(complete=False).count() == 1
