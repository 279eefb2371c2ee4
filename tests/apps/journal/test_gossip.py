"""Partners compare what they saw of third journals: two histories are found, and nobody is framed or flooded."""

import hashlib
import json

import pytest
from tests.apps.accords.texts import signed
from tests.apps.exchange.fake_partner import NAMES, FakeNetwork
from tests.apps.journal.test_witnessing import Log, Witnessing, later
from tests.core.tlog.leaves import Leaves

from benkan.apps.accords import services as accords
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange import transport
from benkan.apps.exchange.models import Incoming
from benkan.apps.journal import gossip
from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Heard, SplitView, Witness, Witnessed
from benkan.core import tlog
from benkan.wire import (
    Refusal,
    WitnessCosignature,
    WitnessGossip,
    WitnessHeard,
    WitnessProof,
    WitnessProofAsk,
    decode_card,
    evidence_holds,
    verify_split_view,
)

pytestmark = pytest.mark.django_db
THREE = "aes-2025"
A, B, X = (bytes([number]) for number in range(3))


def sizes(ask: WitnessProofAsk) -> list[int]:
    return [tlog.parse_checkpoint(tlog.split(note)[0]).size for note in (ask.old, ask.new)]


def admitting(ask: WitnessProofAsk, size: object, **changes: str) -> Refusal:
    facts = {"size": str(size), "sha256": hashlib.sha256(ask.new.encode()).hexdigest(), **changes}
    return Refusal(code="witness.fewer", text="fewer", clause="", facts=facts, remedy="")


class Gossiping(Witnessing):
    """A partner that tells notes, and shows its own journal to be one history, or says that it is."""

    tells: tuple[str, ...] = ()
    journal: Log
    owner_says = None

    def _reply(self, header, payload, data):
        if header.kind == "witness.gossip":
            return WitnessHeard(notes=list(self.tells))
        if header.kind == "witness.proof.ask":
            if self.owner_says is not None:
                return self.owner_says(payload)
            leaves = Leaves(self.journal.leaves)
            old, new = sizes(payload)
            if new > len(leaves):
                return admitting(payload, len(leaves))
            return WitnessProof(old_size=old, new_size=new, proof=tlog.consistency(leaves, old, new))
        return super()._reply(header, payload, data)

    def names(self, language: str) -> str:
        return f"{NAMES[language]} {self.agency}"

    def note(self, *entries: bytes) -> str:
        return self.log(*entries).ask(0).checkpoint


@pytest.fixture
def network(db, monkeypatch) -> FakeNetwork:
    made = FakeNetwork()
    monkeypatch.setattr(transport, "post", made.post)
    return made


@pytest.fixture
def reporter(network) -> Gossiping:
    return network.add(Gossiping("ma-dgsn", "MA").join_directory())


@pytest.fixture
def owner(network, reporter) -> Gossiping:
    """A third service, a party with both of us to one convention, whose journal of two lines we have cosigned."""
    made = network.add(Gossiping("ne-ocrtis", "NE").join_directory())
    accords.add(signed(reporter, made, identifier=THREE))
    made.journal = made.log(A, B)
    assert isinstance(
        made.read(exchange.receive(made.letter(made.journal.ask(0), convention=THREE)))[1], WitnessCosignature
    )
    journal.due_witnessing()
    return made


def told(reporter: Gossiping, *notes: str):
    return reporter.read(exchange.receive(reporter.letter(WitnessGossip(notes=list(notes)), convention=THREE)))[1]


def proven(view: SplitView, owner: Gossiping) -> list[str]:
    data = journal.split_view_file(view.pk, officer="c.officer")
    found = verify_split_view(data, [decode_card(owner.card())])
    assert evidence_holds(found), found
    return [one.code for one in found]


# -- what is told ----------------------------------------------------------------------------------------------------
def test_a_partner_is_told_only_what_it_follows_too(network, reporter, owner):
    other = network.add(Gossiping("sn-ocrtis", "SN").join_directory())
    accords.add(signed(other, identifier="ml-sn-2025"))
    other.read(exchange.receive(other.letter(other.log(A).ask(0), convention="ml-sn-2025")))
    assert set(Witnessed.objects.values_list("partner", flat=True)) == {"ne-ocrtis", "sn-ocrtis"}
    assert gossip.notes_for("ma-dgsn") == [Witnessed.objects.get(partner="ne-ocrtis").note]
    assert gossip.notes_for("sn-ocrtis") == []
    answer = told(reporter)
    assert [tlog.parse_checkpoint(tlog.split(note)[0]).origin for note in answer.notes] == ["ne-ocrtis/journal"]


def test_a_large_network_is_told_by_and_by(network, reporter, owner, monkeypatch):
    monkeypatch.setattr(gossip, "PARTNERS_EACH_TIME", 1)
    fourth = network.add(Gossiping("bf-ocrtis", "BF").join_directory())
    accords.add(signed(reporter, owner, fourth, identifier="four-2025"))
    journal.write("case-opened")
    journal.due_witnessing(later(600))
    for seconds in (700, 701, 1400, 1401, 2100):
        journal.due_gossip(later(seconds))
    told_of = [one.kinds().count("witness.gossip") for one in (reporter, owner, fourth)]
    assert sum(told_of) <= 3, "one in ten minutes"
    assert told_of[0] == told_of[2] == 1, "who waited longest first"


def test_gossip_that_agrees_leaves_no_trace_in_the_journal(reporter, owner):
    before = journal.size()
    told(reporter, owner.note(A, B))
    assert Heard.objects.get().settled
    assert (SplitView.objects.count(), journal.size()) == (0, before)


def test_partners_are_told_in_turn_and_a_silent_one_holds_nobody_up(reporter, owner):
    reporter.down = True
    assert journal.due_gossip(later(700)) == 0
    reporter.down = False
    assert journal.due_gossip(later(800)) == 0, "its turn is over"
    reporter.tells = (owner.note(A, B),)
    assert journal.due_gossip(later(1500)) == 1
    assert "witness.gossip" in reporter.kinds()
    assert "witness.gossip" not in owner.kinds(), "we have seen no journal that it follows, but its own"


# -- a split view is found -------------------------------------------------------------------------------------------
def test_two_notes_of_one_size_are_a_split_view_that_anyone_can_verify(reporter, owner):
    assert isinstance(told(reporter, owner.note(A, X)), WitnessHeard)
    view = SplitView.objects.get()
    assert (view.partner, view.reporter, view.code) == ("ne-ocrtis", "ma-dgsn", "tlog.fork")
    line = journal.latest(1)[0]
    assert (line["event"], line["partner"], line["facts"]["reporter"]) == ("split-view-found", "ne-ocrtis", "ma-dgsn")
    assert proven(view, owner)[-1] == "evidence.split.fork"
    assert journal.latest(1)[0]["event"] == "evidence-made"


def test_a_split_view_is_found_in_the_answer_too(reporter, owner):
    reporter.tells = (owner.note(A, X),)
    journal.due_gossip(later(700))
    assert SplitView.objects.get().code == "tlog.fork"


def test_two_reporters_with_two_histories_are_enough_though_we_saw_neither(network, reporter, owner):
    fourth = network.add(Gossiping("bf-ocrtis", "BF").join_directory())
    accords.add(signed(reporter, owner, fourth, identifier="four-2025"))
    told(reporter, owner.note(A, B, X))
    fourth.read(exchange.receive(fourth.letter(WitnessGossip(notes=[owner.note(A, B, A)]), convention="four-2025")))
    view = SplitView.objects.get()
    assert (view.reporter, view.code) == ("bf-ocrtis", "tlog.fork")
    assert proven(view, owner)


def test_of_two_sizes_the_owner_is_asked_and_an_honest_one_shows_that_it_grew(reporter, owner):
    owner.journal = owner.log(A, B, X)
    told(reporter, owner.note(A, B, X))
    assert not Heard.objects.get().settled
    journal.due_gossip(later(700))
    assert Heard.objects.get().settled
    assert not SplitView.objects.exists()


def test_an_older_note_is_no_split_view(reporter, owner):
    told(reporter, owner.note(A))
    journal.due_gossip(later(700))
    assert Heard.objects.get().settled
    assert not SplitView.objects.exists()


def test_an_owner_whose_proof_does_not_hold_has_signed_the_evidence(reporter, owner):
    told(reporter, owner.note(A, X, X))
    owner.journal = owner.log(A, X, X)
    journal.due_gossip(later(700))
    view = SplitView.objects.get()
    assert view.code == "tlog.consistency"
    assert proven(view, owner)[-1] == "evidence.split.proof"


def test_an_owner_that_has_fewer_lines_than_it_signed_has_signed_the_evidence(reporter, owner):
    told(reporter, owner.note(A, B, X))
    journal.due_gossip(later(700))
    view = SplitView.objects.get()
    assert view.code == "witness.fewer"
    assert proven(view, owner)[-1] == "evidence.split.fewer"


def test_an_owner_that_does_not_answer_is_asked_again_and_flagged_after_a_day(reporter, owner):
    told(reporter, owner.note(A, B, X))
    owner.down = True
    journal.due_gossip(later(700))
    assert (Heard.objects.get().settled, Heard.objects.get().last_code) == (False, "partner.unreachable")
    assert "journal.unsettled" not in {flag.code for flag in journal.flags(later(3600))}
    assert "journal.unsettled" in {flag.code for flag in journal.flags(later(90_000))}
    owner.down, owner.journal = False, owner.log(A, B, X)
    journal.due_gossip(later(1500))
    assert "journal.unsettled" not in {flag.code for flag in journal.flags(later(90_000))}


def test_an_owner_that_shows_us_another_history_itself_is_kept_as_evidence(owner):
    forked = owner.log(A, X).ask(2)
    reply = owner.read(exchange.receive(owner.letter(forked, convention=THREE)))[1]
    assert reply.code == "tlog.fork"
    view = SplitView.objects.get()
    assert (view.reporter, view.code) == ("ne-ocrtis", "tlog.fork")
    assert proven(view, owner)[-1] == "evidence.split.fork"


def test_a_false_proof_in_the_owner_s_own_question_is_evidence(owner):
    owner.read(exchange.receive(owner.letter(owner.log(A, X, X).ask(2), convention=THREE)))
    view = SplitView.objects.get()
    assert view.code == "tlog.consistency"
    assert proven(view, owner)[-1] == "evidence.split.proof"


def test_a_journal_that_went_back_is_flagged_though_two_honest_notes_prove_nothing(owner):
    ask = owner.log(A, B).ask(1, 1).model_copy(update={"old_size": 2, "proof": []})
    owner.read(exchange.receive(owner.letter(ask, convention=THREE)))
    view = SplitView.objects.get()
    assert view.code == "tlog.rollback"
    assert "tlog.rollback" in {flag.code for flag in journal.flags() if flag.loud}
    data = journal.split_view_file(view.pk)
    assert not evidence_holds(verify_split_view(data, [decode_card(owner.card())]))


# -- hostile ---------------------------------------------------------------------------------------------------------
def test_a_forged_note_frames_nobody_and_the_letter_is_kept(reporter, owner):
    key = tlog.SigningKey("ne-ocrtis/journal", owner.signing.to_bytes())
    true = owner.note(A, X)
    text, (signature,) = tlog.split(true)
    forged = text + "\n" + tlog.Signature(key.name, signature.key_id, bytes(64)).line()
    answer = told(reporter, owner.note(A, B), forged)
    assert (type(answer), answer.code) == (Refusal, "tlog.signature")
    assert not SplitView.objects.exists()
    assert not Heard.objects.exists(), "nothing of a letter that lies is kept, but the letter"
    assert Incoming.objects.get(code="tlog.signature").envelope


def test_a_note_under_a_key_that_we_do_not_know_says_nothing(reporter, owner):
    stranger = Gossiping("ne-ocrtis", "NE")
    assert isinstance(told(reporter, stranger.note(A, X)), WitnessHeard)
    assert not Heard.objects.exists()


def test_a_note_of_a_journal_that_the_reporter_does_not_share_with_us_says_nothing(network, reporter, owner):
    apart = network.add(Gossiping("sn-ocrtis", "SN").join_directory())
    accords.add(signed(apart, identifier="ml-sn-2025"))
    told(reporter, apart.note(A), reporter.note(A), owner.log(A).ask(0, origin="sn-ocrtis/journal").checkpoint)
    assert not Heard.objects.exists()


def test_an_owner_cannot_sign_for_another_journal(reporter, owner):
    other = owner.log(A, X).ask(0, origin="ma-dgsn/journal").checkpoint
    told(reporter, other)
    assert not SplitView.objects.exists()


def test_the_same_again_leaves_one_piece_of_evidence_and_one_line(reporter, owner):
    for entries in ((A, X), (A, X), (X, A), (X, X)):
        told(reporter, owner.note(*entries))
    assert SplitView.objects.count() == 1
    assert Heard.objects.count() == 1
    assert [line["event"] for line in journal.latest(50)].count("split-view-found") == 1


def test_a_reporter_that_tells_something_new_each_time_makes_the_owner_be_asked_once_a_round(reporter, owner):
    owner.journal = owner.log(*([A, B] + [X] * 20))
    for size in range(3, 20):
        told(reporter, owner.note(*([A, B] + [X] * (size - 2))))
    journal.due_gossip(later(700))
    assert owner.kinds().count("witness.proof.ask") == 1
    told(reporter, owner.note(A))
    journal.due_gossip(later(710))
    assert owner.kinds().count("witness.proof.ask") == 1, "a new note does not shorten the pause"


def test_an_answer_for_other_sizes_is_no_evidence(reporter, owner):
    told(reporter, owner.note(A, B, X))
    owner.owner_says = lambda _: WitnessProof(old_size=1, new_size=3, proof=[bytes(32)])
    journal.due_gossip(later(700))
    assert not SplitView.objects.exists()
    assert Heard.objects.get().last_code == "envelope.other-kind"


@pytest.mark.parametrize("size", ["3", "999", "-1", "x", "9" * 40, "0" * 30, "²"])
def test_a_refusal_that_admits_nothing_is_no_evidence(reporter, owner, size):
    told(reporter, owner.note(A, B, X))
    owner.owner_says = lambda ask: admitting(ask, size)
    journal.due_gossip(later(700))
    assert not SplitView.objects.exists()
    assert not Heard.objects.get().settled


def test_a_refusal_to_another_note_is_no_evidence(reporter, owner):
    """An honest owner that was asked before it had signed so much, or about somebody else's journal."""
    told(reporter, owner.note(A, B, X))
    for said in (
        lambda ask: admitting(ask, 2, sha256="ab" * 32),
        lambda _: Refusal(code="witness.fewer", text="t", clause="", facts={"size": "2"}, remedy=""),
        lambda _: Refusal(code="witness.size", text="t", clause="", facts={"size": "2", "old_size": "3"}, remedy=""),
    ):
        owner.owner_says = said
        Heard.objects.update(asked_at=None)
        journal.due_gossip(later(700))
        assert (SplitView.objects.count(), Heard.objects.get().settled) == (0, False)


def test_an_owner_without_these_letters_is_asked_again_and_accused_of_nothing(reporter, owner):
    told(reporter, owner.note(A, B, X))
    owner.owner_says = lambda _: Refusal(code="envelope.kind", text="t", clause="", facts={}, remedy="")
    journal.due_gossip(later(700))
    assert (SplitView.objects.count(), Heard.objects.get().last_code) == (0, "owner.envelope.kind")
    for seconds in (1500, 80_000, 90_000):
        journal.due_gossip(later(seconds))
    assert owner.kinds().count("witness.proof.ask") == 2, "once a day"


def test_a_partner_without_these_letters_is_told_once_a_day(reporter, owner):
    reporter.refuse_with = Refusal(code="envelope.kind", text="t", clause="", facts={}, remedy="")
    for seconds in (700, 1500, 80_000, 90_000):
        journal.due_gossip(later(seconds))
    assert reporter.kinds().count("witness.gossip") == 2


def test_a_partner_outside_any_convention_gets_no_gossip(network, owner):
    outside = network.add(Gossiping("fr-ofast", "FR").join_directory())
    reply = outside.read(exchange.receive(outside.letter(WitnessGossip(notes=[]), convention=THREE)))[1]
    assert isinstance(reply, Refusal)


def test_a_suspended_convention_does_not_stop_gossip(reporter, owner):
    from benkan.apps.accounts import services as accounts

    accords.suspend(THREE, accounts.create_officer("c", "C", "control"), "contrôle")
    told(reporter, owner.note(A, X))
    assert SplitView.objects.exists()


# -- as an owner -----------------------------------------------------------------------------------------------------
def ask_us(reporter: Gossiping, old: str, new: str):
    ask = WitnessProofAsk(old=old, new=new)
    return reporter.read(exchange.receive(reporter.letter(ask, convention=THREE)))[1]


def test_we_show_that_our_own_journal_is_one_history(reporter, owner):
    notes = [journal.checkpoint()]
    for _ in range(5):
        journal.write("case-opened")
    notes.append(journal.checkpoint())
    first, second = (tlog.parse_checkpoint(tlog.split(note)[0]) for note in notes)
    shown = ask_us(reporter, *notes)
    tlog.verify_consistency(first.size, second.size, first.root, second.root, shown.proof)


def our_note(size: int, seed: bytes | None = None, origin: str | None = None) -> str:
    key = journal.log_key()
    key = tlog.SigningKey(key.name, seed) if seed else key
    root = tlog.EMPTY_ROOT if size == 0 else bytes(32)
    return tlog.sign(tlog.Checkpoint(origin or key.name, size, root).text(), key)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (lambda: our_note(0), lambda: our_note(1), "witness.order"),
        (lambda: our_note(2), lambda: our_note(1), "witness.order"),
        (lambda: our_note(1), lambda: our_note(2, b"z" * 32), "tlog.signature"),
        (lambda: our_note(1, b"z" * 32), lambda: our_note(2), "tlog.signature"),
        (lambda: our_note(1), lambda: our_note(2, origin="ne-ocrtis/journal"), "tlog.origin"),
        (lambda: "nonsense\n", lambda: our_note(2), "tlog.note"),
    ],
)
def test_we_say_nothing_about_our_journal_to_who_shows_no_notes_of_ours(reporter, owner, old, new, code):
    assert ask_us(reporter, old(), new()).code == code


def test_a_node_that_lost_lines_admits_it_to_the_very_note_that_it_signed(reporter, owner):
    note = our_note(10**6)
    answer = ask_us(reporter, our_note(1), note)
    assert (answer.code, answer.facts["size"]) == ("witness.fewer", str(journal.size() - 1))
    assert answer.facts["sha256"] == hashlib.sha256(note.encode()).hexdigest()


def test_the_evidence_file_is_readable_json_that_names_its_format(reporter, owner):
    told(reporter, owner.note(A, X))
    data = journal.split_view_file(SplitView.objects.get().pk)
    assert json.loads(data)["format"] == "benkan-split-view-1"


def test_only_witnesses_that_were_asked_once_are_told(reporter, owner):
    Witness.objects.all().delete()
    assert journal.due_gossip() == 0


def test_a_size_that_no_journal_has_ends_no_round(reporter, owner):
    key = tlog.SigningKey("ne-ocrtis/journal", owner.signing.to_bytes())
    told(reporter, tlog.sign(tlog.Checkpoint(key.name, 2**62, bytes(32)).text(), key))
    journal.due_gossip(later(700))
    assert SplitView.objects.get().code == "witness.fewer", "it signed what it does not have"
    SplitView.objects.all().delete()
    told(reporter, owner.note(A, X))
    assert SplitView.objects.get().code == "tlog.fork"
