"""docs/protocol/BKP-11-notices.md says of each type what the code asks for."""

from pathlib import Path

import pytest

from benkan.core import notices

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "protocol" / "BKP-11-notices.md"


def row(code: str) -> str:
    kind = notices.TYPES[code]
    must = []
    for field in kind.fields:
        if field.required:
            other, values = field.unless
            must.append(f"`{field.name}`" + (f" (not when `{other}` is {' or '.join(values)})" if other else ""))
    must += ["one of " + ", ".join(f"`{name}`" for name in group) for group in kind.any_of]
    must += ["a subject category"] * kind.about_person + ["fields of a record"] * kind.from_record
    may = [f"`{field.name}`" for field in kind.fields if not field.required]
    return f"| `{code}` | {', '.join(must)} | {', '.join(may) or '–'} | {kind.default_days}, {kind.longest_days} |"


@pytest.mark.parametrize("code", sorted(notices.TYPES))
def test_the_table_of_types_is_that_of_the_code(code: str) -> None:
    assert row(code) in DOCUMENT.read_text("utf-8").splitlines()


def test_the_document_names_every_question_and_clause() -> None:
    text = DOCUMENT.read_text("utf-8")
    for question in notices.QUESTIONS:
        assert f"`{question.code}`" in text
