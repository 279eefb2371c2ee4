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

QUESTIONS: Final = (
    (
        {
            "fr": "Qui apprend ce que vous cherchez chez un partenaire ?",
            "en": "Who learns what you search for at a partner?",
            "ar": "من يعرف ما تبحثون عنه لدى شريك؟",
        },
        (
            {"fr": "Le partenaire", "en": "The partner", "ar": "الشريك"},
            {"fr": "Personne", "en": "Nobody", "ar": "لا أحد"},
            {"fr": "Les opérateurs du réseau", "en": "The operators of the network", "ar": "مشغلو الشبكة"},
        ),
        1,
    ),
    (
        {
            "fr": "Sans convention en vigueur, un partenaire est-il interrogé ?",
            "en": "Is a partner asked without a convention in force?",
            "ar": "هل يُسأل شريك دون اتفاقية سارية؟",
        },
        (
            {"fr": "Non, jamais", "en": "No, never", "ar": "لا، أبدًا"},
            {"fr": "Oui, en urgence", "en": "Yes, when it is urgent", "ar": "نعم، عند الاستعجال"},
        ),
        0,
    ),
    (
        {
            "fr": "Une réponse porte le code H2. Pouvez-vous la transmettre à un tiers ?",
            "en": "An answer has the code H2. May you pass it on to others?",
            "ar": "جواب يحمل الرمز H2. هل يمكنكم نقله إلى طرف ثالث؟",
        },
        (
            {"fr": "Oui, librement", "en": "Yes, freely", "ar": "نعم، بحرية"},
            {
                "fr": "Avec l’accord de celui qui l’a donnée",
                "en": "With the leave of who gave it",
                "ar": "بموافقة من قدّمه",
            },
            {"fr": "Seulement par téléphone", "en": "By telephone only", "ar": "بالهاتف فقط"},
        ),
        1,
    ),
    (
        {
            "fr": "Un résultat par le nom seul prouve-t-il qu’il s’agit de la même personne ?",
            "en": "Does a hit by name alone prove that it is the same person?",
            "ar": "هل تثبت مطابقة الاسم وحده أنه الشخص نفسه؟",
        },
        (
            {"fr": "Oui", "en": "Yes", "ar": "نعم"},
            {"fr": "Non", "en": "No", "ar": "لا"},
        ),
        1,
    ),
    (
        {
            "fr": "Que garde le journal d’une recherche ?",
            "en": "What does the journal keep of a search?",
            "ar": "ماذا يحفظ السجل عن عملية بحث؟",
        },
        (
            {"fr": "Qui, quand, combien", "en": "Who, when, how many", "ar": "من، ومتى، وكم"},
            {"fr": "Le nom cherché", "en": "The name that was searched", "ar": "الاسم المبحوث عنه"},
        ),
        0,
    ),
)
"""Invented for the course: text, choices, and the place of the right one."""
BEFORE: Final = ("ABAAB", "BAAA-", "AA-BB", "-BCBA", "CAABA")
AFTER: Final = ("BABBA", "BABBA", "BAABA", "BABBB")
"""Letters of the sheets in turn."""

SHEETS: Final = (
    (
        {"fr": "Aide-mémoire : poser une question", "en": "Crib: asking a question", "ar": "مذكرة: طرح سؤال"},
        "CC-BY-4.0",
        {
            "fr": "Ouvrir une affaire, nommer le but, chercher, lire la preuve, demander.\n",
            "ar": "افتحوا قضية، سمّوا الغرض، ابحثوا، اقرؤوا الدليل، اطلبوا.\n",
        },
    ),
    (
        {"fr": "Exercice : codes de traitement", "en": "Exercise: handling codes", "ar": "تمرين: رموز المعالجة"},
        "partners",
        {"fr": "Trois réponses portent H0, H1 et H2. Qui peut les lire, et qui décide ?\n"},
    ),
)
"""Invented sheets: titles, licence, text by language."""
FORMS: Final = tuple(
    dict(zip(("goals", "useful", "trainers", "materials", "organisation", "recommend"), values, strict=True))
    for values in ((4, 5, 5, 3, 4, 5), (5, 5, 4, 3, 2, 5), (4, 4, 5, 2, 3, 4), (5, 4, 5, 4, 4, 5), (3, 5, 4, 3, 3, 4))
)
"""Forms of the evaluation that came back on paper."""


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
    _library(director)
    coming = training.add_run(
        "CHIENS-1", place="Gao", starts=today + dt.timedelta(days=20), ends=today + dt.timedelta(days=24), capacity=10,
        by=director, places={"ML": 4, "NE": 4},
    )  # fmt: skip
    for name, service, country, username in PEOPLE[2:]:
        training.nominate(coming, training.learners.find_or_add(name, service, country, username=username), by=director)
    return {"certificates": issued, "nominated": len(PEOPLE[2:])}


def _test(run: Any, director: Officer) -> None:
    """The test of the course, copied from paper: little is known before, most of it afterwards."""
    from benkan.apps.training.services import sitting, writing

    for texts, choices, right in QUESTIONS:
        written = [writing.Choice(one, place == right) for place, one in enumerate(choices)]
        writing.add(run.course, texts, written, by=director)
    sitting.open_test(run, "after", by=director)
    sitting.close_test(run, by=director)
    for number, row in enumerate(run.nominations.all()):
        sitting.copy(row, "before", " ".join(BEFORE[number % len(BEFORE)]), by=director)
        sitting.copy(row, "after", " ".join(AFTER[number % len(AFTER)]), by=director)


def _library(director: Officer) -> None:
    """Two sheets of the course, one of them in two languages."""
    from benkan.apps.library import services as library

    for titles, licence, texts in SHEETS:
        material = None
        for language, text in texts.items():
            pieces = [text.encode()]
            if material is None:
                material = library.add("RP-1", titles, licence, language, "sheet.txt", pieces, by=director).material
            else:
                library.add_edition(material, language, "sheet.txt", pieces, by=director)


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
    # One of them twice, as a second list would bring her: in the other script.
    lines += "راماتا سيسوكو;MA;الجمارك\n"
    gatherings.read_list(row, f"name;country;function\n{lines}".encode(), by=organiser)
    gatherings.read_list(row, b"name,country,role\nSalif Berthe,ML,interpreter\n", by=organiser)
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
    for one in row.delegations.filter(country__in=("MA", "NE")):
        gatherings.interpreting.ask(one, ["ar"] if one.country == "MA" else ["fr"], by=organiser)
    opening, interpreter = row.items.order_by("starts")[0], row.delegates.get(role="interpreter")
    gatherings.interpreting.book(opening, interpreter, "ar", by=organiser)
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
    _test(run, director)
    for values in FORMS:
        training.evaluation.copy(run, "end", values, by=director)
    training.evaluation.end(run, "end", by=director)
    training.close(run, by=director)
    return training.certify(training.get_run(run.pk), by=director)
