"""Model wording of the clauses that a draft starts with, in French, English and Arabic.

A starting point for negotiators, not legal advice: the parties change the words as they wish, the numbers and lists
in the tables are what the software applies.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Wording(NamedTuple):
    """One clause: its section and its text in the three languages."""

    section: str
    fr: str
    en: str
    ar: str


MODEL: Final = (
    Wording(
        "parties",
        "Seuls les services nommés dans la présente convention échangent sur son fondement. Aucun ne transmet à un "
        "tiers l'accès qu'elle lui donne.",
        "Only the services named in this convention exchange under it. None passes on to a third party the access "
        "that it gives.",
        "لا تتبادل المعلومات بموجب هذه الاتفاقية إلا المصالح المسماة فيها، ولا تنقل أي منها إلى الغير حق الولوج الذي "
        "تمنحه إياها.",
    ),
    Wording(
        "dates",
        "La convention s'applique du jour de son entrée en vigueur jusqu'au jour de sa fin, tous deux compris, et fait "
        "l'objet d'une revue commune.",
        "The convention applies from the day it enters into force to the day it ends, both included, and is reviewed "
        "jointly.",
        "تسري الاتفاقية من يوم دخولها حيز النفاذ إلى يوم انتهائها، بما في ذلك هذان اليومان، وتخضع لمراجعة مشتركة.",
    ),
    Wording(
        "purposes",
        "L'échange sert aux seules finalités énumérées. Toute affaire présentant un caractère politique, militaire, "
        "religieux ou racial en est exclue.",
        "Exchange serves only the purposes listed. Any matter of a political, military, religious or racial character "
        "is excluded.",
        "يقتصر التبادل على الأغراض المذكورة، وتُستثنى منه كل قضية ذات طابع سياسي أو عسكري أو ديني أو عنصري.",
    ),
    Wording(
        "exchange",
        "Chaque partie ne communique à une autre que les catégories de données énumérées pour cette direction, après "
        "décision d'un agent nommément désigné.",
        "Each party communicates to another only the categories of data listed for that direction, after the decision "
        "of a named officer.",
        "لا يرسل أي طرف إلى طرف آخر إلا فئات البيانات المحددة لذلك الاتجاه، وبعد قرار من موظف معيَّن بالاسم.",
    ),
    Wording(
        "search",
        "La recherche se fait à l'aveugle : la partie interrogée n'apprend pas qui est recherché, la partie qui "
        "interroge n'apprend que l'existence d'une concordance.",
        "Searches are blind: the party asked does not learn who is searched for, and the party asking learns only that "
        "a hit exists.",
        "يجري البحث دون كشف: فلا يعلم الطرف المسؤول عمّن يُبحث، ولا يعلم الطرف السائل إلا بوجود تطابق.",
    ),
    Wording(
        "quotas",
        "Le nombre de recherches par jour est limité par service, par agent et par dossier.",
        "The number of searches a day is limited for each service, each officer and each case.",
        "يُحدَّد عدد عمليات البحث في اليوم لكل مصلحة ولكل موظف ولكل ملف.",
    ),
    Wording(
        "answers",
        "Une demande reçoit une réponse motivée dans le délai fixé pour son degré d'urgence, y compris lorsqu'elle est "
        "refusée.",
        "A request receives a reasoned answer within the time set for its urgency, even when it is refused.",
        "يُرَدّ على كل طلب ردًّا معلَّلًا في الأجل المحدد لدرجة استعجاله، حتى في حالة رفضه.",
    ),
    Wording(
        "handling",
        "Toute communication porte un code de traitement que le destinataire respecte ; aucune donnée n'est utilisée "
        "comme preuve sans l'accord du service d'origine.",
        "Every communication carries a handling code that the recipient respects; no data are used as evidence without "
        "the consent of the originating service.",
        "تحمل كل مراسلة رمزًا لطريقة الاستعمال يلتزم به المتلقي، ولا تُستعمل أي بيانات كدليل دون موافقة المصلحة المصدِرة.",
    ),
    Wording(
        "retention",
        "Les données reçues sont effacées au terme du délai fixé, sauf accord du service d'origine pour les conserver.",
        "Data received are erased at the end of the time set, unless the originating service agrees to their being "
        "kept.",
        "تُمحى البيانات المتلقاة عند انقضاء المدة المحددة، ما لم توافق المصلحة المصدِرة على الاحتفاظ بها.",
    ),
    Wording(
        "onward",
        "Les données reçues ne sont transmises à un tiers que dans les conditions fixées ici.",
        "Data received are passed on to a third party only under the conditions set here.",
        "لا تُنقل البيانات المتلقاة إلى الغير إلا وفق الشروط المحددة هنا.",
    ),
    Wording(
        "safeguards",
        "Chaque partie peut suspendre la convention à tout moment ; la suspension arrête aussitôt les échanges. Les "
        "retraits, les accusés de réception et les contreseings du journal restent dus.",
        "Each party may suspend the convention at any time; suspension stops exchange at once. Withdrawals, "
        "acknowledgements and co-signatures of the journal remain due.",
        "يجوز لكل طرف تعليق الاتفاقية في أي وقت، ويوقف التعليق التبادل فورًا. وتبقى عمليات السحب وإشعارات الاستلام "
        "والتوقيعات المشتركة على السجل واجبة.",
    ),
    Wording(
        "training",
        "Les parties forment ensemble leurs cadres et ouvrent chaque année des places à leurs partenaires.",
        "The parties train their officers together and open places to their partners every year.",
        "تُكوِّن الأطراف أطرها معًا وتفتح كل سنة مقاعد لشركائها.",
    ),
    Wording(
        "means",
        "Les parties mettent en commun les moyens énumérés, dans la mesure de leurs disponibilités.",
        "The parties pool the means listed, as far as they are available.",
        "تضع الأطراف الوسائل المذكورة رهن الاستعمال المشترك في حدود المتاح منها.",
    ),
    Wording(
        "languages",
        "Les parties s'écrivent dans l'une des langues énumérées.",
        "The parties write to each other in one of the languages listed.",
        "تتراسل الأطراف بإحدى اللغات المذكورة.",
    ),
)

WITHOUT_CONVENTION: Final = Wording(
    "protocol",
    "Rien n'est recherché, demandé ni donné sans une convention en vigueur que toutes ses parties ont signée et qui "
    "le permet.",
    "Nothing is searched, asked or given without a convention in force that all of its parties have signed and that "
    "allows it.",
    "لا يُبحث عن شيء ولا يُطلب ولا يُعطى إلا بموجب اتفاقية سارية وقّعها جميع أطرافها وتسمح بذلك.",
)
"""The rule above all conventions: what a refusal quotes when there is no convention to quote."""

NEGOTIATION: Final = Wording(
    "negotiation",
    "Des services qui détiennent la carte l'un de l'autre peuvent s'envoyer, hors convention, des projets de "
    "convention, des observations et des signatures, en nombre et en taille limités et sans aucune donnée personnelle.",
    "Services that hold each other's cards may send each other, outside any convention, drafts of conventions, "
    "comments and signatures, in limited number and size and without any personal data.",
    "يجوز للمصالح التي تحوز كل منها بطاقة الأخرى أن تتبادل، خارج أي اتفاقية، مشاريع اتفاقيات وملاحظات وتوقيعات، بعدد "
    "وحجم محدودين ودون أي بيانات شخصية.",
)
"""The one thing that moves without a convention: the making of one (BKP-03, section 7)."""
