"""`benkan convention` on texts in files: templates, difference, question; without a node."""

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from benkan.core.conventions import edit
from benkan.node.cli.command import app
from tests.core.conventions.pact import AGENCIES, drafted, signed_by

run = CliRunner()


@pytest.fixture
def files(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    old = drafted()
    new = edit(old, {("quotas", "searches_per_case_per_day"): 9, ("clauses", "onward", "fr"): "Jamais."})
    return write("old.toml", old), write("new.toml", new), write("signed.toml", signed_by(old, *AGENCIES))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Quotas: Les recherches par jour et par affaire passent de 60 à 9."),
        ("en", "Quotas: Searches a day for each case go from 60 to 9."),
        ("ar", "عمليات البحث في اليوم لكل قضية تنتقل من 60 إلى 9."),
    ],
)
def test_a_difference_is_said_in_the_chosen_language(files, language, sentence):
    old, new, _ = files
    said = run.invoke(app, ["convention", "diff", old, new, "--language", language])
    assert said.exit_code == 0
    assert sentence in said.output


def test_a_reworded_article_is_shown_before_and_after(files):
    old, new, _ = files
    said = run.invoke(app, ["convention", "diff", old, new]).output
    assert "  + Jamais." in said
    told = json.loads(run.invoke(app, ["convention", "diff", old, new, "--json"]).output)
    assert [each["section"] for each in told] == ["quotas", "onward"]


def test_two_equal_texts_have_no_difference(files):
    assert "Nothing" in run.invoke(app, ["convention", "diff", files[0], files[2]]).output


def ask(file, *more):
    return run.invoke(
        app,
        ["convention", "ask", file, "--act", "search", "--actor", "ml-ocs", "--counterparty", "bf-drug", *more],
    )


def test_a_question_is_answered_with_the_clause(files):
    during = ["--on", dt.date(2026, 3, 1).isoformat()]
    yes = ask(files[2], "--purpose", "fraud", *during)
    assert (yes.exit_code, yes.output.splitlines()[0]) == (0, "Yes.")
    assert "aes-2025 · 5" in yes.output
    no = ask(files[2], "--purpose", "political", *during)
    assert no.exit_code == 1
    assert "article 3 of the INTERPOL Constitution" in no.output


def test_an_unsigned_text_answers_but_is_not_in_force(files):
    said = ask(files[0], "--purpose", "fraud", "--json")
    told = json.loads(said.output)
    assert (told["allowed"], told["in_force"], told["clause"]) == (True, False, "aes-2025 · 5")


def test_an_unknown_act_is_refused_with_the_list(files):
    said = run.invoke(
        app, ["convention", "ask", files[0], "--act", "wiretap", "--actor", "ml-ocs", "--counterparty", "bf-drug"]
    )
    assert said.exit_code == 1
    assert "search, request, release" in said.output


@pytest.mark.parametrize(("language", "word"), [("fr", "mondiale"), ("en", "Worldwide"), ("ar", "عالمية")])
def test_the_templates_are_listed_in_the_chosen_language(language, word):
    said = run.invoke(app, ["convention", "templates", "--language", language])
    assert word in said.output
    assert len(json.loads(run.invoke(app, ["convention", "templates", "--json"]).output)) == 4


@pytest.mark.parametrize("command", [["templates"], ["diff", "a", "b"]])
def test_another_language_is_wrong_usage(command):
    assert run.invoke(app, ["convention", *command, "--language", "de"]).exit_code == 2


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "N'est plus donné par chaque partie à toute autre partie : adresses, navires."),
        ("en", "Every party no longer gives this to every other party: addresses, vessels."),
        ("ar", "لم يعد يُعطى من كل طرف إلى كل طرف آخر: العناوين، السفن."),
    ],
)
def test_what_is_no_longer_given_is_said_in_words(files, tmp_path, language, sentence):
    from benkan.core.conventions import CATEGORIES

    rows = [{"from": "*", "to": "*", "categories": sorted(CATEGORIES - {"vessel", "address"})}]
    fewer = tmp_path / "fewer.toml"
    fewer.write_text(edit(drafted(), {("exchange",): rows}), "utf-8")
    said = run.invoke(app, ["convention", "diff", files[0], str(fewer), "--language", language])
    assert sentence in said.output
