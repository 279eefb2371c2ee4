"""What a reporter is told is of a closed list."""

import pytest

from benkan.core.errors import Invalid
from benkan.core.reporting import REASONS, STATES, Answer


def test_every_state_but_the_first_has_reasons_and_no_reason_has_two_states() -> None:
    assert tuple(REASONS) == STATES
    assert REASONS["received"] == ()
    listed = [reason for reasons in REASONS.values() for reason in reasons]
    assert len(listed) == len(set(listed)) == 10


@pytest.mark.parametrize("state", STATES)
def test_an_answer_is_a_state_with_one_of_its_own_reasons(state: str) -> None:
    for reasons in REASONS.values():
        for reason in reasons:
            if reason in REASONS[state]:
                assert Answer(state, reason).checked() == Answer(state, reason)
            else:
                with pytest.raises(Invalid, match="does not belong"):
                    Answer(state, reason).checked()


@pytest.mark.parametrize(("state", "reason"), [("received", ""), ("", ""), ("used", ""), ("used", "free words")])
def test_there_is_no_answer_without_a_reason_or_with_words_of_ones_own(state: str, reason: str) -> None:
    with pytest.raises(Invalid, match="does not belong"):
        Answer(state, reason).checked()
