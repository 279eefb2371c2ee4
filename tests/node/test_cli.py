"""The command: help with an example everywhere, exit codes 0, 1 and 2, one JSON object for an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer
from typer.testing import CliRunner

from benkan.core.envelope import EncryptionKey, SigningKey
from benkan.node.cli.command import app
from benkan.wire import encode, sign_card

ROOT = typer.main.get_command(app)
NAMES = {"fr": "Service d’essai", "en": "Test service", "ar": "مصلحة تجريبية"}


def every(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command and group with the words that call it."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        # ``benkan search NAME`` is the command of its group's own name.
        yield from every(inner, path if path[-1:] == (name,) else (*path, name))


COMMANDS = dict(every(ROOT))
LEAVES = {path: one for path, one in COMMANDS.items() if not getattr(one, "commands", None)}
WITH_JSON = sorted(path for path, one in LEAVES.items() if any("--json" in option.opts for option in one.params))
NEEDS_NO_NODE = {
    ("convention", "ask"),
    ("convention", "diff"),
    ("convention", "draft"),
    ("convention", "templates"),
    ("convention", "verify"),
    ("convention", "show"),
    ("evidence", "verify"),
    ("reporter", "verify"),
    ("eval", "matching"),
    ("eval", "networks"),
    ("eval", "seizures"),
    ("eval", "flows"),
    ("eval", "flow-accounts"),
    ("check", "goaml"),
    ("check", "iso20022"),
    ("check", "statement"),
    ("networks", "analyse"),
    ("demo",),
    ("node", "init"),
}


def label(path: tuple[str, ...]) -> str:
    return " ".join(path) or "benkan"


def run(*arguments: str, home: Path | str | None = None, given: str | None = None) -> object:
    environment = {"BENKAN_HOME": str(home)} if home is not None else {}
    return CliRunner().invoke(app, list(arguments), env=environment, input=given)


def process(*arguments: str, home: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-m", "benkan.node", *arguments],
        env={**environment, "BENKAN_HOME": str(home)},
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    return tmp_path / "nowhere"


@pytest.fixture
def cards(tmp_path: Path) -> list[Path]:
    files = []
    for agency, country, seed in (("ml-ocs", "ML", b"m"), ("bf-cnlcd", "BF", b"b")):
        card = sign_card(
            agency=agency,
            name=NAMES,
            country=country,
            url=f"https://{agency}.example",
            encryption_key=EncryptionKey.from_bytes(seed * 32).public,
            issued_at="2026-01-01T00:00:00Z",
            signing_key=SigningKey.from_bytes(seed * 32),
        )
        file = tmp_path / f"{agency}.card.json"
        file.write_bytes(encode(card) + b"\n")
        files.append(file)
    return files


@pytest.fixture
def drafted(tmp_path: Path, cards: list[Path], nowhere: Path) -> Path:
    done = run("convention", "draft", "ml-bf-2026", "--card", str(cards[0]), "--card", str(cards[1]), home=nowhere)
    assert done.exit_code == 0, done.output
    file = tmp_path / "draft.toml"
    file.write_text(done.stdout, "utf-8")
    return file


@pytest.fixture
def signed(drafted: Path) -> Path:
    from datetime import date

    from benkan.core.conventions import sign

    text = drafted.read_text("utf-8")
    for agency, seed in (("ml-ocs", b"m"), ("bf-cnlcd", b"b")):
        key = SigningKey.from_bytes(seed * 32)
        text = sign(text, agency, key.sign, key.public, date(2026, 1, 2))
    file = drafted.with_name("signed.toml")
    file.write_text(text, "utf-8")
    return file


def test_the_command_has_the_groups_of_the_design() -> None:
    assert {path[0] for path in COMMANDS if path} == {
        "node", "agency", "officer", "convention", "import", "case", "search", "index", "request", "journal",
        "evidence", "eval", "demo", "signer", "courier", "attachment", "notice", "joint-case", "chart", "check",
        "screening", "networks", "reporter", "report", "flows", "certificates", "training", "gatherings",
        "cascade",
        "means", "loans", "resolutions",
    }  # fmt: skip


@pytest.mark.parametrize("path", COMMANDS, ids=label)
def test_help_says_what_it_does_and_every_option_is_explained(path: tuple[str, ...]) -> None:
    done = run(*path, "--help")
    assert done.exit_code == 0
    command = COMMANDS[path]
    assert command.help or command.short_help
    for option in command.params:
        assert option.name == "help" or getattr(option, "help", None), f"{label(path)} {option.name} is not explained"


@pytest.mark.parametrize("path", LEAVES, ids=label)
def test_help_has_an_example_that_calls_this_command(path: tuple[str, ...]) -> None:
    epilog = LEAVES[path].epilog or ""
    assert epilog.startswith("Example")
    assert f"benkan {' '.join(path)}" in epilog
    words = epilog.replace("'", " ").replace('"', " ").split()
    known = {name for option in LEAVES[path].params for name in (*option.opts, *option.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= known, "the example uses an option that is not there"


@pytest.mark.parametrize("path", LEAVES, ids=label)
def test_an_unknown_option_is_wrong_usage(path: tuple[str, ...]) -> None:
    done = run(*path, "--no-such-option")
    assert done.exit_code == 2
    assert "Usage" in done.output


@pytest.mark.parametrize(
    "path", [path for path, one in LEAVES.items() if any(option.required for option in one.params)], ids=label
)
def test_a_missing_argument_is_wrong_usage(path: tuple[str, ...]) -> None:
    assert run(*path).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "Awa Kantara"],
        ["convention", "draft", "x-2026", "--card", "x", "--years", "0"],
        ["convention", "draft", "x-2026", "--card", "x", "--starts-on", "demain"],
        ["convention", "show", "x.toml", "--language", "bm"],
        ["journal", "show", "--last", "0"],
        ["demo", "--port", "80"],
        ["demo", "--people", "1"],
        ["node", "serve", "--workers", "0"],
        ["import", "csv", "/no/such/file.csv"],
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_a_value_that_cannot_be_is_wrong_usage(arguments: list[str], nowhere: Path) -> None:
    assert run(*arguments, home=nowhere).exit_code == 2


ARGUMENTS: dict[tuple[str, ...], list[str]] = {
    ("agency", "add"): ["{card}"],
    ("officer", "add"): ["a.traore", "--role", "analyst", "--password-stdin"],
    ("convention", "sign"): ["{convention}"],
    ("convention", "verify"): ["{missing}"],
    ("convention", "show"): ["{missing}"],
    ("convention", "add"): ["{convention}"],
    ("convention", "draft"): ["x-2026", "--card", "{missing}"],
    ("import", "un"): ["{card}"],
    ("import", "ftm"): ["{card}"],
    ("import", "csv"): ["{card}"],
    ("import", "seizures"): ["{card}"],
    ("screening", "load"): ["{card}", "--list", "un-sc", "--form", "un"],
    ("screening", "remove"): ["--list", "un-sc", "--officer", "superviseur"],
    ("import", "goaml"): ["{card}"],
    ("import", "camt"): ["{card}"],
    ("import", "transactions"): ["{card}"],
    ("import", "statement"): ["{card}"],
    ("flows", "alerts"): ["--officer", "analyste"],
    ("cascade", "begin"): ["{card}", "--title", "Dogs", "--day", "2025-03-01", "--officer", "formation"],
    ("cascade", "import"): ["{card}", "--tree", "00000000-0000-4000-8000-000000000000", "--officer", "formation"],
    ("cascade", "reach"): ["00000000-0000-4000-8000-000000000000"],
    ("cascade", "targets"): ["00000000-0000-4000-8000-000000000000"],
    ("cascade", "rebuild"): ["00000000-0000-4000-8000-000000000000", "--officer", "formation"],
    ("flows", "settings"): ["pass_through"],
    ("flows", "withdraw"): [
        "0d8f2c1e-7a35-4c33-9b0e-2f1f5a0f9d11",
        "--reason",
        "wrong-file",
        "--officer",
        "analyste",
    ],
    ("gatherings", "import"): ["00000000-0000-4000-8000-000000000000", "{card}", "--officer", "liaison"],
    ("gatherings", "badges"): ["00000000-0000-4000-8000-000000000000", "{new}"],
    ("gatherings", "documents"): ["00000000-0000-4000-8000-000000000000", "--officer", "liaison"],
    ("gatherings", "bring"): [
        "00000000-0000-4000-8000-000000000000",
        "00000000-0000-4000-8000-000000000000",
        "{card}",
        "--language",
        "fr",
        "--officer",
        "liaison",
    ],
    ("gatherings", "package"): ["00000000-0000-4000-8000-000000000000", "{new}", "--officer", "liaison"],
    ("gatherings", "interpretation"): ["00000000-0000-4000-8000-000000000000"],
    ("gatherings", "check-in"): ["00000000-0000-4000-8000-000000000000", "BKG1-x", "--officer", "liaison"],
    ("training", "nominate"): ["00000000-0000-4000-8000-000000000000", "{card}", "--officer", "formation"],
    ("training", "close"): ["00000000-0000-4000-8000-000000000000", "--officer", "formation"],
    ("training", "questions"): ["CR-1", "{card}", "--officer", "formation"],
    ("training", "answers"): [
        "00000000-0000-4000-8000-000000000000",
        "{card}",
        "--moment",
        "before",
        "--officer",
        "formation",
    ],
    ("training", "materials"): [],
    ("training", "add-material"): [
        "CR-1",
        "{card}",
        "--language",
        "fr",
        "--licence",
        "CC0-1.0",
        "--title-fr",
        "x",
        "--officer",
        "formation",
    ],
    ("training", "package", "make"): ["{new}", "--officer", "formation"],
    ("training", "package", "verify"): ["{card}"],
    ("training", "package", "import"): ["{card}", "--officer", "formation"],
    ("training", "learners"): [],
    ("training", "erase"): ["00000000-0000-4000-8000-000000000000", "Awa Kantara", "--officer", "formation"],
    ("training", "grades"): ["00000000-0000-4000-8000-000000000000", "{card}", "--officer", "formation"],
    ("training", "evaluation"): ["00000000-0000-4000-8000-000000000000"],
    ("training", "gain"): ["00000000-0000-4000-8000-000000000000"],
    ("training", "sheet"): ["00000000-0000-4000-8000-000000000000", "1", "{new}"],
    ("certificates", "issue"): [
        "Awa",
        "--course",
        "CR-1",
        "--competence",
        "search",
        "--name-fr",
        "X",
        "--officer",
        "formation",
    ],
    ("certificates", "revoke"): [
        "00000000-0000-4000-8000-000000000000",
        "--reason",
        "x",
        "--officer",
        "formation",
    ],
    ("certificates", "verify"): ["{card}"],
    ("certificates", "status-list"): ["{new}"],
    ("certificates", "papers"): ["00000000-0000-4000-8000-000000000000", "{new}", "--officer", "formation"],
    ("case", "open"): ["Affaire", "--purpose", "fraud", "--officer", "analyste"],
    ("case", "list"): ["--officer", "analyste"],
    ("case", "show"): ["2026-1", "--officer", "analyste"],
    ("index", "export"): ["{new}"],
    ("index", "import"): ["{missing}"],
    ("attachment", "list"): ["--officer", "liaison"],
    ("attachment", "fetch"): ["6f1b", "--officer", "liaison"],
    ("attachment", "verify"): ["6f1b", "--officer", "liaison"],
    ("courier", "export"): ["{new}"],
    ("courier", "import"): ["{missing}"],
    ("search",): ["Awa Kantara", "--local"],
    ("search", "audit", "draw"): ["--officer", "controle"],
    ("search", "audit", "list"): ["--officer", "controle"],
    ("search", "audit", "judge"): ["1", "6f1b", "fits", "--officer", "controle"],
    ("search", "audit", "alarms"): ["--officer", "controle"],
    ("joint-case", "list"): ["--officer", "liaison"],
    ("joint-case", "show"): ["JC-2026-1", "--officer", "liaison"],
    ("joint-case", "export"): ["JC-2026-1", "--officer", "liaison", "--out", "x.json"],
    ("chart", "list"): ["--officer", "liaison"],
    ("chart", "export"): ["6f1b", "--officer", "liaison", "--format", "csv", "--out", "{new}"],
    ("resolutions", "show"): ["REC-2026-1"],
    ("resolutions", "vote"): ["6f1b"],
    ("resolutions", "minutes"): ["--officer", "liaison", "--out", "{new}"],
    ("notice", "list"): ["--officer", "liaison"],
    ("notice", "show"): ["6f1b", "--officer", "liaison"],
    ("notice", "withdraw"): ["6f1b", "--officer", "liaison", "--reason", "x"],
    ("notice", "draft"): ["{missing}", "--officer", "liaison"],
    ("reporter", "add"): ["bank", "--name", "X", "--kind", "bank", "--officer", "superviseur"],
    ("reporter", "suspend"): ["bank", "--officer", "superviseur"],
    ("reporter", "resume"): ["bank", "--officer", "superviseur"],
    ("reporter", "invite"): ["bank", "a.essai", "--name", "X", "--officer", "superviseur"],
    ("reporter", "token"): ["bank", "--name", "X", "--officer", "superviseur"],
    ("reporter", "verify"): ["{missing}"],
    ("report", "list"): ["--officer", "analyste"],
    ("report", "answer"): ["B-2026-0001", "--state", "used", "--reason", "analysis", "--officer", "superviseur"],
    ("means", "add"): ["K9-1", "--kind", "dogs", "--title", "X", "--place", "Gao", "--officer", "moyens"],
    ("means", "import"): ["{card}", "--officer", "moyens"],
    ("means", "match"): ["--kind", "dogs", "--starts", "2026-12-01", "--ends", "2026-12-02"],
    ("loans", "show"): ["L-2026-0001"],
    ("loans", "ask"): [
        "--kind",
        "dogs",
        "--place",
        "Gao",
        "--starts",
        "2026-12-01",
        "--ends",
        "2026-12-02",
        "--officer",
        "moyens",
    ],
    ("loans", "act"): ["L-2026-0001", "send", "--officer", "moyens"],
    ("loans", "rate"): ["61.25", "--day", "2026-12-01", "--source", "BCEAO", "--officer", "moyens"],
    ("request", "list"): ["--officer", "liaison"],
    ("request", "show"): ["6f1b", "--officer", "liaison"],
    ("request", "overdue"): ["--officer", "liaison"],
    ("request", "delay"): ["6f1b", "--officer", "liaison", "--code", "judge", "--expected", "2026-01-09T12:00:00Z"],
    ("request", "clarify"): ["6f1b", "--officer", "liaison", "--code", "use"],
    ("request", "answer"): ["6f1b", "--officer", "liaison", "--text", "x"],
    ("request", "feedback"): ["6f1b", "--officer", "liaison", "--useful", "useful"],
    ("request", "evidence"): ["6f1b", "--officer", "liaison", "--out", "{new}"],
    ("convention", "new"): ["ml-bf-2026", "--party", "bf-cnlcd"],
    ("convention", "take"): ["{convention}"],
    ("convention", "export"): ["ml-bf-2026", "1"],
    ("convention", "diff"): ["{missing}", "{convention}"],
    ("convention", "ask"): [
        "{missing}",
        "--act",
        "search",
        "--actor",
        "ml-ocs",
        "--counterparty",
        "bf-cnlcd",
    ],
    ("journal", "export"): ["--out", "{new}"],
    ("journal", "split-view"): ["1", "--out", "{new}"],
    ("evidence", "verify"): ["{missing}"],
    ("eval", "matching"): ["{missing}"],
    ("eval", "networks"): ["{missing}"],
    ("eval", "seizures"): ["{missing}"],
    ("eval", "flows"): ["{missing}", "{missing}", "{missing}"],
    ("eval", "flow-accounts"): ["{missing}", "{missing}"],
    ("check", "goaml"): ["{missing}"],
    ("check", "iso20022"): ["{missing}"],
    ("check", "statement"): ["{missing}"],
    ("networks", "analyse"): ["{missing}"],
}


def filled(path: tuple[str, ...], cards: list[Path], convention: Path, tmp_path: Path) -> list[str]:
    values = {
        "card": cards[0],
        "convention": convention,
        "missing": tmp_path / "no-such-file",
        "new": tmp_path / "new-file",
    }
    return [part.format(**values) for part in ARGUMENTS.get(path, [])]


REFUSABLE = [path for path in LEAVES if path not in {("demo",), ("node", "init"), ("convention", "templates")}]


@pytest.mark.parametrize("path", REFUSABLE, ids=label)
def test_without_a_node_or_a_file_it_is_refused_with_what_to_do(
    path: tuple[str, ...], cards: list[Path], drafted: Path, tmp_path: Path, nowhere: Path
) -> None:
    done = run(*path, *filled(path, cards, drafted, tmp_path), home=nowhere, given="secret phrase\n")
    assert done.exit_code == 1, done.output
    assert done.stderr.startswith("benkan: ")
    assert "place: " in done.stderr
    assert "remedy: " in done.stderr
    assert not nowhere.exists(), "a refused command makes nothing"
    if path not in NEEDS_NO_NODE:
        assert "benkan node init" in done.stderr


@pytest.mark.parametrize("path", [path for path in REFUSABLE if path in WITH_JSON], ids=label)
def test_an_error_for_programs_is_one_object(
    path: tuple[str, ...], cards: list[Path], drafted: Path, tmp_path: Path, nowhere: Path
) -> None:
    done = run(*path, *filled(path, cards, drafted, tmp_path), "--json", home=nowhere, given="secret phrase\n")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert set(told) == {"error"}
    assert set(told["error"]) == {"code", "message", "remedy", "place", "clause"}
    assert told["error"]["code"] in {"home.missing", "file.unreadable"}
    assert all(told["error"][part] for part in ("message", "remedy", "place"))
    assert done.stderr == ""


def test_every_command_that_shows_something_can_show_it_to_programs() -> None:
    without = {label(path) for path in LEAVES} - {label(path) for path in WITH_JSON}
    assert without == {
        "agency card",
        "certificates papers",
        "certificates status-list",
        "training sheet",
        "gatherings badges",
        "gatherings package",
        "convention draft",
        "convention export",
        "convention sign",
        "node init",
        "node serve",
        "node work",
        "officer add",
        "request evidence",
        "signer run",
        "signer seal",
        "signer unseal",
    }


def test_a_convention_is_drafted_verified_and_shown_with_no_node_at_all(
    drafted: Path, signed: Path, nowhere: Path
) -> None:
    unsigned = run("convention", "verify", str(drafted), "--json", home=nowhere)
    assert unsigned.exit_code == 1
    assert json.loads(unsigned.stdout)["missing"] == ["ml-ocs", "bf-cnlcd"]
    whole = run("convention", "verify", str(signed), "--json", home=nowhere)
    assert whole.exit_code == 0
    told = json.loads(whole.stdout)
    assert (told["signed"], told["missing"], told["complete"]) == (["ml-ocs", "bf-cnlcd"], [], True)
    assert "signed: ml-ocs, bf-cnlcd" in run("convention", "verify", str(signed), home=nowhere).stdout
    for language in ("fr", "en", "ar"):
        shown = run("convention", "show", str(signed), "--language", language, "--json", home=nowhere)
        assert json.loads(shown.stdout)["clauses"]
    assert run("convention", "show", str(signed), home=nowhere).exit_code == 0
    assert not nowhere.exists()


def test_an_altered_convention_is_refused_with_the_signature_that_does_not_hold(signed: Path, nowhere: Path) -> None:
    text = signed.read_text("utf-8")
    signed.write_text(text.replace("epoch_days = 30", "epoch_days = 60"), "utf-8")
    assert signed.read_text("utf-8") != text
    done = run("convention", "verify", str(signed), "--json", home=nowhere)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]["code"] == "convention.signature"


@pytest.mark.parametrize("content", [b"= ?", b"\xff\xfe\x00", b"", b"#" * 1_000_001])
def test_a_file_that_is_no_convention_is_refused_with_its_place(content: bytes, tmp_path: Path, nowhere: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    done = run("convention", "show", str(file), "--json", home=nowhere)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]["place"]


def test_evidence_is_verified_with_no_node_at_all(tmp_path: Path, nowhere: Path) -> None:
    file = tmp_path / "evidence.json"
    file.write_text("{}")
    done = run("evidence", "verify", str(file), "--json", home=nowhere)
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told.get("holds") is False or told["error"]["place"]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real home, made by the command in a process of its own."""
    home = tmp_path_factory.mktemp("node") / "home"
    done = process(
        "node", "init", "--agency", "bf-cnlcd", "--country", "BF", "--name", "Comité", "--url", "https://bf.example",
        home=home,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "bf-cnlcd is ready" in done.stdout
    return home


def test_making_the_same_node_again_is_refused_and_changes_no_key(node: Path) -> None:
    before = {key.name: key.read_bytes() for key in (node / "keys").iterdir()}
    done = process(
        "node", "init", "--agency", "ne-ocrtis", "--country", "NE", "--name", "x", "--url", "https://ne.example",
        home=node,
    )  # fmt: skip
    assert (done.returncode, "already holds a node" in done.stderr) == (1, True)
    assert {key.name: key.read_bytes() for key in (node / "keys").iterdir()} == before


def test_a_node_says_who_it_is_and_its_journal_verifies_here_and_elsewhere(
    node: Path, tmp_path: Path, nowhere: Path
) -> None:
    info = process("node", "info", "--json", home=node)
    assert info.returncode == 0, info.stderr
    assert json.loads(info.stdout)["agency"] == "bf-cnlcd"
    card = tmp_path / "own.card.json"
    card.write_text(process("agency", "card", home=node).stdout)
    exported = tmp_path / "journal.jsonl"
    assert process("journal", "export", "--out", str(exported), home=node).returncode == 0
    here = json.loads(process("journal", "verify", "--json", home=node).stdout)
    assert here["ok"] is True
    elsewhere = process("journal", "verify", "--file", str(exported), "--card", str(card), "--json", home=nowhere)
    assert elsewhere.returncode == 0, elsewhere.stdout + elsewhere.stderr
    assert json.loads(elsewhere.stdout)["lines"] == here["lines"]
    exported.write_text(exported.read_text("utf-8").replace("node-initialised", "case-opened", 1), "utf-8")
    altered = process("journal", "verify", "--file", str(exported), "--card", str(card), "--json", home=nowhere)
    assert altered.returncode == 1
    assert json.loads(altered.stdout)["problems"][0]["seq"] == 1


def test_an_officer_is_added_once_and_a_role_that_is_none_is_refused(node: Path) -> None:
    arguments = ("officer", "add", "a.traore", "--role", "analyst", "--password-stdin")
    first = process(*arguments, home=node, given="une longue phrase de passe\n")
    assert first.returncode == 0, first.stderr
    again = process(*arguments, home=node, given="une longue phrase de passe\n")
    assert (again.returncode, "Traceback" in again.stderr) == (1, False), again.stderr
    king = process("officer", "add", "roi", "--role", "king", "--password-stdin", home=node, given="x" * 20)
    assert (king.returncode, "Traceback" in king.stderr) == (1, False), king.stderr
    listed = json.loads(process("officer", "list", "--json", home=node).stdout)
    assert [one["username"] for one in listed] == ["a.traore"]


def test_one_round_of_the_worker_of_a_lonely_node_ends_well(node: Path) -> None:
    done = process("node", "work", "--once", home=node)
    assert done.returncode == 0, done.stderr
    assert "failed" not in done.stderr


def test_a_list_is_imported_and_found_again_from_the_command_line(node: Path, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("Nom;Date de naissance;Téléphone\nAwa Kantara;1984;+22670000017\n", "utf-8")
    done = process("import", "csv", str(file), "--subject-category", "suspect", "--json", home=node)
    assert done.returncode == 0, done.stderr
    found = json.loads(
        process("search", "--local", "آوا كانتارا", "--phone", "+226 70 00 00 17", "--json", home=node).stdout
    )
    assert found["here"][0]["caption"] == "Awa Kantara"
    nothing = process("search", "--local", "--born", "1984", "--json", home=node)
    assert (nothing.returncode, json.loads(nothing.stdout)["error"]["code"]) == (1, "search.empty")


def test_a_node_whose_key_is_gone_runs_no_command_as_somebody_else(node: Path) -> None:
    key = node / "keys" / "django.key"
    aside = key.rename(key.with_suffix(".aside"))
    try:
        done = process("officer", "list", "--json", home=node)
    finally:
        aside.rename(key)
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["place"] == str(key)


def test_a_database_that_cannot_be_opened_is_a_sentence(node: Path) -> None:
    description = node / "node.toml"
    text = description.read_text("utf-8")
    for address, code in (("postgresql:///x?host=/no/such/folder", "database.failed"), ("oracle:x", "home.database")):
        description.write_text(text.replace('database = "sqlite"', f'database = "{address}"'), "utf-8")
        try:
            done = process("officer", "list", "--json", home=node)
        finally:
            description.write_text(text, "utf-8")
        assert done.returncode == 1, done.stderr
        assert json.loads(done.stdout)["error"]["code"] == code


def test_help_starts_quickly_and_loads_no_django(nowhere: Path) -> None:
    program = (
        "import sys, benkan.node.cli.command\n"
        "heavy = {'django', 'numpy', 'pydantic', 'httpx', 'voprf', 'cryptography', 'rapidfuzz'} & set(sys.modules)\n"
        "sys.exit(repr(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    begun = time.process_time_ns(), time.monotonic()
    assert process("--help", home=nowhere).returncode == 0
    assert time.monotonic() - begun[1] < 5


def test_a_stranger_verifies_a_journal_with_the_card_and_is_told_when_it_is_missing(
    node: Path, tmp_path: Path, nowhere: Path
) -> None:
    card, exported = tmp_path / "own.card.json", tmp_path / "journal.jsonl"
    card.write_text(process("agency", "card", home=node).stdout)
    assert process("journal", "export", "--out", str(exported), home=node).returncode == 0
    good = process("journal", "verify", "--file", str(exported), "--card", str(card), home=nowhere)
    assert (good.returncode, "lines are intact" in good.stdout) == (0, True)
    bare = process("journal", "verify", "--file", str(exported), "--json", home=nowhere)
    assert (bare.returncode, json.loads(bare.stdout)["error"]["code"]) == (1, "journal.card-missing")
    assert "--card" in json.loads(bare.stdout)["error"]["remedy"]
    cards_alone = process("journal", "verify", "--card", str(card), "--json", home=nowhere)
    assert (cards_alone.returncode, json.loads(cards_alone.stdout)["error"]["code"]) == (1, "journal.file-missing")
    for none in (
        process("journal", "verify", "--json", home=nowhere),
        process("journal", "status", "--json", home=nowhere),
    ):
        assert (none.returncode, json.loads(none.stdout)["error"]["code"]) == (1, "home.missing")
    assert not nowhere.exists(), "nothing is made where there is no node"


def test_a_node_s_journal_shows_its_standing_and_remakes_its_tiles(node: Path, tmp_path: Path) -> None:
    told = json.loads(process("journal", "status", "--json", home=node).stdout)
    assert (told["flags"], told["split_views"], told["witnesses"]) == ([], [], [])
    assert "Nothing to look at." in process("journal", "status", home=node).stdout
    assert json.loads(process("journal", "tiles", "--again", "--json", home=node).stdout) == {"tiles": 0}
    out = tmp_path / "split.json"
    none = process("journal", "split-view", "7", "--out", str(out), "--json", home=node)
    assert (none.returncode, json.loads(none.stdout)["error"]["code"]) == (1, "journal.split-view.unknown")
    assert not out.exists()


def test_a_split_view_is_verified_with_no_node_at_all(tmp_path: Path, nowhere: Path) -> None:
    from tests.wire import test_split_view as split

    file, card = tmp_path / "split.json", tmp_path / "owner.card.json"
    card.write_bytes(encode(split.file.card(split.OWNER)))
    file.write_bytes(split.made(split.note(6), split.note(6, split.FORKED)))
    done = process("evidence", "verify", str(file), "--card", str(card), "--json", home=nowhere)
    told = json.loads(done.stdout)
    assert (done.returncode, told["holds"], told["kind"], told["keys_trusted"]) == (0, True, "split-view", True)
    plain = process("evidence", "verify", str(file), home=nowhere)
    assert (plain.returncode, plain.stdout.splitlines()[-1]) == (0, "The split view is proven.")
    assert "give cards you trust" in plain.stdout
    file.write_bytes(split.made(split.note(4), split.note(6)))
    nothing = process("evidence", "verify", str(file), "--card", str(card), home=nowhere)
    assert (nothing.returncode, nothing.stdout.splitlines()[-1]) == (1, "This file proves no split view.")


@pytest.mark.parametrize("path", ["no-folder/out.csv", ""], ids=["no folder", "a folder"])
def test_a_file_that_cannot_be_written_is_named_with_the_reason(tmp_path: Path, path: str) -> None:
    from benkan.core.errors import Invalid
    from benkan.node.cli.writing import table, writing

    with pytest.raises(Invalid) as refused:
        table(tmp_path / path, [("a", "b")])
    assert (refused.value.code, refused.value.place) == ("file.unwritable", str(tmp_path / path))
    with pytest.raises(Invalid), writing(tmp_path / path):
        (tmp_path / path).write_text("x", "utf-8")
    table(tmp_path / "out.csv", [("a", "b"), (1, "é")])
    assert (tmp_path / "out.csv").read_text("utf-8") == "a,b\n1,é\n"
