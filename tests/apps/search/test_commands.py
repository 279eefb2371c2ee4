"""``benkan search`` and ``benkan index``: sentences for people, one object for programs, honest exit codes."""

import json

import pytest
import typer
from typer.testing import CliRunner

from benkan.apps.journal.models import Line
from benkan.apps.search.models import Search
from benkan.node.cli import index, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def command():
    app = typer.Typer()
    search.register(app)
    index.register(app)

    def run(*words):
        return CliRunner().invoke(app, list(words))

    return run


def test_a_local_search_needs_no_case_and_finds_any_script(command, our_moussa):
    for name in ("Moussa AG ALHASSANE", "موسى أغ الحسن"):
        done = command("search", "--local", name, "--born", "1984", "--json")
        assert done.exit_code == 0
        told = json.loads(done.stdout)
        assert told["here"][0]["caption"] == "Mousa ag Alhassan"
        assert told["milliseconds"] > 0
    assert Line.objects.filter(event="search-here").count() == 2


def test_a_local_search_in_words(command, our_moussa):
    assert "Mousa ag Alhassan" in command("search", "--local", "Moussa AG ALHASSANE").stdout
    assert "Nothing here" in command("search", "--local", "Ingrid Bjørnstad").stdout


def test_a_private_search_waits_for_the_answers(command, analyst, case, partner, convention, their_moussa, monkeypatch):
    from benkan.apps.search import services

    run_due = services.run_due
    monkeypatch.setattr(services, "run_due", lambda **given: run_due(**given, threads=False))
    partner.publish(convention, [their_moussa])
    words = ("search", "Moussa AG ALHASSANE", "--born", "1984", "--case", "2025-117", "--officer", "analyste")
    done = command(*words, "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["finished"]
    assert told["partners"][0]["hits"]
    assert told["proofs"] == {"verified": 1, "answers": 1}
    spoken = command(*words).stdout
    assert "HIT" in spoken
    assert "Proofs verified 1/1" in spoken


def test_a_private_search_without_a_case_is_wrong_usage(command, db):
    assert command("search", "Moussa AG ALHASSANE").exit_code == 2
    assert Search.objects.count() == 0


@pytest.mark.parametrize(
    "words", [("--local", "--born", "1984"), ("--local", "Moussa \u202eGhali"), ("--local", "x" * 10_240)]
)
def test_what_cannot_be_read_ends_with_1_and_the_place(command, db, words):
    done = command("search", *words, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]["place"]


def test_an_unknown_officer_or_case_ends_with_1(command, analyst, case):
    for officer, number in (("nobody", "2025-117"), ("analyste", "1999-1")):
        assert command("search", "Moussa ag Alhassane", "--case", number, "--officer", officer).exit_code == 1


def test_indexes_are_built_and_fetched(command, partner, convention, our_moussa):
    told = json.loads(command("index", "build", "--json").stdout)
    assert [(one["convention"], one["count"] >= 64) for one in told["built"]] == [(convention, True)]
    assert "Nothing to build" in command("index", "build", "--if-changed").stdout
    refused = command("index", "build", "--convention", "nulle-2025", "--json")
    assert (refused.exit_code, json.loads(refused.stdout)["error"]["code"]) == (1, "convention.unknown")
    partner.publish(convention, [])
    fetched = command("index", "fetch", "--json")
    assert fetched.exit_code == 0
    assert json.loads(fetched.stdout)["fetched"][0]["error"] is None
    partner.down = True
    failed = command("index", "fetch", "--partner", partner.agency)
    assert failed.exit_code == 1
    assert "does not answer" in failed.stdout


@pytest.mark.parametrize("words", [("search",), ("index", "build"), ("index", "fetch")])
def test_every_command_has_an_example(command, words):
    assert "Example" in command(*words, "--help").stdout
