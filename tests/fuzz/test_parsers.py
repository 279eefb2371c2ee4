"""Two hundred spoilt inputs for each reader in every run; ``python scripts/fuzz.py --inputs 100000`` for a long one."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkan import wire
from tests.fuzz.targets import TARGETS

INPUTS = 200


@pytest.mark.parametrize("target", TARGETS, ids=[one.name for one in TARGETS])
def test_spoilt_bytes_give_a_value_or_a_refusal(target):
    @settings(max_examples=INPUTS, database=None, suppress_health_check=list(HealthCheck))
    @given(target.inputs())
    def spoilt(data):
        target.attempt(data)

    spoilt()


@pytest.mark.parametrize("target", TARGETS, ids=[one.name for one in TARGETS])
def test_the_samples_from_which_inputs_are_made_are_right(target):
    assert [target.attempt(sample) for sample in target.samples] == [not target.refused] * len(target.samples)


def test_every_kind_of_message_is_fuzzed():
    assert {f"message {kind}" for kind in wire.KINDS} <= {target.name for target in TARGETS}


def test_a_reader_that_fails_otherwise_is_a_defect():
    """The law itself can fail: an error that is not ours, and a reader that hangs."""
    from tests.fuzz import targets

    with pytest.raises(ZeroDivisionError):
        targets.Target("broken", lambda data: 1 // 0, [b""]).attempt(b"")

    def slow(data):
        until = targets.time.process_time() + targets.LONGEST_S + 0.1
        while targets.time.process_time() < until:
            pass

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(targets, "LONGEST_S", 0.01)
        with pytest.raises(AssertionError, match="too long"):
            targets.Target("slow", slow, [b""]).attempt(b"")


@settings(max_examples=50)
@given(st.data())
def test_spoilt_json_is_often_spelt_right_so_that_the_values_are_reached(data):
    """A text that only fails its spelling would test the spelling and nothing else."""
    target = next(one for one in TARGETS if one.name == "message refusal")
    data.draw(target.inputs().filter(lambda given: given.startswith(b"{") and given.endswith(b"}")))
