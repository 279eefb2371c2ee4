"""What people write over the columns of a list of onward sessions, in French, English and Arabic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from benkan.core.errors import N_, Invalid
from benkan.formats.csv_headers import folded

TITLES: Final[Mapping[str, str]] = {
    "trainer": "trainer, formateur, formatrice, vulgarisateur, animateur, المدرب, المكون",
    "trainer_service": "trainer service, service du formateur, مصلحة المدرب",
    "day": "day, date, jour, date de la session, تاريخ, التاريخ, اليوم",
    "topic": "topic, subject, theme, sujet, matiere, الموضوع",
    "hours": "hours, duration, heures, duree, nombre d heures, الساعات, المدة",
    "place": "place, region of the session, lieu, lieu de la session, مكان الدورة, المكان",
    "materials": "materials, version of the materials, version du support, support, المواد, نسخة المواد",
    "reference": "reference, session, session number, numero de session, n session, رقم الدورة, المرجع",
    "name": "name, attendee, full name, nom, participant, participante, nom et prenom, nom complet, "
    "الاسم, المشارك, الاسم الكامل",
    "service": "service, attendee service, service du participant, المصلحة",
    "country": "country, pays, البلد, الدولة",
    "region": "region, region of the attendee, region du participant, المنطقة, الجهة",
    "learner": "learner, learner id, person, identifiant, numero d apprenant, المعرف, رقم المتعلم",
}
NEEDED: Final = ("trainer", "day", "topic", "hours", "name")
_WORDS: Final = {folded(word): key for key, words in TITLES.items() for word in (*words.split(","), key)}


def found(header: Sequence[str], needed: Sequence[str] = NEEDED) -> dict[str, int]:
    """The place of each column that is known; of two of one name the first.

    Raises:
        Invalid: ``cascade.columns``: a column that every list needs is not there.
    """
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        key = _WORDS.get(folded(cell[:100]))
        if key is not None:
            places.setdefault(key, place)
    missing = [key for key in needed if key not in places]
    if missing:
        raise Invalid(
            "cascade.columns",
            N_("The list has no column %(columns)s."),
            N_("Its first row must have: %(needed)s."),
            place="row 1",
            columns=", ".join(missing),
            needed=", ".join(needed),
        )
    return places
