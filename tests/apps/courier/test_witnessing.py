"""Journals are cosigned by hand too: the question goes with every export, the cosignature comes back."""

import pytest
from tests.apps.courier.stick import Stick
from tests.apps.journal.test_witnessing import partner as partner  # noqa: PLC0414 - a fixture

from benkan.apps.courier.models import Asked, Owed
from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Cosignature, Witness, Witnessed
from benkan.wire import WitnessCosignature

pytestmark = pytest.mark.django_db


@pytest.fixture
def stick(partner, tmp_path) -> Stick:
    return Stick(tmp_path / "stick", partner)


def test_a_cosignature_is_brought_and_verification_counts_it(partner, stick):
    assert stick.export().witness == 1
    covered = journal.size() - 1
    stick.bring(*stick.answered())
    assert stick.take().brought[partner.agency].cosigned == 1
    assert journal.verify().witnesses == {partner.agency: covered}
    assert stick.take().brought[partner.agency].cosigned == 0
    assert Cosignature.objects.count() == 1


def test_the_next_question_starts_where_the_partner_left_off(partner, stick):
    stick.there_and_back()
    journal.write("case-opened")
    assert stick.there_and_back().brought[partner.agency].cosigned == 1
    assert partner.seen.size > 0
    assert Cosignature.objects.count() == 2


def test_a_question_overtaken_by_another_way_is_put_right_and_blames_nobody(partner, stick):
    stick.export()
    journal.due_witnessing()
    stick.bring(*stick.answered())
    brought = stick.take().brought[partner.agency]
    assert (brought.cosigned, brought.problems) == (0, 0)
    assert Witness.objects.get().size == partner.seen.size
    assert stick.there_and_back().brought[partner.agency].cosigned == 1


def test_an_older_cosignature_that_comes_last_is_kept_and_sets_nothing_back(partner, stick, tmp_path):
    stick.export()
    (first,) = stick.answered()
    newer = Stick(tmp_path / "newer", partner)
    Witness.objects.update_or_create(partner=partner.agency, defaults={"size": partner.seen.size})
    journal.write("case-opened")
    newer.there_and_back()
    reached = Witness.objects.get().size
    stick.bring(first)
    assert stick.take().brought[partner.agency].cosigned == 1
    assert Witness.objects.get().size == reached
    assert Cosignature.objects.count() == 2


def test_a_forged_cosignature_is_named_and_not_kept(partner, stick):
    partner.forged = True
    stick.export()
    stick.bring(*stick.answered())
    outcome = stick.take()
    assert [error.code for error in outcome.problems] == ["tlog.signature"]
    assert (Cosignature.objects.count(), Asked.objects.get().answered_at) == (0, None)


def test_we_cosign_the_partner_s_journal_once_however_often_the_stick_comes(partner, stick):
    asked = partner.log(b"one", b"two").ask(0)
    stick.bring(partner.letter(asked, convention="ml-ma-2025"))
    stick.take()
    first = stick.replies()
    assert stick.take().brought[partner.agency].known == 1
    assert stick.replies() == first
    assert isinstance(partner.read(first[0])[1], WitnessCosignature)
    assert (Witnessed.objects.get().size, Owed.objects.count()) == (2, 1)


def test_questions_that_nobody_answered_are_forgotten(partner, stick, monkeypatch):
    import datetime as dt

    from django.utils import timezone

    stick.export()
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + dt.timedelta(days=29))
    stick.export()
    assert Asked.objects.count() == 1
