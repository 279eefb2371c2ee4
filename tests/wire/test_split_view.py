"""The file of a split view proves what the owner signed, or nothing: nobody is framed with it."""

import dataclasses
import hashlib

import pytest

from benkan import wire
from benkan.core import tlog
from tests.core.tlog.leaves import Leaves
from tests.wire import file
from tests.wire.samples import AT

OWNER = "ma-dgsn"
KEY = tlog.SigningKey(f"{OWNER}/journal", file.SEEDS[OWNER])
LEAVES = Leaves(tlog.leaf_hash(b"%d" % number) for number in range(9))
FORKED = Leaves([*LEAVES[:3], tlog.leaf_hash(b"x"), *LEAVES[4:]])
TRUSTED = [file.card(OWNER)]


def note(size: int, leaves: Leaves = LEAVES, key: tlog.SigningKey = KEY, origin: str = KEY.name) -> str:
    return tlog.sign(tlog.Checkpoint(origin, size, tlog.root(leaves[:size])).text(), key)


def proof(old: int, new: int, leaves: Leaves = LEAVES) -> wire.WitnessProof:
    return wire.WitnessProof(old_size=old, new_size=new, proof=tlog.consistency(leaves, old, new))


def fewer(size: object, shown: str | None = None, code: str = "witness.fewer") -> wire.Refusal:
    digest = hashlib.sha256((shown or note(8)).encode()).hexdigest()
    return wire.Refusal(code=code, text="t", clause="", facts={"size": str(size), "sha256": digest}, remedy="")


def made(first: str, second: str, said: wire.Message | None = None, *, sender: str = OWNER, **changes: object) -> bytes:
    letter = None if said is None else file.letter(sender, file.UUIDS[0], said)
    given = {"owner": OWNER, "card": file.card(OWNER), "notes": (first, second), "letter": letter, **changes}
    return wire.make_split_view(**given)  # type: ignore[arg-type]


def verdict(data: bytes, trusted=TRUSTED) -> tuple[bool, str]:
    found = wire.verify_split_view(data, trusted)
    return wire.evidence_holds(found), found[-1].code


def test_two_roots_of_one_size_are_proof():
    assert verdict(made(note(6), note(6, FORKED))) == (True, "evidence.split.fork")


def test_without_a_card_of_one_s_own_the_key_is_noted_and_the_rest_said():
    found = wire.verify_split_view(made(note(6), note(6, FORKED)))
    assert found[0].code == "evidence.card.untrusted"
    assert wire.evidence_holds(found)


@pytest.mark.parametrize("order", [1, -1])
def test_a_proof_that_the_owner_signed_and_that_does_not_hold_is_proof(order):
    notes = (note(4), note(8, FORKED))[::order]
    assert verdict(made(*notes, proof(4, 8, FORKED))) == (True, "evidence.split.proof")


def test_a_false_proof_in_the_owner_s_own_question_is_proof():
    ask = wire.WitnessAsk(checkpoint=note(8, FORKED), proof=tlog.consistency(FORKED, 4, 8), old_size=4)
    assert verdict(made(note(4), note(8, FORKED), ask)) == (True, "evidence.split.proof")


def test_fewer_lines_than_it_signed_is_proof():
    assert verdict(made(note(4), note(8), fewer(7))) == (True, "evidence.split.fewer")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: made(note(6), note(6)), "evidence.split.same"),
        (lambda: made(note(4), note(8)), "evidence.split.unproven"),
        (lambda: made(note(4), note(8, FORKED)), "evidence.split.unproven"),
        (lambda: made(note(4), note(8), proof(4, 8)), "evidence.split.consistent"),
        (lambda: made(note(4), note(8, FORKED), proof(4, 7, FORKED)), "evidence.split.unproven"),
        (lambda: made(note(4), note(8), fewer(8)), "evidence.split.unproven"),
        (lambda: made(note(4), note(8), fewer("-1")), "evidence.split.unproven"),
        (lambda: made(note(4), note(8), fewer("²")), "evidence.split.unproven"),
        (lambda: made(note(4), note(8), fewer(3, code="convention.none")), "evidence.split.unproven"),
        (lambda: made(note(4), note(8), fewer(3), sender="ml-ocs"), "evidence.split.unproven"),
        # What an honest owner says: how many lines of another's journal it saw, or how many it had before it signed.
        (lambda: made(note(4), note(8), fewer(3, code="witness.size")), "evidence.split.unproven"),
        (lambda: made(note(4), note(8), fewer(3, note(9))), "evidence.split.unproven"),
        (lambda: made(note(4), note(8), fewer(3, note(4))), "evidence.split.unproven"),
        (
            lambda: made(note(0), note(8), wire.WitnessAsk(checkpoint=note(8), proof=[], old_size=0)),
            "evidence.split.unproven",
        ),
        (
            lambda: made(note(0), note(8), wire.WitnessProof(old_size=0, new_size=8, proof=[])),
            "evidence.split.unproven",
        ),
        (lambda: made(note(4), note(8, FORKED), proof(4, 8, FORKED), sender="ml-ocs"), "evidence.split.unproven"),
        (
            lambda: made(
                note(4),
                note(8, FORKED),
                wire.WitnessAsk(checkpoint=note(9, FORKED), proof=[bytes(32)], old_size=4),
            ),
            "evidence.split.unproven",
        ),
        (lambda: made(note(6), note(6, FORKED, tlog.SigningKey(KEY.name, b"z" * 32))), "tlog.signature"),
        (lambda: made(note(6), note(6, FORKED, origin="ml-ocs/journal")), "evidence.line.origin"),
        (lambda: made(note(6), "nonsense\n"), "tlog.note"),
        (lambda: made(note(6), note(6, FORKED), owner="ml-ocs"), "evidence.key"),
        (lambda: made(note(6), note(6, FORKED), card=file.card("ml-ocs")), "evidence.key"),
        (lambda: made(note(6), note(6, FORKED), card=file.card(OWNER, file.OTHER)), "evidence.key"),
        (lambda: b"{}", "wire.invalid"),
        (lambda: b"", "wire.invalid"),
    ],
)
def test_what_proves_nothing_is_said_to_prove_nothing(data, code):
    assert verdict(data()) == (False, code)


def test_a_letter_whose_content_is_not_shown_or_was_altered_proves_nothing():
    letter = file.letter(OWNER, file.UUIDS[0], proof(4, 8, FORKED))
    hidden = letter.model_copy(update={"salt": None, "payload": None})
    assert verdict(made(note(4), note(8, FORKED), letter=hidden)) == (False, "evidence.split.unproven")
    other = letter.model_copy(update={"payload": wire.encode(proof(3, 8))})
    assert verdict(made(note(4), note(8, FORKED), letter=other)) == (False, "envelope.commitment")


def test_a_card_that_the_reader_does_not_trust_ends_it():
    assert verdict(made(note(6), note(6, FORKED)), [file.card("ml-ocs")]) == (False, "evidence.key")


def test_the_published_file_is_proof():
    from tests.vectors.write_wire import HERE

    data = (HERE / "split_view.json").read_bytes().rstrip(b"\n")
    assert wire.is_split_view(data)
    assert data == made(note(6), note(6, FORKED))
    assert verdict(data) == (True, "evidence.split.fork")
    assert AT in data.decode()


def test_every_finding_is_a_sentence_that_its_facts_fill():
    for data in (made(note(6), note(6, FORKED)), made(note(4), note(8), fewer(7)), made(note(4), note(8), proof(4, 8))):
        for one in wire.verify_split_view(data, TRUSTED):
            assert "%(" not in one.sentence
            assert dataclasses.asdict(one)["text"]
