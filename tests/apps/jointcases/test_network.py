"""Three nodes and a stranger: what one puts in reaches every other party, point to point, and nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.jointcases.conftest import PERSON, begun, node, state, terms, write

from benkan.apps.exchange.models import Incoming, Outgoing
from benkan.apps.exchange.models import State as Sent
from benkan.apps.jointcases import services
from benkan.apps.jointcases.models import Entry, JointCase, Log, Passage, State
from benkan.apps.journal import services as journal
from benkan.core.errors import Refused
from benkan.core.jointcases import Reference

pytestmark = pytest.mark.django_db


def cut(network, *agencies):
    network.cut.add(frozenset(agencies))


def hurry(network):
    """The minutes that gaps and stopped letters wait have passed."""
    for party in network.nodes.values():
        with party.awake():
            now = timezone.now() - dt.timedelta(seconds=1)
            Log.objects.filter(ask_at__isnull=False).update(ask_at=now)
            Log.objects.filter(retry_at__isnull=False).update(retry_at=now)


def test_a_case_is_under_way_everywhere_when_all_have_signed(network, case, ml, ma, bf) -> None:
    for party in (ml, ma, bf):
        with party.awake():
            row = JointCase.objects.get(pk=case)
            assert row.state == State.RUNNING
            assert set(row.signatures.values_list("party", flat=True)) == {"ml-ocs", "ma-dgsn", "bf-drug"}
            assert list(journal.of_event("joint-case-begun", 0, journal.size() + 1))
    with node(network, "fr-tiers").awake():
        assert not JointCase.objects.exists()


def test_what_one_party_puts_in_stands_at_every_party_with_owner_and_handling(network, case, ml, ma, bf) -> None:
    entry = write(ml, case, "entity", PERSON)
    network.settle(1)
    for party in (ml, ma, bf):
        thing = state(party, case).things[Reference("ml-ocs", entry.number)]
        assert (thing.owner, thing.handling, thing.first("name")) == ("ml-ocs", "H1", "Moussa Ag Alhassane")
    assert state(ml, case) == state(ma, case) == state(bf, case)


def test_both_sides_of_a_cut_link_write_and_merge_without_loss(network, case, ml, ma, bf) -> None:
    thing = Reference("ml-ocs", write(ml, case, "entity", PERSON).number)
    network.settle(1)
    cut(network, "ml-ocs", "ma-dgsn")
    write(ml, case, "entity", {"phone": ["+22370000001"]}, thing)
    write(ma, case, "entity", {"phone": ["+212600000002"], "alias": ["Le Grand"]}, thing)
    write(ma, case, "note", {"text": ["Vu à Fès"]})
    network.settle(2)
    assert state(ml, case).things[thing].fields["phone"].values == ("+22370000001",)
    assert not state(ml, case).things[thing].disputed
    # The third party has both; nothing of one goes to the other through it.
    assert state(bf, case).things[thing].disputed == ("phone",)
    assert Reference("ma-dgsn", 1) not in state(ml, case).things
    network.cut.clear()
    network.settle(2)
    assert state(ml, case) == state(ma, case) == state(bf, case)
    shown = state(ml, case).things[thing]
    assert {version.values for version in shown.fields["phone"].versions} == {("+22370000001",), ("+212600000002",)}
    assert shown.first("alias") == "Le Grand"
    with ma.awake():
        services.choose(ma.people["liaison"], case, thing, "phone", ["+212600000002"], services.Conditions("H1", "B2"))
    network.settle(1)
    for party in (ml, ma, bf):
        assert state(party, case).things[thing].fields["phone"].values == ("+212600000002",)
        assert state(party, case).disputed == 0


def test_a_gap_is_found_and_its_owner_asked(network, case, ml, ma, bf) -> None:
    """A letter is lost for good; the next one shows that something is missing, and the owner sends it again."""
    cut(network, "ml-ocs", "ma-dgsn")
    lost = write(ml, case, "note", {"text": ["Perdu en route"]})
    network.settle(1)
    with ml.awake():
        Outgoing.objects.filter(recipient="ma-dgsn", state=Sent.QUEUED).delete()
        Passage.objects.filter(party="ma-dgsn").delete()
    network.cut.clear()
    write(ml, case, "note", {"text": ["Arrivé"]})
    network.settle(1)
    assert state(ma, case).gaps == {"ml-ocs": ((lost.number, lost.number),)}
    assert state(bf, case).gaps == {}
    network.settle(1)
    assert state(ma, case).gaps == {"ml-ocs": ((lost.number, lost.number),)}, "nobody asks within the first minute"
    hurry(network)
    network.settle(3)
    assert state(ma, case).gaps == {}
    assert state(ma, case) == state(ml, case)
    with ma.awake():
        assert not Log.objects.filter(ask_at__isnull=False).exists()


def test_a_party_that_heard_of_an_item_through_another_asks_its_owner(network, case, ml, ma, bf) -> None:
    cut(network, "ml-ocs", "ma-dgsn")
    write(ml, case, "note", {"text": ["Pour tous"]})
    network.settle(1)
    write(bf, case, "note", {"text": ["Vu"]})
    network.settle(1)
    assert state(ma, case).gaps == {"ml-ocs": ((1, 1),)}
    assert [key for key in state(ma, case).things if key.party == "ml-ocs"] == []
    with ml.awake():
        Outgoing.objects.filter(recipient="ma-dgsn", state=Sent.QUEUED).delete()
        Passage.objects.filter(party="ma-dgsn").delete()
    network.cut.clear()
    hurry(network)
    network.settle(3)
    assert state(ma, case) == state(ml, case)


def test_what_a_suspension_stopped_is_sent_after_it(network, case, ml, ma, bf) -> None:
    from benkan.apps.accords import services as accords

    cut(network, "ml-ocs", "ma-dgsn")
    write(ml, case, "note", {"text": ["Avant la suspension"]})
    network.settle(1)
    network.cut.clear()
    with ml.awake():
        accords.suspend("trois-2026", ml.people["supervisor"], "Incident")
    network.settle(1)
    assert not state(ma, case).things
    with ml.awake(), pytest.raises(Refused) as refused:
        services.put(ml.people["liaison"], case, "note", {"text": ["Pendant"]}, services.Conditions("H1", "B2"))
    assert refused.value.code == "convention.suspended"
    with ml.awake():
        accords.resume("trois-2026", ml.people["supervisor"], "Réglé")
    network.settle(1)
    hurry(network)
    network.settle(3)
    assert state(ma, case) == state(ml, case)
    assert len(state(ma, case).things) == 1


def test_a_withdrawn_item_is_destroyed_everywhere_also_in_the_letters(network, case, ml, ma, bf) -> None:
    secret = "Témoin sous protection"
    entry = write(ml, case, "note", {"text": [secret]})
    network.settle(1)
    cut(network, "ml-ocs", "bf-drug")
    with ml.awake():
        services.withdraw(ml.people["liaison"], case, entry.number, "Erreur sur la personne")
    network.settle(1)
    assert holds(bf, secret)
    network.cut.clear()
    network.settle(1)
    for party in (ml, ma, bf):
        assert not holds(party, secret), party.agency
        with party.awake():
            row = Entry.objects.get(case=case, party="ml-ocs", number=entry.number)
            assert (row.content, row.sha256) == ("", entry.sha256)
            assert row.erased_at is not None
        assert not state(party, case).things
    with ma.awake():
        assert Incoming.objects.filter(kind="joint.items", envelope=b"").count() == 1


def holds(party, words: str) -> bool:
    """Whether the words can still be read anywhere on the node: in rows, or in letters that it can open."""
    from tests.one_node import content

    from benkan.apps.exchange import letters

    with party.awake():
        rows = str(content())
        if words in rows or words.encode().hex() in rows or str(words.encode()).strip("b'") in rows:
            return True
        for row in Incoming.objects.exclude(envelope=b""):
            if words.encode() in letters.open_again(row.sender, bytes(row.envelope)).payload:
                return True
    return False


def test_a_withdrawal_that_overtakes_its_item_leaves_nothing_behind(network, case, ml, ma, bf) -> None:
    secret = "Témoin sous protection"
    cut(network, "ml-ocs", "ma-dgsn")
    entry = write(ml, case, "note", {"text": [secret]})
    network.settle(1)
    with ml.awake():
        services.withdraw(ml.people["liaison"], case, entry.number, "Erreur")
        assert not Passage.objects.filter(entry=entry, stage=Passage.Stage.WAITING).exists()
    network.cut.clear()
    network.settle(1)
    hurry(network)
    network.settle(3)
    assert state(ma, case) == state(ml, case)
    assert state(ma, case).gaps == {}
    assert not any(holds(party, secret) for party in (ml, ma, bf))


@pytest.mark.parametrize("keep", [True, False])
def test_a_party_leaves_and_takes_its_own(network, case, ml, ma, bf, keep) -> None:
    own, theirs = "Ce que le Maroc savait", "Ce que le Mali savait"
    write(ma, case, "note", {"text": [own]})
    write(ml, case, "note", {"text": [theirs]})
    network.settle(1)
    with ma.awake():
        services.leave(ma.people["supervisor"], case, "Fin de mission", keep=keep)
    network.settle(1)
    assert holds(ma, own)
    assert not holds(ma, theirs)
    for party in (ml, bf):
        assert holds(party, own) == keep
        assert holds(party, theirs)
        assert state(party, case).left == {"ma-dgsn": 2}
    before = len(network.carried)
    write(ml, case, "note", {"text": ["Entre nous"]})
    hurry(network)
    network.settle(2)
    later = [(sender, to) for sender, to, _data in network.carried[before:]]
    assert ("ml-ocs", "bf-drug") in later
    assert all("ma-dgsn" not in pair for pair in later)
    assert state(ml, case) == state(bf, case)
    with ma.awake(), pytest.raises(Refused) as refused:
        services.put(ma.people["liaison"], case, "note", {"text": ["Encore"]}, services.Conditions("H1", "B2"))
    assert refused.value.code == "joint-case.left"


def test_a_letter_that_waits_for_a_party_that_leaves_is_stopped(network, case, ml, ma, bf) -> None:
    cut(network, "ml-ocs", "ma-dgsn")
    write(ml, case, "note", {"text": ["En attente"]})
    with ma.awake():
        services.leave(ma.people["supervisor"], case, "Fin de mission", keep=False)
    network.settle(1)
    # The notice comes by courier, so to say, while the way out is still cut.
    network.cut.clear()
    ma.work()
    ml.work()
    assert state(ml, case).left == {"ma-dgsn": 1}
    with ml.awake():
        waited = Outgoing.objects.get(recipient="ma-dgsn", kind="joint.items")
        assert (waited.state, waited.last_code) == (Sent.STOPPED, "joint-case.left")
        assert not Log.objects.filter(behind__isnull=False).exists()
    with ma.awake():
        assert not Entry.objects.filter(party="ml-ocs").exclude(content="").exists()


def test_the_lead_party_ends_the_case_and_what_crossed_it_still_arrives(network, case, ml, ma, bf) -> None:
    with ma.awake(), pytest.raises(Refused) as refused:
        services.end(ma.people["supervisor"], case, "Fini")
    assert refused.value.code == "joint-case.not-lead"
    cut(network, "ml-ocs", "ma-dgsn")
    crossed = write(ma, case, "note", {"text": ["Écrit sans savoir"]})
    with ml.awake():
        services.end(ml.people["supervisor"], case, "Affaire jugée")
    network.settle(1)
    network.cut.clear()
    network.settle(2)
    assert state(ml, case) == state(ma, case) == state(bf, case)
    assert Reference("ma-dgsn", crossed.number) in state(ml, case).things
    for party in (ml, ma, bf):
        with party.awake(), pytest.raises(Refused) as refused:
            services.put(party.people["liaison"], case, "note", {"text": ["Trop tard"]}, services.Conditions("H1"))
        assert refused.value.code == "joint-case.over"


def test_nothing_of_a_joint_case_reaches_a_service_that_is_no_party(network, case, ml, ma, bf) -> None:
    """The stranger has a convention with all of them; over everything that was ever sent, nothing went to it."""
    thing = Reference("ml-ocs", write(ml, case, "entity", PERSON).number)
    network.settle(1)
    write(ma, case, "entity", {"alias": ["Le Grand"]}, thing)
    write(bf, case, "document", {"name": ["pv.pdf"], "size": ["1200"], "sha256": ["ab" * 32]})
    with ml.awake():
        services.withdraw(ml.people["liaison"], case, thing.number, "Erreur")
    with bf.awake():
        services.leave(bf.people["supervisor"], case, "Fin", keep=False)
    hurry(network)
    network.settle(3)
    with ml.awake():
        services.end(ml.people["supervisor"], case, "Fin")
    network.settle(2)
    parties = {"ml-ocs", "ma-dgsn", "bf-drug"}
    assert len(network.carried) > 15
    assert {to for _sender, to, _data in network.carried} == parties
    for party in network.nodes.values():
        with party.awake():
            assert set(Outgoing.objects.values_list("recipient", flat=True)) <= parties
    with node(network, "fr-tiers").awake():
        assert not Incoming.objects.exists()
        assert not Entry.objects.exists()


def test_items_of_one_party_travel_in_its_own_letters_only(network, case, ml, ma, bf) -> None:
    """Point to point: over every letter that came in, each item in it is its sender's."""
    from benkan import wire
    from benkan.apps.exchange import letters

    write(ml, case, "note", {"text": ["Un"]})
    network.settle(1)
    write(ma, case, "note", {"text": ["Deux"]})
    write(bf, case, "note", {"text": ["Trois"]})
    network.settle(2)
    count = 0
    for party in (ml, ma, bf):
        with party.awake():
            for row in Incoming.objects.filter(kind="joint.items"):
                payload = wire.decode(row.kind, letters.open_again(row.sender, bytes(row.envelope)).payload)
                assert {item.header.party for item in payload.items} == {row.sender}
                count += 1
    assert count == 6


def test_items_past_their_day_are_destroyed(network, case, ml, ma, bf, monkeypatch) -> None:
    short = services.Conditions("H1", "B2", timezone.now().date() + dt.timedelta(days=2))
    write(ml, case, "note", {"text": ["Pour deux jours"]}, conditions=short)
    network.settle(1)
    later = timezone.now() + dt.timedelta(days=3)
    with ma.awake():
        assert services.expire_due() == 0
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    for party in (ml, ma, bf):
        with party.awake():
            assert services.expire_due() == 1
            assert services.expire_due() == 0
        assert not state(party, case).things
        assert not holds(party, "Pour deux jours")


def test_two_parties_keep_a_case_that_a_third_party_of_the_convention_does_not_see(network, ml, ma, bf) -> None:
    two = begun(network, ma, terms("ml-ocs", "ma-dgsn", lead="ma-dgsn"))
    write(ma, two, "note", {"text": ["À deux"]})
    network.settle(2)
    assert state(ml, two) == state(ma, two)
    with bf.awake():
        assert not JointCase.objects.filter(pk=two).exists()
        assert not Incoming.objects.filter(kind__startswith="joint.").exists()


def test_a_courier_carries_items_where_no_line_is(network, case, ml, ma, bf, tmp_path) -> None:
    from benkan.apps.courier import services as courier

    cut(network, "ml-ocs", "ma-dgsn")
    thing = Reference("ml-ocs", write(ml, case, "entity", PERSON).number)
    write(ma, case, "note", {"text": ["Vu à Fès"]})
    network.settle(1)
    there, back = tmp_path / "there", tmp_path / "back"
    with ml.awake():
        courier.export(there, partner="ma-dgsn")
    with ma.awake():
        outcome = courier.take(there)
        assert not outcome.problems
        courier.export(back, partner="ml-ocs")
    with ml.awake():
        courier.take(back)
        courier.take(there)
    assert thing in state(ma, case).things
    assert state(ml, case) == state(ma, case)
    with ml.awake():
        assert not Passage.objects.filter(party="ma-dgsn").exclude(stage=Passage.Stage.ARRIVED).exists()


def test_that_a_party_left_is_told_again_when_its_letter_did_not_leave_in_time(network, case, ml, ma, bf) -> None:
    cut(network, "ml-ocs", "ma-dgsn")
    write(ma, case, "note", {"text": ["Ce que le Maroc savait"]})
    with ma.awake():
        services.leave(ma.people["supervisor"], case, "Fin de mission", keep=False)
        Outgoing.objects.filter(state=Sent.QUEUED).update(expires_at=timezone.now() - dt.timedelta(days=1))
    network.settle(1)
    network.cut.clear()
    hurry(network)
    network.settle(2)
    assert state(ml, case).left == {"ma-dgsn": 2}
    assert not holds(ml, "Ce que le Maroc savait")


def test_what_was_on_the_way_still_arrives_from_a_party_that_leaves_its_own_behind(network, case, ml, ma, bf) -> None:
    cut(network, "ml-ocs", "ma-dgsn")
    entry = write(ma, case, "note", {"text": ["Ce que le Maroc savait"]})
    with ma.awake():
        services.leave(ma.people["supervisor"], case, "Fin de mission", keep=True)
    network.cut.clear()
    network.settle(2)
    assert Reference("ma-dgsn", entry.number) in state(ml, case).things
    assert state(ml, case) == state(bf, case)
