"""Every rule says what it found in one sentence, in three languages, from its measured values."""

from __future__ import annotations

import pytest

from benkan.core.flows import (
    PATTERNS,
    Account,
    Accounts,
    Alert,
    Settings,
    TransferRow,
    Transfers,
    find,
    innocent,
    sentence,
)
from benkan.core.flows.explaining import EXPLANATIONS, SENTENCES
from benkan.node.cli.spoken import translator
from tests.core.flows.world import World


@pytest.fixture(scope="module")
def alerts() -> dict[str, Alert]:
    transfers, accounts, _ = World(31, accounts=900, transfers=4_000, cases=2).made()
    return {alert.pattern: alert for alert in find(transfers, accounts)}


def test_every_rule_has_a_sentence_and_every_explanation_two():
    assert set(SENTENCES) == set(PATTERNS)
    assert {code for pattern in PATTERNS.values() for code in pattern.explained_by} == set(EXPLANATIONS)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("code", PATTERNS)
def test_the_sentence_has_the_measured_values(alerts, code, language):
    alert = alerts[code]
    told = sentence(alert, translator(language), str)
    assert "%(" not in told
    assert alert.parties[0].account in told
    assert str(alert.measured[PATTERNS[code].counted[0]]) in told
    if language != "en":
        assert told != sentence(alert, write=str)
    assert {one.code for one in alert.explanations} == set(PATTERNS[code].explained_by)
    for text in innocent(alert, translator(language)):
        assert "%(" not in text


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_ring_with_gaps_is_not_said_to_have_come_back(language):
    accounts = Accounts.of([Account(name, "person", "ML") for name in "ABCD"])
    rows = [TransferRow(way, at * 86_400, way[0], way[1], 1_043_217) for at, way in enumerate(("AB", "BC", "CD"), 1)]
    settings = Settings.of({"cycle": {"ring_gaps": 1}})
    (alert,) = find(Transfers.of(rows, accounts), accounts, settings, patterns=["cycle"])
    told = sentence(alert, translator(language), str)
    assert "%(" not in told
    assert "1043217" in told
    assert translator(language)(SENTENCES["cycle"]).split("%(origin)s")[0] not in told


def test_thousands_stand_apart(alerts):
    assert f"{alerts['fan_in'].amount_xof:,}".replace(",", "\u202f") in sentence(alerts["fan_in"])
