"""Four conventions to start from: what usually stands in them, in numbers and in words.

A template is reviewed data, not law: the parties change what they wish. The words of a clause that a template does
not write itself are those of ``clauses.MODEL``. The numbers are careful choices for the number of parties: where a
hundred services may ask, each may ask less, and one that suspends must not stop all the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from benkan.core.conventions.clauses import MODEL, Wording
from benkan.core.conventions.vocabulary import CATEGORIES, HANDLING_CODES, LANGUAGES, PURPOSES
from benkan.core.errors import N_, Invalid

MANY: Final = 256


@dataclass(frozen=True, slots=True)
class Terms:
    """What the software will apply, before the parties change it; ``training`` and ``means`` may be left out."""

    purposes: tuple[str, ...] = PURPOSES
    categories: tuple[str, ...] = tuple(sorted(CATEGORIES))
    searches_per_party_per_day: int = 2_400
    searches_per_officer_per_day: int = 240
    searches_per_case_per_day: int = 60
    epoch_days: int = 30
    routine_hours: int = 168
    urgent_hours: int = 72
    immediate_hours: int = 8
    handling: tuple[str, ...] = HANDLING_CODES
    two_persons: bool = True
    retention_days: int = 365
    onward: str = "never"
    suspension_scope: str = "convention"
    training_places: int | None = 10
    certificate_required: bool = False
    means: tuple[str, ...] = ("laboratory", "dogs", "expert")
    costs: str = "lender"
    languages: tuple[str, ...] = LANGUAGES


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of convention: for how many parties, with which title, terms and clauses."""

    code: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    least: int
    most: int
    terms: Terms
    own_clauses: tuple[Wording, ...] = ()

    @property
    def clauses(self) -> tuple[Wording, ...]:
        """Every clause, in the order of the articles; a part that the terms leave out has none."""
        own = {clause.section: clause for clause in self.own_clauses}
        left_out = set()
        if self.terms.training_places is None:
            left_out.add("training")
        if not self.terms.means:
            left_out.add("means")
        return tuple(own.get(each.section, each) for each in MODEL if each.section not in left_out)


MULTILATERAL = Template(
    "multilateral",
    {
        "fr": "Convention multilatérale d'échange d'informations et de formation des cadres",
        "en": "Multilateral convention on the exchange of information and the training of officers",
        "ar": "اتفاقية متعددة الأطراف لتبادل المعلومات وتكوين الأطر",
    },
    {
        "fr": "Trois États voisins ou quelques-uns : chacun donne à tous, formation et moyens en commun.",
        "en": "Three neighbouring states or a few: each gives to all, training and means are shared.",
        "ar": "ثلاث دول متجاورة أو بضع دول: كل منها تعطي للجميع، مع تكوين ووسائل مشتركة.",
    },
    2,
    MANY,
    Terms(),
)

BILATERAL = Template(
    "bilateral",
    {
        "fr": "Convention bilatérale d'échange d'informations et de formation des cadres",
        "en": "Bilateral convention on the exchange of information and the training of officers",
        "ar": "اتفاقية ثنائية لتبادل المعلومات وتكوين الأطر",
    },
    {
        "fr": "Deux services : échange dans les deux sens et formation en cascade des cadres.",
        "en": "Two services: exchange in both directions, and officers who train others in turn.",
        "ar": "مصلحتان: تبادل في الاتجاهين وتكوين متسلسل للأطر.",
    },
    2,
    2,
    Terms(training_places=20, means=("laboratory", "dogs", "scanner", "expert"), costs="shared"),
    (
        Wording(
            "parties",
            "Les deux services nommés dans la présente convention échangent directement, sans intermédiaire. Aucun ne "
            "transmet à un tiers l'accès qu'elle lui donne. Chacun nomme un officier de liaison et son suppléant.",
            "The two services named in this convention exchange directly, without any go-between. Neither passes on to "
            "a third party the access that it gives. Each names a liaison officer and a deputy.",
            "تتبادل المصلحتان المسماتان في هذه الاتفاقية المعلومات مباشرة ودون وسيط، ولا تنقل أي منهما إلى الغير حق "
            "الولوج الذي تمنحه إياها. وتعيّن كل منهما ضابط اتصال ونائبًا عنه.",
        ),
        Wording(
            "training",
            "Les parties forment ensemble leurs cadres. Chacune ouvre chaque année à l'autre le nombre de places fixé "
            "dans ses écoles. Tout cadre formé forme à son tour des collègues dans son service, et le service rend "
            "compte chaque année du nombre de cadres ainsi formés.",
            "The parties train their officers together. Each year each opens to the other the number of places set in "
            "its schools. Every officer trained trains colleagues in turn, and the service reports each year how many "
            "were trained in this way.",
            "يُكوِّن الطرفان أطرهما معًا. ويفتح كل طرف للآخر كل سنة عدد المقاعد المحدد في مدارسه. ويُكوِّن كل إطار تلقى "
            "تكوينًا زملاءه في مصلحته بدوره، وتُبلّغ المصلحة كل سنة عن عدد الأطر الذين كُوِّنوا على هذا النحو.",
        ),
        Wording(
            "means",
            "Chaque partie prête à l'autre, sur demande écrite et dans la mesure de ses disponibilités, les moyens "
            "énumérés. Les frais, la durée et l'état au retour sont notés avant tout départ.",
            "Each party lends the other the means listed, on written request and as far as they are available. Costs, "
            "duration and condition on return are noted before anything leaves.",
            "يعير كل طرف للآخر الوسائل المذكورة بناءً على طلب كتابي وفي حدود المتاح منها. وتُدوَّن التكاليف والمدة والحالة "
            "عند الإرجاع قبل خروج أي وسيلة.",
        ),
    ),
)

OWN_EXCHANGES = Wording(
    "safeguards",
    "Chaque partie peut suspendre à tout moment ses propres échanges ; ceux des autres parties entre elles "
    "continuent. La suspension arrête aussitôt ce qui attend. Les retraits, les accusés de réception et les "
    "contreseings du journal restent dus.",
    "Each party may suspend its own exchanges at any time; those between the other parties go on. Suspension "
    "stops at once what is waiting. Withdrawals, acknowledgements and co-signatures of the journal remain due.",
    "يجوز لكل طرف تعليق تبادلاته في أي وقت، ويستمر التبادل بين سائر الأطراف. ويوقف التعليق فورًا كل ما هو في "
    "الانتظار. وتبقى عمليات السحب وإشعارات الاستلام والتوقيعات المشتركة على السجل واجبة.",
)
"""Of conventions with many parties: one that suspends stops what it takes part in, and no more."""

REGIONAL = Template(
    "regional",
    {
        "fr": "Convention régionale d'échange d'informations entre services répressifs",
        "en": "Regional convention on the exchange of information between law enforcement services",
        "ar": "اتفاقية إقليمية لتبادل المعلومات بين مصالح إنفاذ القانون",
    },
    {
        "fr": "Les services d'une région, de quatre à soixante : ni base centrale ni secrétariat n'est nécessaire.",
        "en": "The services of a region, from four to sixty: no central database and no secretariat is needed.",
        "ar": "مصالح منطقة واحدة، من أربع إلى ستين: لا حاجة إلى قاعدة بيانات مركزية ولا إلى أمانة.",
    },
    4,
    60,
    Terms(
        searches_per_party_per_day=1_200,
        searches_per_officer_per_day=120,
        searches_per_case_per_day=40,
        suspension_scope="party",
        onward="with-consent",
    ),
    (
        Wording(
            "parties",
            "Les services de la région nommés dans la présente convention échangent entre eux, de service à service. "
            "Aucune base commune n'est créée : chacun garde ses données. Un service qui adhère ou se retire donne lieu "
            "à une nouvelle version, signée par tous.",
            "The services of the region named in this convention exchange with each other, service to service. No "
            "common database is created: each keeps its data. A service that joins or leaves makes a new version "
            "necessary, signed by all.",
            "تتبادل مصالح المنطقة المسماة في هذه الاتفاقية المعلومات فيما بينها، من مصلحة إلى مصلحة. ولا تُنشأ أي قاعدة "
            "مشتركة: فكل مصلحة تحتفظ ببياناتها. وانضمام مصلحة أو انسحابها يستوجب نسخة جديدة يوقّعها الجميع.",
        ),
        Wording(
            "onward",
            "Les données reçues ne sont transmises à un tiers, même à un service de la région qui n'est pas partie, "
            "qu'avec l'accord écrit du service d'origine.",
            "Data received are passed on to a third party, even to a service of the region that is not a party, only "
            "with the written consent of the originating service.",
            "لا تُنقل البيانات المتلقاة إلى الغير، ولو إلى مصلحة من المنطقة ليست طرفًا، إلا بموافقة كتابية من المصلحة "
            "المصدِرة.",
        ),
        OWN_EXCHANGES,
    ),
)

WORLDWIDE = Template(
    "worldwide",
    {
        "fr": "Convention mondiale de recherche privée et d'entraide entre services répressifs",
        "en": "Worldwide convention on private search and mutual assistance between law enforcement services",
        "ar": "اتفاقية عالمية للبحث دون كشف والتعاون بين مصالح إنفاذ القانون",
    },
    {
        "fr": "Un service par État, jusqu'à 196 et plus : peu de données, quotas bas, pas de formation ni de moyens.",
        "en": "One service for each state, up to 196 and more: few data, low quotas, no training and no means.",
        "ar": "مصلحة واحدة لكل دولة، حتى 196 دولة وأكثر: بيانات قليلة وحصص منخفضة، دون تكوين ولا وسائل.",
    },
    2,
    MANY,
    Terms(
        categories=("account", "document", "person", "phone", "vehicle"),
        searches_per_party_per_day=600,
        searches_per_officer_per_day=60,
        searches_per_case_per_day=20,
        routine_hours=336,
        urgent_hours=72,
        immediate_hours=24,
        retention_days=180,
        suspension_scope="party",
        training_places=None,
        means=(),
    ),
    (
        Wording(
            "parties",
            "Chaque État désigne un seul service, nommé dans la présente convention ; les services échangent sans base "
            "centrale. Aucun ne transmet à un tiers l'accès qu'elle lui donne.",
            "Each state designates one service, named in this convention; the services exchange without a central "
            "database. None passes on to a third party the access that it gives.",
            "تعيّن كل دولة مصلحة واحدة تُسمى في هذه الاتفاقية، وتتبادل المصالح المعلومات دون قاعدة مركزية. ولا تنقل أي "
            "منها إلى الغير حق الولوج الذي تمنحه إياها.",
        ),
        Wording(
            "purposes",
            "L'échange sert aux seules finalités énumérées. Toute affaire présentant un caractère politique, "
            "militaire, religieux ou racial en est exclue, conformément à l'article 3 du Statut d'INTERPOL. Une "
            "demande contraire aux droits de l'homme est refusée.",
            "Exchange serves only the purposes listed. Any matter of a political, military, religious or racial "
            "character is excluded, in accordance with article 3 of the Constitution of INTERPOL. A request contrary "
            "to human rights is refused.",
            "يقتصر التبادل على الأغراض المذكورة. وتُستثنى منه كل قضية ذات طابع سياسي أو عسكري أو ديني أو عنصري، وفقًا "
            "للمادة 3 من القانون الأساسي للإنتربول. ويُرفض كل طلب مخالف لحقوق الإنسان.",
        ),
        OWN_EXCHANGES,
    ),
)

TEMPLATES: Final = {each.code: each for each in (MULTILATERAL, BILATERAL, REGIONAL, WORLDWIDE)}


def template_for(code: str, parties: int) -> Template:
    """The template of this code, if it is meant for so many parties.

    Raises:
        Invalid: ``convention.template`` or ``convention.template.parties``.
    """
    if code not in TEMPLATES:
        raise Invalid(
            "convention.template",
            N_("“%(template)s” is not a template."),
            N_("Choose one of: %(choices)s."),
            place="template",
            template=code,
            choices=", ".join(TEMPLATES),
        )
    found = TEMPLATES[code]
    if not found.least <= parties <= found.most:
        raise Invalid(
            "convention.template.parties",
            N_("The template “%(template)s” is for %(least)d to %(most)d parties, not %(count)d."),
            N_("Name other parties or choose another template."),
            place="parties",
            template=code,
            least=found.least,
            most=found.most,
            count=parties,
        )
    return found
