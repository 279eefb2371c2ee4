"""Question banks in GIFT and Moodle XML: what is taken, and what is named and left out."""

import pytest

from benkan.core.errors import Invalid
from benkan.formats import questions

GIFT = """// a comment
$CATEGORY: drugs

::Weight:: How many grams
has a kilogram? { =1 000 #yes ~100 ~10 \\= ten }

::Mali:: Bamako lies in Mali. {T}

Which seal {=lead ~%50%wax ~paper} is used?

::Two::[html]<p>Which <b>two</b>&nbsp;hold?</p> { ~%50%<p>hash</p> ~%50%date ~%-100%colour }

Tell all you know. {}

Match { =a -> b =c -> d }

How many? {#3:1}

Just a text.
"""
XML = """<?xml version="1.0" encoding="UTF-8"?><quiz>
<question type="category"><category><text>x</text></category></question>
<question type="multichoice"><name><text>Sceau</text></name><questiontext format="html"><text><![CDATA[
<p><span lang="fr" class="multilang">Que garde un sceau ?</span><span lang="ar" class="multilang">ماذا يحفظ الختم؟</span></p>]]></text></questiontext>
<answer fraction="100"><text><![CDATA[<span class="multilang" lang="fr">Un scellé</span><span class="multilang" lang="ar">حرز</span>]]></text></answer>
<answer fraction="0"><text>X-1</text></answer></question>
<question type="truefalse"><name><text>Vrai</text></name><questiontext><text>Le Niger a un littoral.</text></questiontext>
<answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer></question>
<question type="multichoice"><name><text>Image</text></name><questiontext><text><![CDATA[<img src="x"/>]]></text></questiontext>
<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer></question>
<question type="essay"><name><text>Long</text></name></question></quiz>"""


def right(one):
    return [place for place, (_, holds) in enumerate(one.choices) if holds]


def test_gift_gives_its_choices_and_names_what_it_leaves_out():
    found = questions.read(GIFT.encode(), "en")
    assert [one.name for one in found.questions] == ["Weight", "Mali", "Which seal … is used?", "Two"]
    weight, mali, seal, two = found.questions
    assert weight.texts == {"en": "How many grams has a kilogram?"}
    assert [texts["en"] for texts, _ in weight.choices] == ["1 000", "100", "10 = ten"]
    assert (right(weight), right(mali), right(seal), right(two)) == ([0], [0], [0, 1], [0, 1])
    assert [texts["en"] for texts, _ in mali.choices] == ["True", "False"]
    assert (two.texts["en"], two.choices[0][0]["en"]) == ("Which two hold?", "hash")
    assert [one.line for one in found.left_out] == [13, 15, 17, 19]


def test_moodle_xml_keeps_its_languages():
    found = questions.read(XML.encode(), "fr")
    seal, coast = found.questions
    assert seal.texts == {"fr": "Que garde un sceau ?", "ar": "ماذا يحفظ الختم؟"}
    assert seal.choices[1][0] == {"fr": "X-1", "ar": "X-1"}
    assert [texts["fr"] for texts, _ in coast.choices] == ["Vrai", "Faux"]
    assert right(coast) == [1]
    assert len(found.left_out) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "questions.file"),
        (b"no question", "questions.file"),
        (b"\xff{", "questions.file"),
        (b"<quiz></quiz>", "questions.file"),
        (b"<quiz><question", "xml.broken"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz><question type="essay"/></quiz>', "xml.forbidden"),
        (b"x{=a ~b}\n\n" * 501, "questions.file"),
        (b"{" + b" " * questions.question.MOST_BYTES, "questions.file"),
    ],
)
def test_what_is_no_question_bank_is_refused(data, code):
    with pytest.raises(Invalid) as refused:
        questions.read(data, "fr")
    assert refused.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "x{=only}",
        "x{=a =b ~}",
        "x{~a ~b}",
        "x{" + " ".join(f"~{number}" for number in range(8)) + " =9}",
        "{=a ~b}",
        "x" * 1001 + "{=a ~b}",
        "x{=a ~b\u200e}",
    ],
)
def test_a_question_that_cannot_be_asked_is_left_out(text):
    found = questions.read(text.encode(), "fr")
    assert (found.questions, len(found.left_out)) == ([], 1)
