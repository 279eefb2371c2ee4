"""Lists as one parameter, on either database."""

import pytest

from benkan.apps.records.index.statements import among, rows

pytestmark = pytest.mark.django_db
HELD = "SELECT id FROM django_migrations WHERE id {} ORDER BY id"
NAMED = "SELECT DISTINCT app FROM django_migrations WHERE app {} ORDER BY app"


def test_whole_numbers_are_found_among_those_given():
    condition, given = among([3, 1, 2**62])
    assert rows(HELD.format(condition), given) == [(1,), (3,)]


def test_words_are_found_among_those_given_whatever_signs_they_have():
    condition, given = among(["records", "a \"b\" 'c' [1]", "journal", "سجل"])
    assert rows(NAMED.format(condition), given) == [("journal",), ("records",)]


def test_nothing_is_among_nothing():
    condition, given = among([])
    sql = HELD.format(condition)
    assert rows(sql.replace("%s", "%s::bigint[]") if "ANY" in sql else sql, given) == []
