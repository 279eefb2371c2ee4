"""One name in many spellings and two scripts: its parts, its skeletons, and what is refused."""

import unicodedata

import pytest

from benkan.core.errors import Invalid
from benkan.core.matching import tables
from benkan.core.matching.normalise import MAX_PARTS, clean, information_bits, parts, readings
from benkan.core.matching.organisation_parts import organisation_parts
from benkan.core.matching.phonetics import MAX_READINGS, skeletons
from benkan.core.matching.scripts import fold, script_of


def keys(name: str) -> list[set[str]]:
    return [set(part.readings) for part in parts(clean(name))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abderrahmane", "عبد الرحمن"),
        ("Abdourahamane", "Abd al-Rahman"),
        ("Abdelaziz", "عبد العزيز"),
        ("Abdulaziz", "Abd el Aziz"),
        ("Abdelouahab", "Abdul Wahhab"),
        ("Abdoulaye", "عبدالله"),
        ("Abdellah", "Abd Allah"),
        ("Abdelkader", "عبدالقادر"),
        ("Aboubacar", "أبو بكر"),
        ("Abdulallah", "Abdulla"),
        ("Allah", "الله"),
        ("Khairullah", "خير الله"),
        ("Noureddine", "نور الدين"),
        ("Noor ud Din", "Nur al-Din"),
        ("Saifaldin", "Seif Eddine"),
        ("Nasrallah", "نصر الله"),
        ("Khairullah", "خيرالله"),
        ("Alhassane", "الحسن"),
        ("Lahcen", "الحسن"),
        ("Larbi", "العربي"),
        ("Elbakkali", "البقالي"),
        ("Benali", "بن علي"),
        ("Ouattara", "Wattara"),
        ("Iyad", "إياد"),
        ("Youssouf", "يوسف"),
        ("Ioussouf", "Yusuf"),
        ("Ayoub", "أيوب"),
        ("Elias", "إلياس"),
        ("Djibril", "Gibril"),
        ("Djamel", "Gamal"),
        ("Diarra", "Jara"),
        ("Ousmane", "Othman"),
        ("Ndiaye", "Njie"),
        ("Qadhafi", "القذافي"),
        ("Ghali", "Rhali"),
        ("Khaled", "Halid"),
        ("Cissé", "Sise"),
        ("Tchiani", "Chiani"),
        ("Aissata", "Aïchatou"),
        ("Владимир", "Vladimir"),
        ("Šarif", "Cherif"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(one, other):
    assert set.union(*keys(one)) & set.union(*keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moussa", "Issa"),
        ("Hamid", "Habib"),
        ("Traoré", "Touré"),
        ("Salif", "Samir"),
        ("Karim", "Kader"),
        ("Abdou", "Adama"),
    ],
)
def test_different_names_share_no_skeleton(one, other):
    assert not set.union(*keys(one)) & set.union(*keys(other))


def test_particles_and_articles_are_no_parts():
    assert keys("Sidi Ould Cheikh El Moctar") == keys("Sidi Moctar")
    assert [part.written for part in parts(clean("Iyad ag Ghali"))] == ["Iyad", "Ghali"]


def test_a_name_of_particles_only_keeps_its_words():
    assert len(parts(clean("Ag Ould"))) == 2


def test_a_title_goes_only_if_two_parts_stay():
    assert [part.written for part in parts(clean("El Hadj Omar Tall"))] == ["Omar", "Tall"]
    assert [part.written for part in parts(clean("Cheick Traoré"))] == ["Cheick", "Traoré"]


def test_a_title_is_not_glued_to_din():
    assert [part.written for part in parts(clean("Qari Din Mohammad"))] == ["Din", "Mohammad"]


def test_abdou_is_a_name_of_its_own_and_joins_an_attribute_of_god():
    assert len(parts(clean("Abdou Diallo"))) == 2
    assert len(parts(clean("Abdou Salam Diallo"))) == 2


def test_abou_alone_at_the_end_is_a_name():
    assert [part.written for part in parts(clean("Diallo Abou"))] == ["Diallo", "Abou"]


def test_abou_keeps_the_bare_name_as_a_reading():
    assert {"BYD", "YD"} <= keys("Abou Iyad")[0]


def test_two_joiners_in_a_row_make_two_parts():
    assert [part.written for part in parts(clean("Ali Abd al-Rahman Abu Bakr"))] == ["Ali", "Abd al Rahman", "Abu Bakr"]


def test_an_initial_is_a_part_without_skeleton():
    first, second, third = parts(clean("A. B. Traoré"))
    assert first.initial
    assert second.initial
    assert not third.initial


def test_a_name_of_one_vowel_word_has_a_skeleton_all_the_same():
    assert skeletons("aoi") == ("-",)


def test_digits_and_unknown_scripts_are_their_own_skeleton():
    assert skeletons(fold("٤٢")) == ("#42",)
    assert skeletons("李") == ("~李",)
    assert script_of("李") == "other"


def test_readings_are_four_at_most():
    assert all(len(readings(word)) <= MAX_READINGS for word in ("thidhigevith", "alghazivedhi", "fatoumata"))


def test_information_grows_with_rarity():
    assert information_bits("MMD") < information_bits("TRR") < information_bits("KSRNTKL")


def test_a_short_skeleton_never_tells_more_than_its_length_allows():
    assert information_bits("-") <= 4.0
    assert information_bits("NZ") <= tables.UNKNOWN_BITS[2]


def test_only_the_most_informative_parts_of_a_long_name_are_kept():
    words = [f"Kar{letter}ssebt" for letter in "abcdefgijklmnopqrst"]
    kept = parts(clean(" ".join(["Mohamed", *words])))
    assert len(kept) == MAX_PARTS
    assert "mohamed" not in {part.folded for part in kept}


def test_a_company_loses_its_legal_form_not_its_name():
    assert [part.written for part in organisation_parts("Sahel Kabore SARL", "company")] == ["Sahel", "Kabore"]
    assert [part.written for part in organisation_parts("SARL", "company")] == ["SARL"]


def test_a_company_s_words_are_parts_by_their_meaning():
    french, english = (
        organisation_parts(name, "company") for name in ("Commerce Général Kaboré", "Kabore General Trading")
    )
    assert {part.readings for part in french} == {part.readings for part in english}


def test_folding_knows_the_letters_of_the_region():
    assert fold("Ɓɛnŋɔ") == "benno"
    assert fold("N’Diaye") == fold("NDIAYE") == "ndiaye"
    assert fold("گڭ") == "گگ"


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_unicode_forms_fold_alike(form):
    for word in ("Šükrü", "إياد", "Ouédraogo", "آية", "Çağrı", "Ёлкин"):
        assert fold(unicodedata.normalize(form, word)) == fold(word)


def test_cleaning_keeps_what_is_shown_and_drops_what_is_invisible():
    assert clean("  Moussa\u200f\t Traoré\u00ad\n") == "Moussa Traoré"
    assert clean("N\x92Diaye") == "N'Diaye"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Moussa \u202eeroarT", "name.bidi"),
        ("\u2066Moussa", "name.bidi"),
        ("Moussa\x00", "name.control"),
        ("Moussa \ud800", "name.control"),
        ("x" * 10_240, "name.too-long"),
        ("\ufdfa" * 40, "name.too-long"),
        ("", "name.empty"),
        (" -- ' ", "name.empty"),
        (None, "name.not-text"),
        (b"Moussa", "name.not-text"),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_its_code(text, code):
    with pytest.raises(Invalid) as refused:
        clean(text, place="row 7")
    assert refused.value.code == code
    assert refused.value.place == "row 7"
    assert refused.value.remedy
