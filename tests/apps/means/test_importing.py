"""A list of means as CSV: bad rows are named, bad files are refused whole, and twice adds nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkan.apps.means import importing
from benkan.apps.means.models import Mean
from benkan.core.errors import Invalid
from benkan.formats import mean_list

pytestmark = pytest.mark.django_db
HEAD = "kind;code;place;title_fr;scents\n"


def test_semicolons_a_mark_and_blank_lines_are_read(coordinator):
    data = ("\ufeff" + HEAD + "\n;;;;\ndogs;K9-1;Gao;Chiens;cannabis|cocaine\n").encode()
    added, report = importing.import_list(coordinator, data)
    assert (added, report.refused) == (1, 0)
    assert Mean.objects.get().specification == {"scents": ["cannabis", "cocaine"]}
    assert importing.import_list(coordinator, data)[0] == 0


def test_a_row_that_stops_early_is_refused_with_its_line(coordinator):
    added, report = importing.import_list(coordinator, (HEAD + "dogs\ndogs;K9-1\ndogs;K9-1;Gao;Chiens\n").encode())
    assert (added, [one.place for one in report.findings]) == (1, ["2 · code", "3 · title_fr"])


def test_a_row_longer_than_its_header_is_refused_and_not_cut(coordinator):
    added, report = importing.import_list(coordinator, (HEAD + "dogs;K9-1;Gao;Chiens;cannabis;2\n").encode(), "a.csv")
    assert (added, [one.place for one in report.findings]) == (0, ["a.csv · 2"])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"kind,code\ndogs,K9-1\n",
        b"kind,code,place,wings\n",
        b"kind,code,place,code\n",
        b"kind,code,place\n\xff\xfe",
        b"kind,code,place\ndogs,K9-1,\x00\n",
        b"kind,code,place\n" + b"dogs,K9,Gao\n" * 10_001,
        b"kind,code,place\n" + b"x" * mean_list.MAX_BYTES,
    ],
)
def test_what_is_no_such_list_registers_nothing_and_says_why(coordinator, data):
    with pytest.raises(Invalid) as caught:
        importing.import_list(coordinator, data)
    assert caught.value.code == "means.list"
    assert caught.value.remedy
    assert not Mean.objects.exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: (HEAD + text).encode()))
def test_no_file_brings_it_down(coordinator, data):
    try:
        added, report = importing.import_list(coordinator, data)
    except Invalid as error:
        assert error.code == "means.list"  # noqa: PT017 - either answer is right
    else:
        assert added >= 0
        assert report.refused >= 0
