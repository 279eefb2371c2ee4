"""Settings of rules: read, told back, and refused out of their bounds."""

from __future__ import annotations

import math

import pytest

from benkan.core.errors import Invalid
from benkan.core.flows import PATTERNS, Settings, described


def test_what_is_shipped_lies_within_its_bounds():
    Settings().checked()
    for pattern in PATTERNS.values():
        assert described(pattern.settings)
        assert all(one.lowest <= one.default <= one.highest for one in described(pattern.settings))


def test_what_is_told_is_read_again():
    assert Settings.of(Settings().values()) == Settings()
    changed = Settings.of({"fan_in": {"least_senders": 9}, "common": {"material_xof": 50_000}})
    assert Settings.of(changed.values()) == changed
    assert (changed.rules["fan_in"].least_senders, changed.common.floor_xof) == (9, 12_500)


@pytest.mark.parametrize("code", [*PATTERNS, "common"])
def test_every_setting_out_of_its_bounds_is_refused(code):
    kind = PATTERNS[code].settings if code in PATTERNS else type(Settings().common)
    for one in described(kind):
        for value in (one.lowest - 1, one.highest + 1, math.nan, math.inf, "7", None, True):
            with pytest.raises(Invalid, match="must lie between") as refused:
                Settings.of({code: {one.name: value}})
            assert (refused.value.code, refused.value.place) == ("flows.setting", one.name)


def test_a_number_of_things_is_whole():
    with pytest.raises(Invalid):
        Settings.of({"fan_in": {"least_senders": 7.5}})
    assert Settings.of({"fan_in": {"least_senders": 7.0}}).rules["fan_in"].least_senders == 7


def test_unknown_rules_and_settings_are_refused():
    with pytest.raises(Invalid, match="no rule “fan”"):
        Settings.of({"fan": {}})
    with pytest.raises(Invalid, match="no setting “nationality”"):
        Settings.of({"fan_in": {"nationality": 1}})
