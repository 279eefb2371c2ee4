"""Figures of a matcher on labelled pairs: small examples by hand, and the laws that hold for any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.core.matching.evaluation import found_by_tokens, identifier_pairs, scoring
from benkan.core.matching.evaluation.figures import (
    at_best_f1,
    at_precision,
    at_threshold,
    calibration,
    calibration_error,
)
from benkan.core.matching.evaluation.identifier_pairs import LabelledIdentifiers
from benkan.core.matching.evaluation.pairs import LabelledPair, main_slices, subject, subjects

SCORES = [0.9, 0.8, 0.7, 0.4, 0.2]
LABELS = [True, False, True, True, False]
JUDGED = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5001, 0.9, 1.0]), st.booleans()), min_size=1)


def pair(same, name_a, name_b, born_a="", born_b="", group="same_script"):
    return LabelledPair("pairs.csv:2", group, same, name_a, born_a, name_b, born_b)


def test_a_threshold_keeps_what_reaches_it():
    found = at_threshold(SCORES, LABELS, 0.7)
    assert (found.right, found.wrong, found.missed) == (2, 1, 1)
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(2 / 3)
    assert found.f1 == pytest.approx(2 / 3)


def test_the_best_threshold_is_the_one_of_the_highest_f1():
    found = at_best_f1(SCORES, LABELS)  # 0.4 keeps 3 right and 1 wrong: 6 / 7
    assert (found.threshold, found.f1) == (0.4, pytest.approx(6 / 7))


def test_recall_at_a_precision_is_that_of_the_lowest_threshold_that_reaches_it():
    assert at_precision(SCORES, LABELS, 0.75).threshold == 0.4
    assert at_precision(SCORES, LABELS, 0.95).recall == pytest.approx(1 / 3)
    assert at_precision([0.9, 0.8], [False, True], 0.95) is None


def test_pairs_of_one_score_are_never_parted():
    found = at_precision([0.9, 0.5, 0.5], [True, True, False], 0.95)
    assert (found.threshold, found.recall) == (0.9, 0.5)
    assert at_best_f1([0.5, 0.5], [True, False]).wrong == 1


def test_what_cannot_be_known_is_not_invented():
    nothing_kept = at_threshold([0.1], [True], 0.5)
    assert (nothing_kept.precision, nothing_kept.recall, nothing_kept.f1) == (None, 0.0, 0.0)
    assert at_threshold([0.9], [False], 0.5).recall is None
    assert at_best_f1([], []).f1 == 0.0


def test_a_band_tells_how_often_its_pairs_are_the_same():
    bands = calibration([0.05, 0.15, 0.15, 1.0], [False, True, False, True])
    assert [band.pairs for band in bands] == [1, 2, 0, 0, 0, 0, 0, 0, 0, 1]
    assert (bands[1].share, bands[1].mean_score) == (0.5, pytest.approx(0.15))
    assert calibration_error(bands) == pytest.approx((0.05 + 2 * 0.35 + 0) / 4)


@given(JUDGED, st.floats(0, 1))
def test_no_threshold_beats_the_best(judged, threshold):
    scores, labels = zip(*judged, strict=True)
    assert at_best_f1(scores, labels).f1 >= at_threshold(scores, labels, threshold).f1


@given(JUDGED)
def test_the_best_threshold_gives_its_own_figures_again(judged):
    scores, labels = zip(*judged, strict=True)
    best = at_best_f1(scores, labels)
    assert at_threshold(scores, labels, best.threshold) == best


@given(JUDGED, st.floats(0.01, 1), st.floats(0, 1))
def test_no_threshold_that_reaches_the_precision_recalls_more(judged, precision, threshold):
    scores, labels = zip(*judged, strict=True)
    found, other = at_precision(scores, labels, precision), at_threshold(scores, labels, threshold)
    if other.precision is not None and other.precision >= precision:
        assert found is not None
        assert (found.recall or 0) >= (other.recall or 0)


@given(st.data(), JUDGED)
def test_the_order_of_the_pairs_does_not_matter(data, judged):
    other = data.draw(st.permutations(judged))
    (scores, labels), (shuffled, relabelled) = zip(*judged, strict=True), zip(*other, strict=True)
    assert at_best_f1(scores, labels) == at_best_f1(shuffled, relabelled)
    assert at_precision(scores, labels, 0.9) == at_precision(shuffled, relabelled, 0.9)
    assert calibration_error(calibration(scores, labels)) == pytest.approx(
        calibration_error(calibration(shuffled, relabelled))
    )


@given(JUDGED)
def test_the_bands_hold_every_pair_once(judged):
    scores, labels = zip(*judged, strict=True)
    bands = calibration(scores, labels)
    assert sum(band.pairs for band in bands) == len(judged)
    assert sum(band.same for band in bands) == sum(labels)


def test_the_main_slices_count_over_all_where_they_are_there_and_every_slice_where_they_are_not():
    own = [pair(True, "A", "B", group="mine"), pair(True, "A", "B", group="yours")]
    assert main_slices(own) == ("mine", "yours")
    assert main_slices([*own, pair(True, "A", "B", group="fr_en")]) == ("fr_en",)


def test_a_pair_that_an_importer_would_refuse_is_told_apart():
    fine, refused = subjects([pair(True, "Moussa Keita", "Musa Keita"), pair(True, "Moussa", "")], dated=False)
    assert fine[0].names == ("Moussa Keita",)
    assert isinstance(refused, Invalid)
    assert refused.code == "name.empty"


def test_the_scores_of_each_slice_and_over_all_are_told():
    pairs = [
        pair(True, "a", "b", "1984", "1984"),
        pair(False, "a", "b"),
        pair(True, "a", "b", group="fr_en"),
        pair(False, "a", "b", group="other"),
    ]
    over_all, slices = scoring.score_report(pairs, [0.9, 0.6, 0.2, 0.9], [0.9, 0.1, 0.7, 0.9], 0.5)
    assert (over_all["same"], over_all["different"], over_all["with_both_dates"]) == (2, 1, 1)
    assert over_all["f1_undated"] == pytest.approx(0.5)
    assert over_all["f1_dated"] == 1.0
    assert list(slices) == ["same_script", "fr_en", "other"]
    assert slices["fr_en"]["f1_undated"] == 0.0
    assert slices["same_script"]["recall_at_p95"] == 1.0
    assert slices["other"]["recall_dated"] is None


def test_thresholds_of_other_pairs_show_whether_their_precision_holds():
    there = [pair(True, "a", "b"), pair(False, "a", "b")]
    here = [pair(True, "a", "b"), pair(False, "a", "b"), pair(True, "a", "b", group="fr_en")]
    over_all, slices = scoring.transfer_report(here, [0.9, 0.85, 0.3], there, [0.8, 0.3])
    assert over_all["p95"] == {"threshold": 0.8, "precision": 0.5, "recall": 0.5}
    assert slices == {
        "same_script": {key: {"threshold": 0.8, "precision": 0.5, "recall": 1.0} for key in ("p95", "p99")}
    }


def test_two_spellings_of_a_rare_name_meet_in_a_token_and_two_names_do_not():
    pairs = [pair(True, "Iyad ag Ghali", "إياد أغ غالي"), pair(True, "Iyad ag Ghali", "Aminata Traoré", group="fr_en")]
    sides = subjects(pairs, dated=False)
    over_all, slices = found_by_tokens.recall_report(pairs, sides, sides)
    assert slices["same_script"]["token_recall"] == 1.0
    assert slices["fr_en"]["token_recall"] == 0.0
    assert over_all["token_recall"] == 0.5


def test_every_other_person_who_shares_a_token_is_one_false_hit():
    others = [subject("Iyad ag Ghali", ""), subject("Iyad Ghaly", "1984"), subject("Aminata Traoré", "")]
    told = found_by_tokens.false_hit_report(
        [pair(True, "Iyad ag Ghali", "x y", "1984")], found_by_tokens.index_of(others), len(others)
    )
    assert told["false_hits_per_100k"]["undated"] == pytest.approx(2 / 3 * 100_000)
    assert told["queries"] == {"undated": 1, "dated": 1}
    assert told["queries_with_a_false_hit"]["undated"] == 1.0


def test_weak_tokens_count_only_in_their_own_number():
    pairs = [pair(True, "Mohamed Ali", "محمد علي")]
    sides = subjects(pairs, dated=True)
    told = found_by_tokens.count_report(pairs, sides)
    assert told["tokens_per_record"] == 0.0
    assert told["weak_tokens_per_record"] >= 1
    assert told["records_without_a_private_token"] == 1.0
    assert found_by_tokens.recall_report(pairs, sides, sides)[0]["token_recall"] == 0.0


def test_identifiers_are_one_when_they_share_a_token():
    def written(kind, a, b, region=""):
        return LabelledIdentifiers("i.csv:2", kind, kind, a, b, True, "format", region)

    assert identifier_pairs.are_one(written("phone", "+223 76 12 34 56", "0022376123456"))
    assert not identifier_pairs.are_one(written("phone", "+22376123456", "76 12 34 56"))
    assert identifier_pairs.are_one(written("phone", "+22376123456", "76 12 34 56", "ML"))
    assert identifier_pairs.are_one(written("document", "H1837839", "H١٨٣٧٨٣٩"))


def test_where_identifiers_were_judged_wrongly_is_told():
    some = [
        LabelledIdentifiers("i.csv:2", "iban", "account", "a", "b", True, "format", ""),
        LabelledIdentifiers("i.csv:3", "iban", "account", "a", "b", False, "one_digit", ""),
    ]
    told = identifier_pairs.identifier_report(some, [False, False])
    assert (told["pairs"], told["accuracy"], told["recall"]) == (2, 0.5, 0.0)
    assert told["notes"]["iban one_digit"]["accuracy"] == 1.0
    assert told["errors"] == [{"place": "i.csv:2", "type": "iban", "note": "format", "same": True}]
