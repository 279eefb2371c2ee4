"""``benkan eval matching``: figures of a good file, a sentence with file and line for a bad one, and no node anywhere."""

import csv
import json

import pytest
from typer.testing import CliRunner

from benkan.core.matching import MATCHING_VERSION
from benkan.node.cli.command import app
from tests.shared_data import shared_data

PAIRS = """slice,label,name_a,dob_a,name_b,dob_b
same_script,1,Iyad ag Ghali,1954,"GHALI, Iyad Ag",1954-01-01
same_script,true,Abderrahmane Doucouré,,Abdurrahman Dukureh,
same_script,0,Iyad ag Ghali,1954,Aminata Traoré,1990
cross_script,1,Iyad ag Ghali,1954-06-17,إياد أغ غالي,17/06/1954
cross_script,false,Iyad ag Ghali,,محمد علي,
"""


@pytest.fixture(autouse=True)
def _no_node(monkeypatch, tmp_path):
    monkeypatch.setenv("BENKAN_HOME", str(tmp_path / "there is none"))


@pytest.fixture
def written(tmp_path):
    def write(text, name="pairs.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def run(*words):
    return CliRunner().invoke(app, ["eval", "matching", *words])


def told(*words):
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_a_good_file_is_judged_with_every_promised_key(written):
    report = told(written(PAIRS), "--decoys", written("name,dob\nIyad Ghaly,1954\nAminata Traoré,\n", "others.csv"))
    assert (report["f1_undated"], report["f1_dated"]) == (1.0, 1.0)
    assert list(report["slices"]) == ["same_script", "cross_script"]
    for told_of_slice in report["slices"].values():
        assert {"f1_undated", "f1_dated", "recall_at_p95", "token_recall"} <= told_of_slice.keys()
    assert report["tokens_per_record"] > 0
    assert set(report["false_hits_per_100k"]) == {"dated", "undated"}
    assert report["false_hits_per_100k"]["dated"] >= 0
    assert report["pairs_per_cpu_s"] > 0
    assert report["records_per_cpu_s"] > 0
    assert (report["threshold"], report["matching_version"]) == (0.5, MATCHING_VERSION)
    assert len(report["calibration"]["undated"]) == 10
    assert report["left_out"] == {"pairs": 0, "others": 0, "identifiers": 0}


def test_people_get_tables_of_a_hundred_columns_with_a_sentence_each(written):
    identifiers = written("type,a,b,label\nphone,+22376123456,+22376123457,1\n", "i.csv")
    others = written("name\nIyad Ghaly\n", "others.csv")
    path = written(PAIRS)
    done = run(path, "--decoys", others, "--thresholds", path, "--identifiers", identifiers)
    assert done.exit_code == 0, done.output
    for said in (
        "Precision:",
        "Calibration:",
        "Tokens:",
        "False hits:",
        "Thresholds from the other file",
        "Identifiers:",
    ):
        assert said in done.output
    assert "i.csv:2: phone : the same, seen as two" in done.output
    assert max(map(len, done.output.splitlines())) <= 100


def test_semicolons_and_the_byte_order_mark_of_spreadsheets_are_read(written):
    text = "\ufefflabel;name_b;slice;name_a\n1;Iyad Ghali;mine;Iyad ag Ghali\n0;Ali Bah;mine;Iyad ag Ghali\n"
    report = told(written(text))
    assert report["over"] == ["mine"]
    assert (report["same"], report["different"]) == (1, 1)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("slice,label,name_a\na,1,x\n", "labelled.column", "pairs.csv:1"),
        (PAIRS.replace("true", "yes"), "labelled.label", "pairs.csv:3"),
        (PAIRS + "same_script,1,Iyad\n", "labelled.cells", "pairs.csv:7"),
        (PAIRS + 'same_script,1,"Iyad\n', "csv.broken", "pairs.csv:7"),
        ("slice,label,name_a,name_b\n", "labelled.nothing", "pairs.csv"),
        ("", "labelled.column", "pairs.csv"),
        ("slice,label,name_a,name_b\na,1,Iyad Ghali,\n", "labelled.refused", "pairs.csv:2"),
        (PAIRS.encode("utf-16"), "file.encoding", "pairs.csv"),
    ],
    ids=["column", "label", "cells", "quotes", "only-a-header", "nothing", "no-name", "encoding"],
)
def test_a_bad_file_is_refused_with_its_place_and_what_to_do(written, text, code, place):
    done = run(written(text), "--json")
    assert done.exit_code == 1
    refused = json.loads(done.output)["error"]
    assert refused["code"] == code
    assert refused["place"].endswith(place)
    assert refused["remedy"]


def test_a_name_that_an_importer_would_refuse_is_left_out_and_counted(written):
    path = written(PAIRS + "same_script,1,Iyad ag Ghali,,???,\nsame_script,1,\u202eIyad,,Iyad Ghali,\n")
    assert told(path)["left_out"]["pairs"] == 2
    assert told(path)["same"] == 3
    done = run(path)
    assert "2 pairs" in done.output
    assert "pairs.csv:7" in done.output


def test_a_date_that_cannot_be_read_is_said_and_the_pair_judged_without_it(written):
    path = written(PAIRS.replace("1954,Aminata", "long ago,Aminata"))
    report = told(path)
    assert report["anomalies"] == {"labelled.date": 1}
    assert (report["same"], report["different"]) == (3, 2)
    assert "pairs.csv:4 · dob_a" in " ".join(run(path).output.split())


def test_a_higher_threshold_is_the_one_that_is_judged(written):
    report = told(written(PAIRS), "--threshold", "1")
    assert report["threshold"] == 1.0
    assert report["recall_undated"] < 1


def test_thresholds_come_from_another_file(written):
    path = written(PAIRS)
    report = told(path, "--thresholds", path)["thresholds_from"]
    assert report["dated"]["p95"]["precision"] == 1.0
    assert set(report["undated"]["slices"]) == {"same_script", "cross_script"}


def test_every_pair_judged_wrongly_is_written_with_its_scores(written, tmp_path):
    path = written(PAIRS + "same_script,1,Iyad ag Ghali,,Abou Fadl,\n")
    assert run(path, "--errors", str(tmp_path / "wrong.csv")).exit_code == 0
    (row,) = csv.DictReader((tmp_path / "wrong.csv").open(encoding="utf-8"))
    assert (row["place"], row["label"], row["name_b"]) == ("pairs.csv:7", "1", "Abou Fadl")
    assert run(path, "--errors", str(tmp_path / "no folder" / "wrong.csv")).exit_code == 1


def test_identifiers_are_judged_without_pairs_and_national_phones_with_their_country(written):
    text = (
        "type,a,b,label,note\nphone,+22376123456,00223 76 12 34 56,1,format\n"
        "phone_national,+22771285575,71285575,1,needs_default_country:+227\n"
        "phone_national,+22771285575,71285575,1,needs_default_country:+999\n"
        "iban,FR1420041010050500013M02606,FR14 2004 1010 0505 0001 3M02 607,0,one_digit\npassport,H1837839,??,1,\n"
    )
    report = told("--identifiers", written(text, "i.csv"))
    assert "slices" not in report
    assert report["left_out"]["identifiers"] == 1
    assert report["identifiers"]["types"]["phone"]["accuracy"] == 1.0
    assert report["identifiers"]["types"]["iban"]["accuracy"] == 1.0
    assert [error["place"] for error in report["identifiers"]["errors"]] == ["i.csv:4"]


def test_an_unknown_type_of_identifier_is_refused_by_line(written):
    done = run("--identifiers", written("type,a,b,label\nshoe,1,2,1\n", "i.csv"))
    assert done.exit_code == 1
    assert "i.csv:2" in done.output
    assert "passport" in done.output


@pytest.mark.parametrize("words", [(), ("--decoys", __file__), (__file__, "--threshold", "2")])
def test_wrong_usage_ends_with_two(words):
    assert run(*words).exit_code == 2


def test_help_has_an_example():
    done = run("--help")
    assert done.exit_code == 0
    assert "Example: benkan eval matching" in " ".join(done.output.split())


def test_the_projects_own_numbers_are_all_told_apart():
    report = told("--identifiers", str(shared_data("matching", "identifiers.csv")))["identifiers"]
    assert report["accuracy"] == 1.0
    assert report["pairs"] > 5000
