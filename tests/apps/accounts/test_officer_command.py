"""``benkan officer``: the only way to make an account."""

import json

import pytest
from typer.testing import CliRunner

from benkan.apps.accounts import services
from benkan.node.cli.officer import commands

PASSWORD = "long-and-odd-17-words"

pytestmark = pytest.mark.django_db
runner = CliRunner()


def test_an_officer_is_added_with_a_password_asked_twice() -> None:
    done = runner.invoke(
        commands, ["add", "a.traore", "--name", "Aminata TRAORÉ", "--role", "analyst"], input=f"{PASSWORD}\n" * 2
    )
    assert done.exit_code == 0
    assert PASSWORD not in done.output
    assert services.get("a.traore").check_password(PASSWORD)


def test_a_script_gives_the_password_on_standard_input() -> None:
    done = runner.invoke(commands, ["add", "a", "--role", "control", "--password-stdin"], input=f"{PASSWORD}\n")
    assert done.exit_code == 0
    assert services.get("a").role == "control"


def test_a_refused_officer_ends_with_1_and_makes_nothing() -> None:
    done = runner.invoke(commands, ["add", "a", "--role", "king", "--password-stdin"], input=f"{PASSWORD}\n")
    assert done.exit_code == 1
    assert services.listed() == []


def test_wrong_usage_ends_with_2() -> None:
    assert runner.invoke(commands, ["add", "a"]).exit_code == 2


def test_officers_are_listed_for_people_and_for_programs() -> None:
    assert "benkan officer add" in runner.invoke(commands, ["list"]).output
    services.create_officer("a", "A", "analyst")
    assert "analyst" in runner.invoke(commands, ["list"]).output
    assert json.loads(runner.invoke(commands, ["list", "--json"]).output)[0]["username"] == "a"
