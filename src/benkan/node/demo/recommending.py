"""Mali's demonstration of what a workshop recommended: done, overdue, voted, rejected, and one that Morocco would own.

The last is left for whoever tries the demonstration: adopted with one click it goes to Morocco by letter.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benkan.apps.accounts.services import Officer

MOROCCO = "ma-dgsn"
DELEGATIONS = (
    ("ML", "Mali", "Mali", "مالي"),
    ("MA", "Maroc", "Morocco", "المغرب"),
    ("BF", "Burkina Faso", "Burkina Faso", "بوركينا فاسو"),
    ("NE", "Niger", "Niger", "النيجر"),
)
CONTACT = (
    "Nommer dans chaque service un point de contact joignable jour et nuit.",
    "Name a point of contact in each service who can be reached day and night.",
    "تعيين جهة اتصال في كل مصلحة يمكن الوصول إليها ليلاً ونهاراً.",
)
TRAINING = (
    "Organiser chaque année une formation commune à la fouille des conteneurs.",
    "Hold a common course on searching containers every year.",
    "تنظيم دورة مشتركة سنوية في تفتيش الحاويات.",
)
LABORATORY = ("Partager l’accès au laboratoire de Bamako.", "Share access to the laboratory of Bamako.", "")
CENTRAL = (
    "Réunir tous les fichiers en une base.",
    "Bring all files together in one database.",
    "جمع كل الملفات في قاعدة واحدة.",
)
CONVENTION = (
    "Préparer une convention bilatérale sur l’échange d’informations entre le Mali et le Maroc.",
    "Prepare a bilateral convention on the exchange of information between Mali and Morocco.",
    "إعداد اتفاقية ثنائية لتبادل المعلومات بين مالي والمغرب.",
)


def recommend(secretary: Officer, own: str, now: dt.datetime) -> dict[str, Any]:
    """Five recommendations and two votes.

    Args:
        secretary: keeps gatherings.
        own: this service.
        now: deadlines lie around it.
    """
    from benkan.apps.resolutions import services
    from benkan.core.voting import Majority, Quorum, Rule

    today = now.date()

    def propose(words: tuple[str, str, str], days: int, owner: str = own, priority: str = "normal") -> Any:
        deadline = today + dt.timedelta(days=days)
        fr, en, ar = words
        wording = services.Wording(fr=fr, en=en, ar=ar, owner=owner, deadline=deadline, priority=priority)
        return services.record(secretary, wording)

    def vote(row: Any, rule: Rule, voices: str) -> None:
        seats = [
            services.Sitting(code, {"fr": fr, "en": en, "ar": ar}, present=voice != " ")
            for (code, fr, en, ar), voice in zip(DELEGATIONS, voices, strict=True)
        ]
        made = services.open_vote(secretary, rule, recommendation=row, seats=seats)
        choices = {"+": "in-favour", "-": "against", "0": "abstaining"}
        for (code, *_names), voice in zip(DELEGATIONS, voices, strict=True):
            if voice in choices:
                services.cast(secretary, made.pk, code, choices[voice])
        services.close_vote(secretary, made.pk)

    contact = propose(CONTACT, 10, priority="high")
    vote(contact, Rule(Majority.TWO_THIRDS, quorum=Quorum(2, 3)), "+++0")
    services.progress(secretary, contact.pk, done=True, on=today, evidence="NS 14")
    vote(propose(CENTRAL, 90), Rule(secret=True), "-+--")
    services.settle(secretary, propose(TRAINING, -12).pk, adopted=True, note="par acclamation")
    laboratory = services.settle(secretary, propose(LABORATORY, 6).pk, adopted=True)
    services.progress(secretary, laboratory.pk, done=False, on=today)
    propose(CONVENTION, 60, owner=MOROCCO, priority="high")
    return {"recommendations": services.listed().count(), "votes": len(services.votes())}
