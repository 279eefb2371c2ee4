"""``benkan import``: files become records, or a sentence with the place and the remedy."""

import json

import pytest
import typer
from typer.testing import CliRunner

from benkan.apps.records.models import Record
from benkan.node.cli import import_
from benkan.node.home import load
from tests.settings import HOME

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    # Django is set up already, with the database of the tests.
    monkeypatch.setattr(import_, "boot", lambda: load(HOME))
    app = typer.Typer()
    import_.register(app)

    @app.command()
    def other():
        """A second command, so that the group keeps its name."""

    return lambda *words: CliRunner().invoke(app, ["import", *words])


def written(folder, name, text):
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_a_french_list_is_imported_with_its_safeguards(run, tmp_path):
    path = written(
        tmp_path, "suspects été.csv", "Nom;Prénom;Contact principal\nKeita;Moussa;76123456\nBah;Ali;70000001\n"
    )
    done = run("csv", path, "--subject-category", "suspect", "--crime-area", "fraud", "--handling", "H2", "--grade", "C3",
               "--review-days", "30", "--map", "Contact principal=phone", "--json")  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["added"], told["refused"], told["dataset"]) == (2, 0, "suspects-t")
    record = Record.objects.get(caption="Moussa Keita")
    assert (record.subject_category, record.crime_area, record.handling, record.source_grade) == (
        "suspect",
        "fraud",
        "H2",
        "C3",
    )
    assert record.properties["phone"] == ["76123456"]


def test_what_was_left_out_is_said_and_written_to_a_report(run, tmp_path):
    lines = [
        {"id": "a", "schema": "Person", "properties": {"name": ["A B"]}},
        {"id": "b", "schema": "X", "properties": {}},
    ]
    path = written(tmp_path, "list.json", "\n".join(map(json.dumps, lines)))
    done = run("ftm", path, "--report", str(tmp_path / "report.jsonl"))
    assert done.exit_code == 0
    assert "Added 1" in done.output
    assert "left out 1" in done.output
    (finding,) = map(json.loads, (tmp_path / "report.jsonl").read_text("utf-8").splitlines())
    assert (finding["code"], finding["place"], finding["refused"]) == ("ftm.schema", "line 2", True)
    assert run("ftm", path, "--whole").exit_code == 1


def test_a_broken_file_ends_with_one_its_place_and_its_remedy(run, tmp_path):
    path = written(tmp_path, "un.xml", "<CONSOLIDATED_LIST><INDIVIDUALS>")
    done = run("un", path)
    assert done.exit_code == 1
    assert "line 1, column 33" in done.output
    assert "nothing was imported" in done.output
    refused = json.loads(run("un", path, "--json").output)["error"]
    assert (refused["code"], refused["place"]) == ("un.broken", "line 1, column 33")
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("csv",),
        ("csv", "no-such-file.csv"),
        ("un", __file__, "--review-days", "0"),
        ("csv", __file__, "--map", "=name"),
        ("x",),
    ],
)
def test_wrong_usage_ends_with_two(run, words):
    assert run(*words).exit_code == 2


def test_an_unknown_code_is_refused_by_name(run, tmp_path):
    path = written(tmp_path, "a.csv", "Nom\nMoussa Keita\n")
    for option, value in (("--handling", "H9"), ("--crime-area", "political"), ("--subject-category", "enemy")):
        done = run("csv", path, option, value)
        assert done.exit_code == 1
        assert value in done.output


def test_help_of_each_command_has_an_example(run):
    for words in (("un",), ("ftm",), ("csv",)):
        done = run(*words, "--help")
        assert done.exit_code == 0
        assert "Example: benkan import" in " ".join(done.output.split())
