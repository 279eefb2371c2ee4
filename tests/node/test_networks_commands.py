"""``benkan networks analyse`` and ``benkan eval networks``: keys for programs, sentences for people, three languages."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benkan.node.cli.command import app


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Three groups of five, joined by one broker, whose first members have roles."""
    ties = [(f"{cell}{a}", f"{cell}{b}") for cell in "abc" for a, b in itertools.combinations(range(5), 2)]
    ties += [("x", f"{cell}0") for cell in "abc"]
    file = tmp_path / "net.csv"
    file.write_text("source,target\n" + "".join(f"{a},{b}\n" for a, b in ties), "utf-8")
    (tmp_path / "roles.csv").write_text("node,role\na0,head\nb0,head\nc0,head\n", "utf-8")
    return file


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_analysis_names_contacts_brokers_and_what_breaks_it(listed: Path) -> None:
    found = json.loads(run("networks", "analyse", str(listed), "--seconds", "1", "--json"))
    assert (found["persons"], found["ties"]) == (16, 33)
    assert found["brokers"][0]["name"] in {"x", "a0", "b0", "c0"}
    assert found["groups"]["sizes"][0] >= 5
    assert found["removal"]["r"] < 0.3
    assert len(set(found["removal"]["order"])) == 16
    assert found["missing"]["pairs"]
    assert all(one["said"] for one in found["contacts"])


@pytest.mark.parametrize(("language", "word"), [("fr", "Groupes"), ("ar", "المجموعات"), ("en", "Groups")])
def test_the_sentences_are_in_the_language_asked(listed: Path, language: str, word: str) -> None:
    assert word in run("networks", "analyse", str(listed), "--seconds", "0", "--language", language)


def test_the_evaluation_has_the_keys_that_programs_read(listed: Path) -> None:
    roles = str(listed.with_name("roles.csv"))
    found = json.loads(run("eval", "networks", str(listed), "--roles", roles, "--rounds", "1", "--json"))
    assert 0 < found["mean_r"] == found["networks"]["net"]["r"] < 0.5
    assert found["networks"]["net"]["cpu_s"] > 0
    assert 0.5 < found["hidden_ties_auc"] <= 1
    assert found["key_persons_auc"] > 0.9
    assert found["p_at_10"] == 0.3


def test_roles_of_another_network_are_refused(listed: Path) -> None:
    listed.with_name("other.csv").write_text("node,role\nz,head\n", "utf-8")
    done = CliRunner().invoke(app, ["eval", "networks", str(listed), "--roles", str(listed.with_name("other.csv"))])
    assert done.exit_code == 1
    assert "name nobody" in done.stderr


def test_an_empty_list_is_answered(tmp_path: Path) -> None:
    file = tmp_path / "none.csv"
    file.write_text("source,target\n", "utf-8")
    assert "has no tie" in run("networks", "analyse", str(file))
