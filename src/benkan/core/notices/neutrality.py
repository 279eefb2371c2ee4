"""The questions that the author of a notice answers by name, and the answers that keep it here.

INTERPOL Constitution, article 3 (no intervention of a political, military, religious or racial character; the
predominance test of RPD article 34), article 2 (human rights), and RPD article 83 (no wanted notice for a
private dispute or a matter of behaviour or culture). An answer that blocks is no warning: nothing leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from benkan.core.errors import N_, Refused


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``yes`` keeps the notice here, under this clause.

    Args:
        code: stable name; it travels with the answer.
        clause: key of ``CLAUSES``.
        types: the types of notice that are asked it; empty for all.
    """

    code: str
    clause: str
    types: frozenset[str] = frozenset()


CLAUSES: Final = {
    "article-3": {
        "name": "INTERPOL · 3",
        "fr": "Toute activité ou intervention dans des questions ou affaires présentant un caractère politique, "
        "militaire, religieux ou racial est rigoureusement interdite (Statut de l'OIPC-INTERPOL, article 3).",
        "en": "Any intervention or activities of a political, military, religious or racial character are strictly "
        "forbidden (INTERPOL Constitution, article 3).",
        "ar": "يُحظر حظراً باتاً أي تدخل أو نشاط ذي طابع سياسي أو عسكري أو ديني أو عنصري "
        "(القانون الأساسي للإنتربول، المادة 3).",
    },
    "article-2": {
        "name": "INTERPOL · 2",
        "fr": "L'entraide s'exerce dans l'esprit de la Déclaration universelle des droits de l'homme (Statut de "
        "l'OIPC-INTERPOL, article 2).",
        "en": "Mutual assistance is given in the spirit of the Universal Declaration of Human Rights (INTERPOL "
        "Constitution, article 2).",
        "ar": "يُقدَّم التعاون بروح الإعلان العالمي لحقوق الإنسان (القانون الأساسي للإنتربول، المادة 2).",
    },
    "rpd-83": {
        "name": "INTERPOL RPD · 83",
        "fr": "Pas de notice pour un différend privé, ni pour une infraction qui ne touche qu'aux mœurs ou à des "
        "normes culturelles (Règlement d'INTERPOL sur le traitement des données, article 83).",
        "en": "No notice for a private dispute, nor for an offence that only concerns behaviour or cultural norms "
        "(INTERPOL Rules on the Processing of Data, article 83).",
        "ar": "لا نشرة بسبب نزاع خاص، ولا بسبب جريمة لا تمس إلا السلوك أو الأعراف الثقافية "
        "(نظام الإنتربول لمعاملة البيانات، المادة 83).",
    },
}

QUESTIONS: Final = (
    Question("political", "article-3"),
    Question("military", "article-3"),
    Question("religious", "article-3"),
    Question("racial", "article-3"),
    Question("human-rights", "article-2"),
    Question("private-dispute", "rpd-83", frozenset({"wanted", "information-sought", "warning", "missing-person"})),
)


def questions_of(code: str) -> tuple[Question, ...]:
    """The questions that a notice of this type must answer."""
    return tuple(one for one in QUESTIONS if not one.types or code in one.types)


def unanswered(code: str, answers: Mapping[str, bool]) -> tuple[str, ...]:
    """The questions that have no answer yet."""
    return tuple(one.code for one in questions_of(code) if not isinstance(answers.get(one.code), bool))


def refusal(code: str, answers: Mapping[str, bool]) -> Refused | None:
    """Why the answers keep the notice here, with the clause; None when all are answered and none blocks."""
    for question in questions_of(code):
        if answers.get(question.code) is True:
            clause = CLAUSES[question.clause]
            refused = Refused(
                "notice.article-3" if question.clause == "article-3" else "notice.safeguard",
                N_("This notice cannot leave: the answer to one question of the checklist forbids it."),
                N_("Do not send this. If the answer was a mistake, correct it; it stays with the notice."),
                place=question.code,
                clause=clause["name"],
            )
            refused.facts = {
                "question": question.code,
                **{f"clause_{language}": clause[language] for language in ("fr", "en", "ar")},
            }
            return refused
    open_ = unanswered(code, answers)
    if open_:
        clause = CLAUSES["article-3"]
        refused = Refused(
            "notice.unanswered",
            N_("Every question of the checklist must be answered before the notice goes on."),
            N_("Answer the questions that are marked."),
            place=open_[0],
            clause=clause["name"],
        )
        refused.facts = {f"clause_{language}": clause[language] for language in ("fr", "en", "ar")}
        return refused
    return None


def neutral(code: str, answers: Mapping[str, bool]) -> None:
    """Nothing when the checklist is answered and nothing in it blocks.

    Raises:
        Refused: ``notice.article-3``, ``notice.safeguard`` or ``notice.unanswered``, with the clause.
    """
    refused = refusal(code, answers)
    if refused is not None:
        raise refused
