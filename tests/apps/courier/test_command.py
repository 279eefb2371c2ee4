"""``benkan courier``: what it says to people and to programs, and its exit codes."""

import json

import pytest
import typer
from tests.apps.courier.test_letters import handled  # noqa: F401 - a fixture
from tests.apps.exchange.test_receiving import request
from tests.apps.exchange.test_sending import queue
from typer.testing import CliRunner

from benkan.node.cli import courier

pytestmark = pytest.mark.django_db


@pytest.fixture
def command():
    app = typer.Typer()
    courier.register(app)
    return lambda *words: CliRunner().invoke(app, ["courier", *map(str, words)])


def test_it_says_what_it_put_on_the_stick_and_what_waits(partner, convention, stick, command):
    queue(partner, convention)
    done = command("export", stick.path)
    assert done.exit_code == 0, done.output
    assert f"{partner.agency}: 1 letters, 0 questions" in done.stdout
    told = command("status")
    assert f"{partner.agency}: 1 request; 0 questions, 0 replies wait" in told.stdout
    assert "last import never" in told.stdout


def test_it_says_what_it_took_in_and_fails_for_a_file_that_it_could_not(
    partner,
    convention,
    stick,
    command,
    handled,  # noqa: F811
):
    (spoilt,) = stick.bring(partner.letter(request(), convention=convention))
    stick.bring(partner.letter(request(), convention=convention))
    spoilt.write_bytes(spoilt.read_bytes()[:-1])
    done = command("import", stick.path)
    assert done.exit_code == 1
    assert f"{partner.agency}: 1 letters taken in" in done.stdout
    assert "1 replies lie in the folder" in done.stdout
    assert spoilt.name in done.stderr
    again = json.loads(command("import", stick.path, "--json").stdout)
    assert again["partners"][0]["known"] == 1
    assert again["problems"][0]["code"] == "courier.altered"
    assert again["problems"][0]["remedy"]


@pytest.mark.parametrize(
    ("given", "read"), [("", None), ("600000", 600_000), ("700K", 716_800), ("5m", 5_242_880), ("1G", 1_073_741_824)]
)
def test_sizes_are_read_as_people_write_them(given, read):
    assert courier._bytes(given) == read


@pytest.mark.parametrize("given", ["M", "5MB", "-5M", "5.5M", "٥M", "five"])
def test_what_is_no_size_is_refused(stick, command, given):
    done = command("export", stick.path, "--largest", given, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]["code"] == "courier.size"
