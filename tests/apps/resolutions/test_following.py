"""Follow-up between nodes (BKP-14): assigned, reported, closed; duplicates, replays and wrong parties change nothing."""

import uuid

import pytest
from django.utils import timezone

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Outgoing
from benkan.apps.resolutions import handlers, services
from benkan.apps.resolutions.models import Recommendation, Told
from benkan.core.errors import Refused

TODAY = timezone.localdate()
AT = f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}"


def assigned(network, ml, owner="ma-dgsn", **changes):
    """A recommendation of Mali's that Morocco owns, adopted and delivered."""
    with ml.awake():
        who = ml.people["liaison"]
        given = {"fr": "Nommer un point de contact.", "owner": owner, "deadline": TODAY} | changes
        row = services.settle(who, services.record(who, services.Wording(**given)).pk, adopted=True)
    network.settle()
    return row


def only(node) -> Recommendation:
    with node.awake():
        return Recommendation.objects.get()


def send(sender, receiver, message) -> str:
    """The letter, sent past our own rules; how it ended."""
    with sender.awake():
        queued = exchange.queue(receiver, wire.kind_of(message), message, convention="trois-2026")
        exchange.deliver_due(threads=False)
        done = Outgoing.objects.get(pk=queued.pk)
        return done.last_code or done.state


def test_it_goes_to_its_owner_who_reports_and_the_author_ends_it(network, nodes) -> None:
    ml, ma = nodes["ml-ocs"], nodes["ma-dgsn"]
    row = assigned(network, ml)
    there = only(ma)
    assert (there.author, there.number, there.owner, there.state) == ("ml-ocs", row.number, "ma-dgsn", "adopted")
    assert there.text_fr == "Nommer un point de contact."
    with ma.awake():
        services.progress(ma.people["liaison"], there.pk, done=False, on=TODAY, note="désigné")
        services.progress(ma.people["liaison"], there.pk, done=True, on=TODAY, evidence="NS 12")
    network.settle()
    here = only(ml)
    assert (here.state, here.evidence, here.done_on, here.report) == ("done", "NS 12", TODAY, 2)
    with ml.awake():
        told = here.told.get()
        assert (told.partner, told.state) == ("ma-dgsn", Told.State.RECEIVED)
        services.end(ml.people["liaison"], here.pk, "done")
    network.settle()
    assert (only(ma).state, only(ma).closed) == ("done", True)


def test_those_who_are_kept_informed_see_state_and_day_only(network, nodes) -> None:
    ml, ma, bf = nodes["ml-ocs"], nodes["ma-dgsn"], nodes["bf-drug"]
    row = assigned(network, ml)
    with ml.awake():
        services.inform(ml.people["liaison"], row.pk, "bf-drug")
    network.settle()
    assert (only(bf).owner, only(bf).state) == ("ma-dgsn", "adopted")
    with bf.awake(), pytest.raises(Refused) as refused:
        services.progress(bf.people["liaison"], only(bf).pk, done=False, on=TODAY)
    assert refused.value.code == "resolution.not-owner"
    with ma.awake():
        services.progress(ma.people["liaison"], only(ma).pk, done=True, on=TODAY, note="interne", evidence="NS 12")
    network.settle()
    there = only(bf)
    assert there.state == "done"
    with bf.awake():
        assert not any("interne" in one.note for one in there.changes.all())


def test_without_a_convention_the_owner_is_not_told_and_the_page_says_why(network, nodes) -> None:
    ml = nodes["ml-ocs"]
    row = assigned(network, ml, owner="fr-tiers")
    with ml.awake():
        told = row.told.get()
        assert (told.state, told.stop_code) == (Told.State.STOPPED, "convention.party")
        assert Recommendation.objects.get().state == "adopted"
    with nodes["fr-tiers"].awake():
        assert not Recommendation.objects.exists()


def test_a_suspended_convention_holds_the_letter_back(network, nodes) -> None:
    ml, ma = nodes["ml-ocs"], nodes["ma-dgsn"]
    with ml.awake():
        accords.suspend("trois-2026", officer=ml.people["supervisor"], reason="revue")
    row = assigned(network, ml)
    with ml.awake():
        assert row.told.get().stop_code == "convention.suspended"
    with ma.awake():
        assert not Recommendation.objects.exists()


def assign(**changes):
    given = {
        "recommendation": str(uuid.uuid4()), "version": 1, "number": "REC-1", "kind": "recommendation",
        "gathering": "", "fr": "Texte", "en": "", "ar": "", "owner": "ml-ocs", "priority": "normal",
        "due_on": None, "state": "adopted", "stands_at": AT,
    }  # fmt: skip
    return wire.FollowUpAssign(**(given | changes))


def report(recommendation, number=1, **changes):
    given = {"state": "done", "happened_on": TODAY.isoformat(), "note": "", "evidence": "x", "office": "Bureau"}
    return wire.FollowUpReport(recommendation=str(recommendation), report=number, **(given | changes))


def test_the_same_word_again_is_harmless_and_another_under_its_number_is_false(network, nodes) -> None:
    ma, ml = nodes["ma-dgsn"], nodes["ml-ocs"]
    first = assign()
    assert send(ma, "ml-ocs", first) == "delivered"
    assert send(ma, "ml-ocs", first) == "delivered"
    assert only(ml).version == 1
    with ml.awake():
        assert only(ml).changes.count() == 1
    assert send(ma, "ml-ocs", first.model_copy(update={"fr": "Autre"})) == "followup.reused"
    assert send(ma, "ml-ocs", first.model_copy(update={"version": 3, "fr": "Trois"})) == "delivered"
    assert send(ma, "ml-ocs", first.model_copy(update={"version": 2, "fr": "Deux"})) == "followup.older"
    assert only(ml).text_fr == "Trois"


def test_nobody_touches_what_another_author_assigned(network, nodes) -> None:
    ma, bf, ml = nodes["ma-dgsn"], nodes["bf-drug"], nodes["ml-ocs"]
    mine = assign()
    assert send(ma, "ml-ocs", mine) == "delivered"
    close = wire.FollowUpClose(recommendation=mine.recommendation, version=9, ended="withdrawn", ended_on="2026-01-01")
    assert send(bf, "ml-ocs", close) == "followup.unknown"
    assert send(bf, "ml-ocs", mine.model_copy(update={"fr": "Faux", "version": 5})) == "delivered"
    with ml.awake():
        found = {one.author: one.text_fr for one in Recommendation.objects.all()}
    assert found == {"ma-dgsn": "Texte", "bf-drug": "Faux"}


def test_only_the_owner_reports_and_nothing_follows_the_end(network, nodes) -> None:
    ml, ma, bf = nodes["ml-ocs"], nodes["ma-dgsn"], nodes["bf-drug"]
    row = assigned(network, ml)
    assert send(bf, "ml-ocs", report(row.pk)) == "followup.not-owner"
    assert send(ma, "ml-ocs", report(uuid.uuid4())) == "followup.unknown"
    assert send(ma, "ml-ocs", report(row.pk, 4, state="under-way", evidence="")) == "delivered"
    assert send(ma, "ml-ocs", report(row.pk, 3)) == "followup.older"
    assert send(ma, "ml-ocs", report(row.pk, 4)) == "followup.reused"
    assert only(ml).state == "under-way"
    with ml.awake():
        services.end(ml.people["liaison"], row.pk, "lapsed")
    assert send(ma, "ml-ocs", report(row.pk, 5)) == "followup.closed"
    assert only(ml).state == "lapsed"


def test_a_draft_of_ours_takes_no_reports(network, nodes) -> None:
    ml = nodes["ml-ocs"]
    with ml.awake():
        who = ml.people["liaison"]
        row = services.record(who, services.Wording(fr="x", owner="ma-dgsn"))
    assert send(nodes["ma-dgsn"], "ml-ocs", report(row.pk)) == "followup.unknown"


def test_another_owner_counts_its_reports_anew(network, nodes) -> None:
    ml, ma, bf = nodes["ml-ocs"], nodes["ma-dgsn"], nodes["bf-drug"]
    row = assigned(network, ml)
    assert send(ma, "ml-ocs", report(row.pk, 7, state="under-way", evidence="")) == "delivered"
    with ml.awake():
        given = services.Wording(fr="Nommer un point de contact.", owner="bf-drug", deadline=TODAY)
        services.amend(ml.people["liaison"], row.pk, given)
    network.settle()
    assert only(ma).owner == only(bf).owner == "bf-drug"
    assert send(ma, "ml-ocs", report(row.pk, 8)) == "followup.not-owner"
    assert send(bf, "ml-ocs", report(row.pk, 1)) == "delivered"
    assert only(ml).state == "done"


def test_a_flood_is_bounded(network, nodes, monkeypatch) -> None:
    monkeypatch.setattr(handlers, "MAX_A_DAY", 2)
    ended = [send(nodes["ma-dgsn"], "ml-ocs", assign()) for _ in range(3)]
    assert ended == ["delivered", "delivered", "followup.too-many"]
    with nodes["ml-ocs"].awake():
        assert Recommendation.objects.count() == 2
