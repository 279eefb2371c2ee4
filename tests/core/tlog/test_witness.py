import pytest
from tests.core.tlog.leaves import Leaves

from benkan.core.errors import Invalid, Unverified
from benkan.core.tlog import (
    EMPTY_ROOT,
    Checkpoint,
    Signature,
    SigningKey,
    Witnessed,
    advance,
    consistency,
    cosign,
    leaf_hash,
    root,
    sign,
    verify_cosignature,
)
from benkan.core.tlog.note import parse_line

LOG = SigningKey("ml-ocs/journal", bytes(range(32)))
WITNESS = SigningKey("ma-dgsn/witness", bytes(range(32, 64)))
AT = 1764547200
LEAVES = Leaves(leaf_hash(b"%d" % number) for number in range(12))


def checkpoint_of(leaves, origin="ml-ocs/journal"):
    return Checkpoint(origin, len(leaves), root(leaves))


NOTE = sign(checkpoint_of(LEAVES).text(), LOG)


def unverified(act, *args):
    with pytest.raises(Unverified) as refusal:
        act(*args)
    assert refusal.value.remedy
    return refusal.value.code


def test_a_cosignature_gives_back_the_time_at_which_it_was_made():
    line = cosign(NOTE, WITNESS, AT)
    text = checkpoint_of(LEAVES).text()
    assert line.endswith("\n")
    for key in (WITNESS.witness, WITNESS.verifier):
        assert verify_cosignature(text, line, key) == AT
        assert verify_cosignature(text, line.rstrip("\n"), key) == AT


def test_the_cosigned_message_is_the_published_one():
    signature = parse_line(cosign(NOTE, WITNESS, AT))
    message = f"cosignature/v1\ntime {AT}\n{checkpoint_of(LEAVES).text()}"
    assert signature.key_id == WITNESS.witness.key_id
    assert signature.value == AT.to_bytes(8, "big") + WITNESS.sign_bytes(message.encode())


def test_a_cosignature_of_another_checkpoint_time_or_key_is_unverified():
    line = cosign(NOTE, WITNESS, AT)
    text = checkpoint_of(LEAVES).text()
    good = parse_line(line)
    later = Signature(good.name, good.key_id, (AT + 1).to_bytes(8, "big") + good.value[8:]).line()
    assert unverified(verify_cosignature, checkpoint_of(LEAVES[:11]).text(), line, WITNESS.witness) == "tlog.signature"
    assert unverified(verify_cosignature, text, later, WITNESS.witness) == "tlog.signature"
    assert unverified(verify_cosignature, text, line, LOG.witness) == "tlog.signature"
    short = Signature(good.name, good.key_id, good.value[:-1]).line()
    assert unverified(verify_cosignature, text, short, WITNESS.witness) == "tlog.signature"
    long = Signature(good.name, good.key_id, good.value + b"\x00").line()
    assert unverified(verify_cosignature, text, long, WITNESS.witness) == "tlog.signature"


def test_a_plain_signature_is_no_cosignature_and_the_other_way_round():
    text = checkpoint_of(LEAVES).text()
    plain = Signature(WITNESS.name, WITNESS.verifier.key_id, WITNESS.sign_bytes(text.encode())).line()
    assert unverified(verify_cosignature, text, plain, WITNESS.verifier) == "tlog.signature"
    padded = Signature(WITNESS.name, WITNESS.verifier.key_id, bytes(8) + WITNESS.sign_bytes(text.encode())).line()
    assert unverified(verify_cosignature, text, padded, WITNESS.verifier) == "tlog.signature"


@pytest.mark.parametrize("at", [0, 1 << 63])
def test_a_cosignature_with_an_impossible_time_is_unverified(at):
    text = checkpoint_of(LEAVES).text()
    message = f"cosignature/v1\ntime {at}\n{text}"
    value = at.to_bytes(8, "big") + WITNESS.sign_bytes(message.encode())
    line = Signature(WITNESS.name, WITNESS.witness.key_id, value).line()
    assert unverified(verify_cosignature, text, line, WITNESS.witness) == "tlog.signature"


@pytest.mark.parametrize("at", [-1, 0, 1 << 63])
def test_a_witness_without_a_clock_does_not_cosign(at):
    with pytest.raises(Invalid) as refusal:
        cosign(NOTE, WITNESS, at)
    assert refusal.value.code == "tlog.time"
    assert refusal.value.remedy


@pytest.mark.parametrize("at", [1, (1 << 63) - 1])
def test_the_first_and_the_last_second_are_cosigned(at):
    assert verify_cosignature(checkpoint_of(LEAVES).text(), cosign(NOTE, WITNESS, at), WITNESS.witness) == at


def test_a_witness_cosigns_checkpoints_only():
    with pytest.raises(Invalid) as refusal:
        cosign(sign("a letter\n", LOG), WITNESS, AT)
    assert refusal.value.code == "tlog.checkpoint"
    with pytest.raises(Invalid) as refusal:
        cosign("no note", WITNESS, AT)
    assert refusal.value.code == "tlog.note"


def test_a_malformed_cosignature_line_is_invalid():
    with pytest.raises(Invalid) as refusal:
        verify_cosignature(checkpoint_of(LEAVES).text(), "no line", WITNESS.witness)
    assert refusal.value.code == "tlog.note"


def test_a_witness_follows_a_log_from_its_first_meeting():
    seen = advance(None, checkpoint_of(LEAVES[:5]), [])
    assert seen == Witnessed("ml-ocs/journal", 5, root(LEAVES[:5]))
    seen = advance(seen, checkpoint_of(LEAVES[:9]), consistency(LEAVES, 5, 9))
    assert seen == Witnessed("ml-ocs/journal", 9, root(LEAVES[:9]))
    assert advance(seen, checkpoint_of(LEAVES[:9]), []) == seen


def test_an_empty_log_is_witnessed_and_grows():
    seen = advance(None, checkpoint_of([]), [])
    assert seen == Witnessed("ml-ocs/journal", 0, EMPTY_ROOT)
    assert advance(seen, checkpoint_of(LEAVES[:3]), []).size == 3


def test_a_first_meeting_with_a_proof_is_unverified():
    assert unverified(advance, None, checkpoint_of(LEAVES[:5]), [bytes(32)]) == "tlog.consistency"


def test_a_log_that_goes_back_is_caught():
    seen = advance(None, checkpoint_of(LEAVES[:9]), [])
    with pytest.raises(Unverified) as refusal:
        advance(seen, checkpoint_of(LEAVES[:8]), [])
    assert refusal.value.code == "tlog.rollback"
    assert "went back from 9 to 8 entries" in str(refusal.value)
    assert unverified(advance, seen, checkpoint_of([]), []) == "tlog.rollback"


def test_a_log_with_two_histories_of_one_size_is_caught():
    seen = advance(None, checkpoint_of(LEAVES[:9]), [])
    forked = checkpoint_of([*LEAVES[:8], leaf_hash(b"forged")])
    with pytest.raises(Unverified) as refusal:
        advance(seen, forked, [])
    assert refusal.value.code == "tlog.fork"
    assert "two different histories of 9 entries" in str(refusal.value)


def test_a_log_that_grew_from_another_history_is_caught():
    seen = advance(None, checkpoint_of(LEAVES[:9]), [])
    forked = Leaves([*LEAVES[:3], leaf_hash(b"forged"), *LEAVES[4:]])
    assert unverified(advance, seen, checkpoint_of(forked), consistency(forked, 9, 12)) == "tlog.consistency"
    assert unverified(advance, seen, checkpoint_of(LEAVES), []) == "tlog.consistency"


def test_another_log_is_not_the_one_followed():
    seen = advance(None, checkpoint_of(LEAVES[:9]), [])
    other = checkpoint_of(LEAVES, "bf-bnd/journal")
    assert unverified(advance, seen, other, consistency(LEAVES, 9, 12)) == "tlog.origin"
