"""Texts that are made to hang or to crash whoever reads them: an administrator, or a judge with an evidence file."""

import contextlib
import time

import pytest

from benkan.core.conventions import parse
from benkan.core.conventions.canonical import canonical
from benkan.core.errors import Invalid

NESTED = {
    "dots": "x" + ".a" * 100_000 + " = 1",
    "deep": "\n".join(f"[{'.'.join(['a'] * depth)}]" for depth in (190,)) + "\n" + ".".join(["b"] * 190) + " = "
    "{c = " * 150 + "1" + "}" * 150,
    "tables": "\n".join(f"[a{'.a' * depth}]" for depth in range(195)) + "\nb = 1",
    "arrays": "x = " + "[" * 2_000 + "]" * 2_000,
    "number": "x = " + "9" * 200_000,
}


@pytest.mark.parametrize("name", NESTED)
def test_a_text_that_is_nested_without_end_is_refused_at_once(name):
    begun = time.monotonic()
    with pytest.raises(Invalid) as caught:
        parse(NESTED[name])
    assert caught.value.code == "convention.invalid"
    with contextlib.suppress(Invalid):  # tables of a bearable depth have a canonical form
        canonical(NESTED[name])
    assert time.monotonic() - begun < 5
