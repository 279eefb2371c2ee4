"""Companies and ships: what makes two names one, and what looks alike and is not."""

import csv
import math
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.core.matching.normalise import clean
from benkan.core.matching.organisation_parts import organisation_parts
from benkan.core.matching.organisation_words import prepared
from benkan.core.matching.organisations import TEXTS, organisation_evidence

ROOT = Path(__file__).resolve().parents[3]

NAMES = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            ["Société", "SARL", "Mali", "Bamako", "Import", "Export", "Général", "Trading", "Keita", "Keyta", "شركة", "النقل",
             "ذ.م.م", "Fund", "II", "3", "forty", "BNP", "de", "S.A.", "OOO", "Газпром", "A&B", "l'Or", "5th"]
        ),
        min_size=1, max_size=7,
    ).map(" ".join),
)  # fmt: skip


def log_odds(a, b, kind="company"):
    return organisation_evidence((clean(a),), (clean(b),), kind).log_odds


def codes(a, b, kind="company"):
    return {reason.code for reason in organisation_evidence((clean(a),), (clean(b),), kind).reasons()}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Société Malienne de Transport SARL", "Malian Transport Company Ltd"),
        ("شركة الساحل للتجارة والنقل", "Sahel Trading & Transport"),
        ("Siemens Aktiengesellschaft", "SiemensAG"),
        ("Banque Nationale de Paris", "BNP"),
        ("Compagnie Malienne pour le Développement des Textiles", "CMDT"),
        ("Goodwill Company", "Good Will Company"),
        ("vanderbilt corp", "van der bilt corp"),
        ("OAO Gazprom", "Открытое акционерное общество Газпром"),
        ("1st International Bank", "First International Bank"),
        ("Brigade Forty-Four", "Brigade 44"),
        ("Fonds Sahel II", "Sahel Fund 2"),
        ("S. A. R. L. Djenné Transports", "Jenne Transport"),
        ("Karité Frères", "KARITE BROTHERS"),
        ("CEDEAO", "Economic Community of West African States"),
    ],
)
def test_one_company_written_in_two_ways_is_one(a, b):
    assert log_odds(a, b) > 0


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [
        ("Ecobank Mali SA", "Ecobank Niger SA", "company.place-different"),
        ("Banco Santander S.A.", "Banco Santander Chile S.A.", "company.place-extra"),
        ("Hôtel Azalaï 5", "Hotel Azalai 7", "company.number-different"),
        ("Fonds Sahel II", "Sahel Fund III", "company.number-different"),
        ("GIE Benkadi", "Benkadi SARL", "company.form-different"),
        ("Kankan Mining SARL", "Kankan Transport SARL", "company.different"),
        ("General Trading FZE", "Commerce Général SARL", "company.general"),
        ("Saudi Arabian Gas Company", "Saudi Arabian Oil Company", "company.different"),
        ("State Grid Corporation of Chile", "State Grid Corporation of China", "company.place-different"),
        ("Victory", "Victor Konetsky", "company.extra"),
    ],
)
def test_companies_that_only_look_alike_stay_under_the_threshold_and_the_reason_is_named(a, b, code):
    assert log_odds(a, b) < 0
    assert code in codes(a, b)


def test_a_name_and_its_translation_have_the_same_keys():
    french, english, arabic = (
        {part.readings[0] for part in organisation_parts(name, "company")}
        for name in ("Société Malienne de Transport Diallo", "Diallo Malian Transport Company", "شركة ديالو مالي للنقل")
    )
    assert french == english == arabic


def test_a_word_that_only_one_name_has_leaves_a_doubt_that_is_said():
    assert (
        0 < log_odds("Crystalord Systems Limited", "Crystalord Ltd") < 1 < log_odds("Crystalord Limited", "Crystalord")
    )
    assert {"company.extra", "company.covered"} <= codes("Crystalord Systems Limited", "Crystalord Ltd")


@pytest.mark.parametrize("a", ["Jama'at Nusrat al-Islam wal-Muslimin", "GSIM", "جماعة نصرة الإسلام والمسلمين"])
def test_an_armed_group_is_one_under_its_names_in_three_languages(a):
    assert log_odds(a, "Groupe de soutien à l'islam et aux musulmans") > 0
    assert log_odds(a, "EIGS") < 0


def test_a_ship_is_one_with_and_without_its_prefix_and_sister_ships_are_two():
    assert log_odds("MV Hellenic Spirit", "Hellenic Spirit", "vessel") > 0
    assert log_odds("M/V Hellenic Spirit", "HELLENIC SPIRIT", "vessel") > 0
    assert log_odds("Zu Zag Bong 6", "Zu Zag Bong 5", "vessel") < 0
    assert log_odds("Snow", "Snoe", "vessel") < 0


def test_the_best_pair_of_aliases_decides():
    alone = organisation_evidence(("Toguna",), ("Benkadi",), "company")
    aliased = organisation_evidence(("Toguna", "Benkadi SARL"), ("Faso Kanu", "Benkadi"), "company")
    assert alone.log_odds < 0 < aliased.log_odds
    assert organisation_evidence((), ("Benkadi",), "company") is None


def test_many_aliases_are_found_in_bounded_work():
    many = tuple(f"Société {letter}{other}ndou" for letter in "bcdfgklmn" for other in "aeiou")
    found = organisation_evidence(
        (*many, "Benkadi Transport"), ("Benkadi Transports SARL", *many[:0], *("Zed " + n for n in many)), "company"
    )
    assert found.log_odds > 0


def test_the_reasons_add_up_to_the_log_odds_without_the_base():
    for a, b in (
        ("Ecobank Mali SA", "Ecobank Niger"),
        ("Groupe Keita", "Keita Holding Group"),
        ("Fonds Or II", "Gold Fund"),
    ):
        evidence = organisation_evidence((a,), (b,), "company")
        base = organisation_evidence(("qqqq",), ("wwww",), "company")
        told = sum(reason.weight for reason in evidence.reasons())
        other = sum(reason.weight for reason in base.reasons())
        assert evidence.log_odds - told == pytest.approx(base.log_odds - other)


def test_every_reason_has_its_sentence_with_its_facts():
    pairs = [
        ("Ecobank Mali SA", "Ecobank Niger GIE"),
        ("Fund 2", "Fund"),
        ("BNP", "Banque Nationale de Paris"),
        ("أمل", "Amal"),
        ("X1", "X2"),
    ]
    for a, b in pairs:
        for reason in organisation_evidence((a,), (b,), "company").reasons():
            assert reason.text == TEXTS[reason.code]
            assert reason.text % reason.facts


@given(NAMES, NAMES, st.sampled_from(["company", "vessel"]))
def test_the_evidence_is_the_same_from_both_sides_and_nothing_but_invalid_is_raised(a, b, kind):
    try:
        a, b = clean(a), clean(b)
    except Invalid:
        return
    one, other = organisation_evidence((a,), (b,), kind), organisation_evidence((b,), (a,), kind)
    assert one.log_odds == pytest.approx(other.log_odds)
    assert len(one.reasons()) == len(other.reasons())


@pytest.mark.parametrize(
    ("a", "b"),
    [("A.B.C. Company", "abc company"), ("BENKADI S.A.R.L.", "Benkadi sarl"), ("s/a toguna", "TOGUNA S.A."), ("J. P. Morgan", "jp morgan"),
     ("L'Entreprise d'Or", "entreprise or"), ("Procter & Gamble", "PROCTER AND GAMBLE"), ("Poor's", "POOR’S")],
)  # fmt: skip
def test_case_and_dots_and_elisions_do_not_matter(a, b):
    assert prepared(clean(a)) == prepared(clean(a))
    assert prepared(clean(a)).meanings == prepared(clean(b)).meanings


def test_the_longest_name_is_read_in_a_moment():
    started = time.process_time()
    for letter in ("a ", "a1 ", "ab. ", "société ", "x& ", "ا", "d'ab ", "forty "):
        name = clean((letter * 300)[:300])
        organisation_evidence((name,), (name[1:] + "x",), "company")
    assert time.process_time() - started < 0.5


def test_the_shipped_tables_are_those_of_the_source():
    run = subprocess.run(
        [sys.executable, "resources/build_organisations.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_most_of_the_project_s_own_pairs_are_judged_right():
    with (ROOT / "resources/names/organisation_pairs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    right = sum((log_odds(row["name_a"], row["name_b"]) >= 0) == (row["same"] == "1") for row in rows)
    assert right / len(rows) >= 0.85


def test_the_examples_of_the_page_have_the_scores_that_it_shows():
    page = (ROOT / "docs/matching.md").read_text(encoding="utf-8")
    section = page.partition("## Companies, vessels")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+?) / ([^|]+?) \| [^|]+ \| (0\.\d\d) \|$", section, re.MULTILINE)
    assert len(rows) == 9
    for a, b, score in rows:
        assert round(1 / (1 + math.exp(-log_odds(a, b))), 2) == float(score), (a, b)
