"""Mali's school in the demonstration: a course that is over, with certificates, one that comes, and a workshop."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

if TYPE_CHECKING:
    from benkan.apps.accounts.services import Officer

COURSE: Final = {
    "fr": "Recherche privée et conventions",
    "en": "Private search and conventions",
    "ar": "البحث الخاص والاتفاقيات",
}
DOGS: Final = {"fr": "Chiens détecteurs de drogue", "en": "Drug detection dogs", "ar": "كلاب كشف المخدرات"}
ATELIER: Final = {
    "fr": "Atelier d’échanges sur le trafic de drogue",
    "en": "Workshop on drug trafficking",
    "ar": "ورشة تبادل حول الاتجار بالمخدرات",
}
OPENING: Final = {"fr": "Ouverture", "en": "Opening", "ar": "الافتتاح"}
SHARING: Final = {"fr": "Partager l’information", "en": "Sharing information", "ar": "تبادل المعلومات"}
ABOUT: Final = {
    "fr": "Note de travail pour les délégations : ce qui est proposé, ce qui reste à décider, qui prend la parole.",
    "ar": "ورقة عمل للوفود: ما هو مقترح وما بقي للبت فيه ومن يأخذ الكلمة.",
}
PEOPLE: Final = (
    ("Awa Kantara", "Office central des stupéfiants", "ML", "analyste"),
    ("Bréhima Tolo", "Office central des stupéfiants", "ML", "liaison"),
    ("Ramata Sissoko", "Douanes", "ML", ""),
    ("Paténéma Guiré", "Comité national de lutte contre la drogue", "BF", ""),
    ("Adama Zerbo", "Gendarmerie", "BF", ""),
    ("Balkissa Labo", "Office central de répression", "NE", ""),
    ("Sani Malam", "Douanes", "NE", ""),
)


def teach(director: Officer, at: dt.datetime) -> dict[str, int]:
    """A course that seven persons of three countries completed today, and one to come; how much was made."""
    from benkan.apps.training import services as training

    training.add_course("RP-1", COURSE, "search", by=director, hours=12, valid_months=24)
    training.add_course("CHIENS-1", DOGS, "dogs", by=director, hours=30, valid_months=12)
    today = timezone.localtime(at).date()
    over = training.add_run(
        "RP-1", place="Bamako", starts=today - dt.timedelta(days=1), ends=today, capacity=20,
        by=director, languages=("fr", "en"), places={"ML": 8, "BF": 6, "NE": 6},
    )  # fmt: skip
    for hour, titles in ((9, OPENING), (14, SHARING)):
        starts = timezone.make_aware(dt.datetime.combine(over.starts, dt.time(hour)))
        training.add_session(
            over,
            starts=starts,
            ends=starts + dt.timedelta(hours=3),
            titles=titles,
            by=director,
            trainer="Kadidia Sangho",
        )
    issued = _completed(over, director)
    coming = training.add_run(
        "CHIENS-1", place="Gao", starts=today + dt.timedelta(days=20), ends=today + dt.timedelta(days=24), capacity=10,
        by=director, places={"ML": 4, "NE": 4},
    )  # fmt: skip
    for name, service, country, username in PEOPLE[2:]:
        training.nominate(coming, training.learners.find_or_add(name, service, country, username=username), by=director)
    return {"certificates": issued, "nominated": len(PEOPLE[2:])}


def gather(organiser: Officer, at: dt.datetime) -> int:
    """The workshop of three countries that is to come; how many delegates."""
    from benkan.apps.gatherings import services as gatherings
    from benkan.web import paper

    starts = timezone.localtime(at).date() + dt.timedelta(days=14)
    row = gatherings.add(
        ATELIER, "workshop", place="Bamako", starts=starts, ends=starts + dt.timedelta(days=1), by=organiser
    )
    services = {"ML": "ml-ocs", "BF": "bf-cnlcd", "NE": "ne-ocrtis", "MA": "ma-dgsn"}
    for country, agency in services.items():
        gatherings.add_delegation(row, by=organiser, country=country, agency=agency)
    lines = "".join(f"{name};{country};{service}\n" for name, service, country, _username in PEOPLE)
    gatherings.read_list(row, f"name;country;function\n{lines}".encode(), by=organiser)
    granted = gatherings.grant_all(row, by=organiser)
    nine = timezone.make_aware(dt.datetime.combine(starts, dt.time(9)))
    for number, titles in enumerate((OPENING, SHARING)):
        begins = nine + dt.timedelta(hours=2 * number)
        item = gatherings.add_item(
            row, titles, starts=begins, ends=begins + dt.timedelta(hours=1), by=organiser, room="A"
        )
        if paper.present():
            for language in ("fr", "ar"):
                _programme(row, item, titles, language, organiser)
    return granted


def _programme(row: Any, item: Any, titles: dict[str, str], language: str, organiser: Officer) -> None:
    """A page on the item as PDF in a language, invented as everything is."""
    from benkan.apps.gatherings import services as gatherings
    from benkan.core.prose import Paragraph, Prose, Title
    from benkan.web.paper.prose import prose

    text = Prose(
        title=titles[language], language=language, service=ATELIER[language], handling="H0", dated=row.place,
        parts=[Title(titles[language], 1), Paragraph(ABOUT[language])],
    )  # fmt: skip
    data = prose(text, lambda page, pages: f"{page} / {pages}")
    there = [one.row for one in gatherings.documents(row, organiser) if one.row.item_id == item.pk]
    if there:
        gatherings.put_version(there[0], language, data, by=organiser)
    else:
        gatherings.add_document(row, titles, "delegations", language, data, by=organiser, item=item)


def _completed(run: Any, director: Officer) -> int:
    from benkan.apps.training import services as training

    for name, service, country, username in PEOPLE:
        learner = training.learners.find_or_add(name, service, country, username=username)
        training.nominate(run, learner, by=director)
    training.accept_all(run, by=director)
    marks = [
        training.Said(session.number, row.code, True, session.starts)
        for session in run.sessions.all()
        for row in run.nominations.all()
    ]
    training.receive(run, "demo", marks, by=director)
    for number, row in enumerate(run.nominations.all()):
        training.enter_points(row, by=director, before=35 + 3 * number, after=72 + 3 * number)
    training.close(run, by=director)
    return training.certify(training.get_run(run.pk), by=director)
