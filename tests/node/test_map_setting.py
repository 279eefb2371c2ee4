"""``[maps]`` of node.toml reaches the pages, and a misprint stops the node with its place."""

import re

import pytest

from benkan.core.errors import Invalid
from benkan.node.home import load, make


@pytest.fixture
def home(tmp_path):
    return make(
        tmp_path / "home",
        agency="ma-dgsn",
        name={"fr": "Direction"},
        country="MA",
        url="http://127.0.0.1:8440",
        listen="127.0.0.1:8440",
    ).home


def with_table(home, text):
    file = home / "node.toml"
    file.write_text(file.read_text("utf-8") + text, "utf-8")
    return load(home)


def test_without_a_table_borders_are_dashed(home):
    assert load(home).maps.way("EH") == "dashed"


def test_a_node_sets_its_own(home):
    found = with_table(home, '\n[maps]\nborders = "solid"\n[maps.territories]\nEH = "MA"\n[maps.note]\nfr = "Note."\n')
    assert (found.maps.owner("EH"), found.maps.way("XK"), found.maps.note["fr"]) == ("MA", "solid", "Note.")


@pytest.mark.parametrize(
    ("text", "place"),
    [('\n[maps]\nborders = "none"\n', "maps.borders"), ('\n[maps.territories]\nEH = "EH"\n', "maps.territories.EH")],
)
def test_a_misprint_is_named(home, text, place):
    with pytest.raises(Invalid, match=re.escape(place)):
        with_table(home, text)
