"""Lists of ties: what a cell says wrongly is said by the network, what is no list is refused with its line."""

from __future__ import annotations

import pytest

from benkan.core.errors import Invalid
from benkan.formats import ties


def test_a_list_of_ties_is_read_with_any_separator_and_without_weights() -> None:
    reading = ties.network("source;target;when\na;b;2020\nb;c;2021\n", "t.csv")
    assert (reading.network.ties, list(reading.network.weights)) == (2, [1.0] * 4)


def test_a_weight_that_is_no_number_is_left_out_and_said() -> None:
    reading = ties.network("source,target,weight\na,b,much\nb,c,2.5\nc,d,-1\n", "t.csv")
    assert reading.network.ties == 1
    assert [said.code for said in reading.said] == ["reading.not-a-number", "reading.not-positive"]


def test_what_is_no_list_of_ties_is_refused_with_its_place() -> None:
    with pytest.raises(Invalid) as caught:
        ties.network("from,to\na,b\n", "t.csv")
    assert (caught.value.code, caught.value.place) == ("labelled.column", "t.csv:1")
    with pytest.raises(Invalid):
        ties.network("source,target\na,b,c\n", "t.csv")


def test_roles_are_read_by_name() -> None:
    assert ties.roles("node,role\na,boss\n,nobody\n", "r.csv") == {"a": "boss"}
