"""The types of notice as reviewed data: what each must say before it may leave, and how long it may live.

Sources: INTERPOL, Rules on the Processing of Data (RPD), part 2, title 3 (what each notice must hold; article 83 for
the least sentence, article 84 for the extradition undertaking, article 49 for five years at most); INCB, the
incident forms of PICS and IONICS (precursors and new substances).
A field is asked for when an officer abroad can do nothing without it; nothing else is mandatory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benkan.core.notices.fields import Field

YES_NO: Final = ("yes", "no")
SEX: Final = ("male", "female", "other")
UNITS: Final = ("kg", "g", "mg", "l", "ml", "tablets", "doses", "pieces")


@dataclass(frozen=True, slots=True)
class Least:
    """A number that must reach a floor while another field has this value."""

    field: str
    when: tuple[str, str]
    least: int


@dataclass(frozen=True, slots=True)
class NoticeType:
    """A type of notice.

    Args:
        schema: the FollowTheMoney schema of its subject, or nothing: then it is compared with no record.
        category: the category of data that it is about, or nothing when it is about no person and no thing of one.
        subject_categories: why the person is in it; empty for a notice about no person.
        any_of: groups of which one field at least must be filled in.
        must: fields that must have exactly this value.
        least: numbers that must reach a floor.
        from_record: it also carries fields of a record of ours, picked one by one.
    """

    code: str
    fields: tuple[Field, ...]
    default_days: int
    longest_days: int
    schema: str = ""
    category: str = ""
    subject_categories: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    must: tuple[tuple[str, str], ...] = ()
    least: tuple[Least, ...] = ()
    from_record: bool = False

    def field(self, name: str) -> Field | None:
        """The field of this name, or None."""
        return next((one for one in self.fields if one.name == name), None)

    @property
    def about_person(self) -> bool:
        """Whether a person is its subject: then it belongs to a case and says in which role the person is in it."""
        return self.schema == "Person"


def _person(*, born: bool = True, named: bool = True) -> tuple[Field, ...]:
    return (
        Field("name", required=named, many=True),
        Field("alias", many=True),
        Field("birthDate", "date", required=born, many=True),
        Field("birthPlace"),
        Field("gender", "choice", choices=SEX),
        Field("nationality", "country", many=True),
        Field("passportNumber", many=True, category="document"),
        Field("idNumber", many=True, category="document"),
        Field("phone", many=True, category="phone"),
        Field("appearance", "long"),
    )


_QUANTITY = (Field("quantity", "number"), Field("unit", "choice", choices=UNITS))
_QUANTITY_NEEDED = (Field("quantity", "number", required=True), Field("unit", "choice", required=True, choices=UNITS))

_ALL: Final = (
    NoticeType(
        "wanted",
        (
            *_person(),
            Field("offence", "long", required=True),
            Field("facts", "long", required=True),
            Field("factsOn", "date"),
            Field("factsPlace"),
            Field("decision", "choice", required=True, choices=("arrest-warrant", "judgment", "court-order")),
            Field("decisionNumber", required=True),
            Field("decisionOn", "day", required=True),
            Field("court", required=True),
            Field("sentence", "choice", required=True, choices=("maximum", "imposed", "remaining", "life")),
            Field("sentenceMonths", "number", required=True, unless=("sentence", ("life",))),
            Field("extradition", "choice", required=True, choices=YES_NO),
        ),
        default_days=365,
        longest_days=1_825,
        schema="Person",
        category="person",
        subject_categories=("suspect", "convicted"),
        must=(("extradition", "yes"),),
        least=(
            Least("sentenceMonths", ("sentence", "maximum"), 24),
            Least("sentenceMonths", ("sentence", "imposed"), 6),
            Least("sentenceMonths", ("sentence", "remaining"), 6),
        ),
    ),
    NoticeType(
        "information-sought",
        (
            Field("aim", "choice", required=True, choices=("locate", "identify", "information")),
            *_person(born=False, named=False),
            Field("facts", "long", required=True),
            Field("question", "long", required=True),
        ),
        default_days=180,
        longest_days=1_825,
        schema="Person",
        category="person",
        subject_categories=("suspect", "convicted", "contact", "victim", "witness"),
        any_of=(("name", "alias", "passportNumber", "idNumber", "phone", "appearance"),),
    ),
    NoticeType(
        "warning",
        (
            *_person(),
            Field("threat", "long", required=True),
            Field("grounds", "long", required=True),
            Field("advice", "choice", required=True, choices=("inform", "observe", "do-not-approach")),
        ),
        default_days=180,
        longest_days=1_825,
        schema="Person",
        category="person",
        subject_categories=("suspect", "convicted"),
    ),
    NoticeType(
        "modus-operandi",
        (
            Field("title", required=True),
            Field("method", "long", required=True),
            Field("seenOn", "day", required=True),
            Field("seenAt", required=True),
            Field("concealment", "long"),
            Field("objects", "long"),
            Field("countermeasures", "long"),
        ),
        default_days=365,
        longest_days=1_825,
    ),
    NoticeType(
        "stolen-document",
        (
            Field(
                "documentKind",
                "choice",
                required=True,
                choices=(
                    "passport",
                    "identity-card",
                    "driving-licence",
                    "visa",
                    "residence-permit",
                    "vehicle-papers",
                    "other",
                ),
            ),
            Field("number", required=True, many=True),
            Field("issuedBy", "country", required=True),
            Field("loss", "choice", required=True, choices=("stolen", "stolen-blank", "lost", "revoked")),
            Field("lostOn", "day", required=True),
            Field("lostAt", required=True),
            Field("remark", "long"),
        ),
        default_days=1_095,
        longest_days=1_825,
        schema="Identification",
        category="document",
    ),
    NoticeType(
        "stolen-vehicle",
        (
            Field(
                "vehicleKind",
                "choice",
                required=True,
                choices=("car", "motorcycle", "lorry", "bus", "boat", "aircraft", "other"),
            ),
            Field("registrationNumber", many=True),
            Field("vin"),
            Field("registeredIn", "country", required=True),
            Field("model"),
            Field("colour"),
            Field("lostOn", "day", required=True),
            Field("lostAt", required=True),
            Field("remark", "long"),
        ),
        default_days=1_095,
        longest_days=1_825,
        schema="Vehicle",
        category="vehicle",
        any_of=(("registrationNumber", "vin"),),
    ),
    NoticeType(
        "dangerous-material",
        (
            Field("what", required=True),
            Field(
                "hazard",
                "choice",
                required=True,
                many=True,
                choices=(
                    "explosive",
                    "toxic",
                    "radioactive",
                    "biological",
                    "flammable",
                    "corrosive",
                    "disguised-weapon",
                    "other",
                ),
            ),
            Field("seenAt", required=True),
            Field("seenOn", "day", required=True),
            Field("looks", "long"),
            Field("precautions", "long", required=True),
            *_QUANTITY,
        ),
        default_days=90,
        longest_days=365,
    ),
    NoticeType(
        "missing-person",
        (
            *_person(),
            Field("minor", "choice", required=True, choices=YES_NO),
            Field("circumstances", "long", required=True),
            Field("seenOn", "day", required=True),
            Field("seenAt", required=True),
            Field("contact"),
        ),
        default_days=365,
        longest_days=1_825,
        schema="Person",
        category="person",
        subject_categories=("victim", "contact", "witness"),
    ),
    NoticeType(
        "precursor-incident",
        (
            Field("substance", required=True, many=True),
            Field("casNumber", many=True),
            *_QUANTITY_NEEDED,
            Field(
                "incident",
                "choice",
                required=True,
                choices=("suspicious-order", "diversion-attempt", "diverted", "stolen", "seized"),
            ),
            Field("happenedOn", "day", required=True),
            Field("happenedAt", required=True),
            Field("company", required=True, many=True, category="company", unless=("incident", ("seized", "stolen"))),
            Field("origin", "country"),
            Field("destination", "country"),
            Field("route", "long"),
            Field("exportNotification"),
            Field("remark", "long"),
        ),
        default_days=90,
        longest_days=365,
    ),
    NoticeType(
        "new-substance",
        (
            Field("substance", required=True, many=True),
            Field("chemistry", "long", required=True),
            Field("casNumber", many=True),
            Field(
                "identifiedBy",
                "choice",
                required=True,
                many=True,
                choices=("gc-ms", "lc-ms", "ftir", "nmr", "raman", "immunoassay", "colour-test", "other"),
            ),
            Field("laboratory", required=True),
            Field("effects", "long", required=True),
            Field(
                "form", "choice", choices=("powder", "tablet", "capsule", "liquid", "plant", "blotter", "vape", "other")
            ),
            Field("foundOn", "day", required=True),
            Field("foundAt", required=True),
            *_QUANTITY,
            Field("remark", "long"),
        ),
        default_days=365,
        longest_days=1_095,
    ),
    NoticeType(
        "spontaneous",
        (Field("relevance", "long", required=True), Field("facts", "long")),
        default_days=90,
        longest_days=365,
        subject_categories=("suspect", "convicted", "contact", "victim", "witness"),
        from_record=True,
    ),
)

TYPES: Final = {one.code: one for one in _ALL}
"""Every type by its code, in the order in which pages list them. A code never changes its meaning."""

ALERTS: Final = frozenset({"precursor-incident", "new-substance", "dangerous-material", "modus-operandi"})
"""Types about no person: usually addressed to all partners of a convention at once."""
