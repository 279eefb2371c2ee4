"""Partners cosign our journal and we cosign theirs; a journal that was rewritten gets no cosignature."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.accords.texts import signed
from tests.apps.exchange.fake_partner import FakeNetwork, FakePartner
from tests.core.tlog.leaves import Leaves

from benkan.apps.accords import services as accords
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange import transport
from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Checkpoint, Cosignature, Head, Line, Witness, Witnessed
from benkan.core import tlog
from benkan.wire import Refusal, WitnessAsk, WitnessCosignature


class Witnessing(FakePartner):
    """A partner that cosigns our journal as a true node does, and keeps a journal of its own."""

    seen: tlog.Witnessed | None = None
    forged = False
    wrong = dt.timedelta()

    def clock(self) -> int:
        return int((timezone.now() + self.wrong).timestamp())

    def _reply(self, header, payload, data):
        if header.kind != "witness.ask":
            return super()._reply(header, payload, data)
        text = tlog.split(payload.checkpoint)[0]
        size = self.seen.size if self.seen else 0
        if payload.old_size != size:
            return Refusal(
                code="witness.size",
                text="This node has seen %(size)d.",
                clause="",
                facts={"size": str(size)},
                remedy="",
            )
        self.seen = tlog.advance(self.seen, tlog.parse_checkpoint(text), payload.proof)
        seed = b"f" * 32 if self.forged else self.signing.to_bytes()
        line = tlog.cosign(payload.checkpoint, tlog.SigningKey(f"{self.agency}/journal", seed), self.clock())
        return WitnessCosignature(line=line.removesuffix("\n"))

    def log(self, *entries: bytes) -> "Log":
        return Log(self, [tlog.leaf_hash(entry) for entry in entries])


class Log:
    """The partner's own journal: leaves, checkpoints, questions to witness it."""

    def __init__(self, partner: Witnessing, leaves: list[bytes]) -> None:
        self.partner, self.leaves = partner, leaves

    def ask(self, old: int, size: int | None = None, **changes) -> WitnessAsk:
        size = len(self.leaves) if size is None else size
        key = tlog.SigningKey(
            changes.get("name", f"{self.partner.agency}/journal"), changes.get("seed", self.partner.signing.to_bytes())
        )
        origin = changes.get("origin", key.name)
        note = tlog.sign(tlog.Checkpoint(origin, size, tlog.root(self.leaves[:size])).text(), key)
        proof = tlog.consistency(Leaves(self.leaves), old, size) if 0 < old <= size else []
        return WitnessAsk(checkpoint=note, proof=proof, old_size=old)

    def send(self, ask: WitnessAsk):
        return self.partner.read(exchange.receive(self.partner.letter(ask, convention="ml-ma-2025")))[1]


@pytest.fixture
def partner(db, monkeypatch) -> Witnessing:
    network = FakeNetwork()
    monkeypatch.setattr(transport, "post", network.post)
    made = Witnessing().join_directory()
    network.add(made)
    accords.add(signed(made))
    return made


def later(seconds: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=seconds)


# -- ours, cosigned by partners --------------------------------------------------------------------------------------
def test_a_partner_cosigns_our_journal_and_verification_counts_it(partner):
    assert journal.due_witnessing() == 1
    report = journal.verify()
    assert report.ok
    assert report.witnesses == {"ma-dgsn": journal.size()}
    (standing,) = journal.standing()
    assert (standing.partner, standing.cosigned, standing.percent) == ("ma-dgsn", journal.size(), 100)


def test_a_grown_journal_is_cosigned_from_where_the_partner_left_off(partner):
    journal.due_witnessing()
    for _ in range(7):
        journal.write("case-opened")
    assert journal.due_witnessing(later(120)) == 1
    assert Cosignature.objects.count() == 2
    assert partner.seen.size == journal.size()


def test_nothing_new_means_nobody_is_asked(partner):
    journal.due_witnessing()
    asked = len(partner.received)
    assert journal.due_witnessing(later(3600)) == 0
    assert len(partner.received) == asked


def test_our_cosigning_of_others_alone_makes_nobody_due(partner):
    journal.due_witnessing()
    journal.write("witness-cosigned", partner="ma-dgsn", size=9)
    assert journal.due_witnessing(later(3600)) == 0


def test_a_partner_is_not_asked_more_than_once_a_minute(partner):
    journal.due_witnessing()
    journal.write("case-opened")
    assert journal.due_witnessing(later(2)) == 0
    assert journal.due_witnessing(later(120)) == 1


def test_a_silent_partner_holds_nothing_up(partner):
    partner.down = True
    assert journal.due_witnessing() == 0
    assert Witness.objects.get().last_code == "partner.unreachable"
    assert journal.verify().ok
    partner.down = False
    assert journal.due_witnessing(later(600)) == 1


def test_a_lost_answer_is_made_good_from_the_size_the_partner_has_seen(partner):
    journal.due_witnessing()
    journal.write("case-opened")
    Witness.objects.update(size=0)
    Cosignature.objects.all().delete()
    assert journal.due_witnessing(later(120)) == 1
    assert journal.verify().cosignatures == 1


def test_a_forged_cosignature_is_not_kept(partner):
    partner.forged = True
    assert journal.due_witnessing() == 0
    assert not Cosignature.objects.exists()
    assert Witness.objects.get().last_code == "tlog.signature"


def test_our_own_rewritten_journal_gets_no_cosignature(partner):
    journal.due_witnessing()
    before = partner.seen
    Line.objects.all().delete()
    Cosignature.objects.all().delete()
    Checkpoint.objects.all().delete()
    Head.objects.all().delete()
    for _ in range(9):
        journal.write("case-opened")
    assert journal.due_witnessing(later(120)) == 0
    assert partner.seen == before


def test_a_suspended_convention_does_not_stop_witnessing(partner):
    from benkan.apps.accounts import services as accounts

    accords.suspend("ml-ma-2025", accounts.create_officer("c", "C", "control"), "contrôle")
    assert journal.due_witnessing() == 1


def test_a_partner_without_a_convention_is_not_asked(db, monkeypatch):
    network = FakeNetwork()
    monkeypatch.setattr(transport, "post", network.post)
    network.add(Witnessing().join_directory())
    journal.write("case-opened")
    assert journal.due_witnessing() == 0


# -- theirs, cosigned by us ------------------------------------------------------------------------------------------
def test_we_cosign_a_partner_s_journal_that_only_grew(partner):
    log = partner.log(*(bytes([number]) for number in range(9)))
    for old, size in ((0, 4), (4, 4), (4, 9)):
        ask = log.ask(old, size)
        answer = log.send(ask)
        assert isinstance(answer, WitnessCosignature)
        key = journal.log_key().verifier
        assert tlog.verify_cosignature(tlog.split(ask.checkpoint)[0], answer.line, key) > 1_700_000_000
    assert Witnessed.objects.get().size == 9
    assert journal.latest(1)[0]["event"] == "witness-cosigned"


@pytest.mark.parametrize(
    ("rewrite", "size", "code"),
    [
        (lambda leaves: [b"x" * 32, *leaves[1:]], 9, "tlog.consistency"),
        (lambda leaves: [leaves[1], leaves[0], *leaves[2:]], 9, "tlog.consistency"),
        (lambda leaves: [b"x" * 32, *leaves[1:]], 6, "tlog.fork"),
    ],
)
def test_a_journal_that_was_rewritten_gets_no_cosignature(partner, rewrite, size, code):
    log = partner.log(*(bytes([number]) for number in range(9)))
    log.send(log.ask(0, 6))
    log.leaves = rewrite(log.leaves)
    answer = log.send(log.ask(6, size))
    assert (type(answer), answer.code) == (Refusal, code)
    assert Witnessed.objects.get().size == 6
    assert [line["event"] for line in journal.latest(2)] == ["message-refused", "split-view-found"]


def test_a_journal_that_went_back_gets_no_cosignature(partner):
    log = partner.log(*(bytes([number]) for number in range(9)))
    log.send(log.ask(0, 9))
    answer = log.send(log.ask(9, 5).model_copy(update={"proof": []}))
    assert answer.code == "tlog.rollback"


def test_a_proof_from_another_size_is_answered_with_the_size_we_have_seen(partner):
    log = partner.log(*(bytes([number]) for number in range(9)))
    log.send(log.ask(0, 4))
    answer = log.send(log.ask(2, 9))
    assert (answer.code, answer.facts["size"]) == ("witness.size", "4")


@pytest.mark.parametrize("changes", [{"seed": b"z" * 32}, {"name": "ne-ocrtis/journal"}])
def test_a_checkpoint_that_its_owner_did_not_sign_gets_no_cosignature(partner, changes):
    log = partner.log(b"a")
    assert log.send(log.ask(0, 1, **changes)).code == "tlog.signature"
    assert not Witnessed.objects.exists()


def test_a_checkpoint_of_another_journal_gets_no_cosignature(partner):
    log = partner.log(b"a")
    assert log.send(log.ask(0, 1, origin="ne-ocrtis/journal")).code == "witness.origin"
    assert not Witnessed.objects.exists()
