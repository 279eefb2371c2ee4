"""Words for the codes of notices, in the reader's language; what travels is the code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext

from benkan.apps.records import services as records
from benkan.core.errors import N_
from benkan.core.notices import TYPES, Gap

TYPE: Final = {
    "wanted": N_("Wanted person"),
    "information-sought": N_("Information sought"),
    "warning": N_("Warning about a person"),
    "modus-operandi": N_("Modus operandi"),
    "stolen-document": N_("Stolen or lost document"),
    "stolen-vehicle": N_("Stolen vehicle"),
    "dangerous-material": N_("Dangerous material"),
    "missing-person": N_("Missing person"),
    "precursor-incident": N_("Precursor incident"),
    "new-substance": N_("New substance"),
    "spontaneous": N_("Spontaneous information"),
}
TYPE_HELP: Final = {
    "wanted": N_("To have a person arrested with a view to extradition, on a decision of a court."),
    "information-sought": N_("To locate or identify a person, or to learn more about one."),
    "warning": N_("A person who is a threat to others, with the grounds for saying so."),
    "modus-operandi": N_("How an offence is committed or something is hidden. Names no person."),
    "stolen-document": N_("A document that must not be accepted any more."),
    "stolen-vehicle": N_("A vehicle, boat or aircraft to be found."),
    "dangerous-material": N_("A hazard that officers may meet, and how to stay safe."),
    "missing-person": N_("A person whose whereabouts are unknown, for the person's own safety."),
    "precursor-incident": N_("A suspicious order, a diversion or a seizure of precursors."),
    "new-substance": N_("A substance not seen before: what it is, how it was identified, what it does."),
    "spontaneous": N_("Fields of one of our records that a partner should know, picked one by one."),
}
FIELD: Final = {
    "name": N_("Name"),
    "alias": N_("Other name"),
    "birthDate": N_("Date of birth"),
    "birthPlace": N_("Place of birth"),
    "gender": N_("Sex"),
    "nationality": N_("Nationality"),
    "passportNumber": N_("Passport"),
    "idNumber": N_("Identity document"),
    "phone": N_("Phone"),
    "appearance": N_("Appearance"),
    "offence": N_("Offence and legal text"),
    "facts": N_("Facts"),
    "factsOn": N_("Date of the facts"),
    "factsPlace": N_("Place of the facts"),
    "decision": N_("Judicial decision"),
    "decisionNumber": N_("Number of the decision"),
    "decisionOn": N_("Date of the decision"),
    "court": N_("Court"),
    "sentence": N_("Sentence"),
    "sentenceMonths": N_("Months of the sentence"),
    "extradition": N_("Extradition will be requested"),
    "aim": N_("Aim"),
    "question": N_("What is sought"),
    "threat": N_("Threat"),
    "grounds": N_("Grounds for the assessment"),
    "advice": N_("What to do"),
    "title": N_("In one line"),
    "method": N_("Method"),
    "seenOn": N_("Last seen on"),
    "seenAt": N_("Last seen at"),
    "concealment": N_("Concealment"),
    "objects": N_("Objects used"),
    "countermeasures": N_("How to recognise or counter it"),
    "documentKind": N_("Kind of document"),
    "number": N_("Number"),
    "issuedBy": N_("Issued by (country)"),
    "loss": N_("What happened to it"),
    "lostOn": N_("Date of the loss"),
    "lostAt": N_("Place of the loss"),
    "remark": N_("Remark"),
    "vehicleKind": N_("Kind of vehicle"),
    "registrationNumber": N_("Licence plate"),
    "vin": N_("Chassis number"),
    "registeredIn": N_("Registered in (country)"),
    "model": N_("Make and model"),
    "colour": N_("Colour"),
    "what": N_("What it is"),
    "hazard": N_("Hazard"),
    "looks": N_("How it looks"),
    "precautions": N_("Precautions"),
    "quantity": N_("Quantity"),
    "unit": N_("Unit"),
    "minor": N_("A minor"),
    "circumstances": N_("Circumstances"),
    "contact": N_("Whom to call"),
    "substance": N_("Substance"),
    "casNumber": N_("CAS number"),
    "incident": N_("Kind of incident"),
    "happenedOn": N_("Date of the incident"),
    "happenedAt": N_("Place of the incident"),
    "company": N_("Companies involved"),
    "origin": N_("Country of origin"),
    "destination": N_("Country of destination"),
    "route": N_("Route"),
    "exportNotification": N_("Pre-export notification"),
    "chemistry": N_("Chemical description"),
    "identifiedBy": N_("Identified by"),
    "laboratory": N_("Laboratory"),
    "effects": N_("Effects"),
    "form": N_("Form"),
    "foundOn": N_("Found on"),
    "foundAt": N_("Found at"),
    "relevance": N_("Why the partner should know"),
    "subject_category": N_("Why the person is in the notice"),
    "record": N_("Record and its fields"),
    "case": N_("Case"),
    "purpose": N_("Purpose"),
    "handling": N_("Handling"),
    "grade": N_("Grade"),
    "expires_on": N_("Last day"),
    "to": N_("Addressees"),
}
CHOICE: Final = {
    "yes": N_("Yes"),
    "no": N_("No"),
    "male": N_("Male"),
    "female": N_("Female"),
    "other": N_("Other"),
    "arrest-warrant": N_("Arrest warrant"),
    "judgment": N_("Judgment"),
    "court-order": N_("Court order"),
    "maximum": N_("Maximum that the law provides"),
    "imposed": N_("Imposed by a court"),
    "remaining": N_("Remaining to be served"),
    "life": N_("For life"),
    "locate": N_("Locate"),
    "identify": N_("Identify"),
    "information": N_("Obtain information"),
    "inform": N_("Inform us"),
    "observe": N_("Observe and inform us"),
    "do-not-approach": N_("Do not approach; inform us"),
    "passport": N_("Passport"),
    "identity-card": N_("Identity card"),
    "driving-licence": N_("Driving licence"),
    "visa": N_("Visa"),
    "residence-permit": N_("Residence permit"),
    "vehicle-papers": N_("Vehicle papers"),
    "stolen": N_("Stolen"),
    "stolen-blank": N_("Stolen blank"),
    "lost": N_("Lost"),
    "revoked": N_("Revoked"),
    "car": N_("Car"),
    "motorcycle": N_("Motorcycle"),
    "lorry": N_("Lorry"),
    "bus": N_("Bus"),
    "boat": N_("Boat"),
    "aircraft": N_("Aircraft"),
    "explosive": N_("Explosive"),
    "toxic": N_("Toxic"),
    "radioactive": N_("Radioactive"),
    "biological": N_("Biological"),
    "flammable": N_("Flammable"),
    "corrosive": N_("Corrosive"),
    "disguised-weapon": N_("Disguised weapon"),
    "suspicious-order": N_("Suspicious order"),
    "diversion-attempt": N_("Attempted diversion"),
    "diverted": N_("Diverted"),
    "seized": N_("Seized"),
    "gc-ms": N_("Gas chromatography with mass spectrometry"),
    "lc-ms": N_("Liquid chromatography with mass spectrometry"),
    "ftir": N_("Infrared spectroscopy"),
    "nmr": N_("Nuclear magnetic resonance"),
    "raman": N_("Raman spectroscopy"),
    "immunoassay": N_("Immunoassay"),
    "colour-test": N_("Colour test"),
    "powder": N_("Powder"),
    "tablet": N_("Tablet"),
    "capsule": N_("Capsule"),
    "liquid": N_("Liquid"),
    "plant": N_("Plant material"),
    "blotter": N_("Blotter"),
    "vape": N_("Liquid for vaping"),
    "tablets": N_("tablets"),
    "doses": N_("doses"),
    "pieces": N_("pieces"),
    "kg": N_("kg"),
    "g": N_("g"),
    "mg": N_("mg"),
    "l": N_("l"),
    "ml": N_("ml"),
}
QUESTION: Final = {
    "political": N_("Is the matter mainly political: an opinion, an election, a demonstration, an office held?"),
    "military": N_("Is the matter mainly military: desertion, orders, operations of armed forces?"),
    "religious": N_("Is the matter mainly religious: a belief, its practice, the change or criticism of one?"),
    "racial": N_("Is the matter mainly racial: the origin, the ethnic group or the colour of a person?"),
    "human-rights": N_("Could the notice expose a person to torture, to persecution or to an unfair trial?"),
    "private-dispute": N_("Is it a private dispute, or an offence against behaviour or custom only?"),
}
GAP: Final = {
    "missing": N_("This must be filled in."),
    "one-of": N_("One of these must be filled in: %(fields)s."),
    "unreadable": N_("This cannot be read. Write days like 2026-01-31 and numbers like 12.5."),
    "in-future": N_("This day lies in the future."),
    "too-long": N_("This is too long."),
    "too-many": N_("At most %(limit)d value(s)."),
    "unknown-choice": N_("Choose a value of the list."),
    "unknown-field": N_("A notice of this type has no such field."),
    "empty": N_("This must be filled in."),
    "below": N_("At least %(least)d months are needed for a wanted notice."),
    "must-be": N_("A wanted notice needs the undertaking that extradition will be requested."),
}

_HEADLINES: Final = (
    *("name", "alias", "title", "number", "registrationNumber", "vin", "what", "substance"),
    *("passportNumber", "idNumber", "phone", "question", "relevance"),
)


def type_label(code: str) -> str:
    """The type in words; its code when a partner's is newer than ours."""
    return _said(TYPE, code)


def type_help(code: str) -> str:
    """What the type is for."""
    return _said(TYPE_HELP, code)


def field_label(name: str) -> str:
    """The field in words."""
    return _said(FIELD, name)


def choice_label(code: str) -> str:
    """The choice in words."""
    return _said(CHOICE, code)


def question_label(code: str) -> str:
    """The question of the checklist."""
    return _said(QUESTION, code)


def category_label(code: str) -> str:
    """Why a person is in a notice."""
    return str(records.SubjectCategory(code).label) if code in records.SubjectCategory.values else code


def headline(fields: Mapping[str, Sequence[str]], properties: Mapping[str, Sequence[str]]) -> str:
    """The few words by which officers know a notice in a list: a name, a number, a substance."""
    for name in _HEADLINES:
        for source in (fields, properties):
            if source.get(name):
                return source[name][0][:200]
    return ""


def types() -> list[tuple[str, str]]:
    """Every type with its words, in their fixed order."""
    return [(code, type_label(code)) for code in TYPES]


def gap(found: Gap) -> str:
    """What is missing or wrong at a field, said to its author."""
    facts = dict(found.facts)
    if "fields" in facts:
        facts["fields"] = ", ".join(field_label(name) for name in str(facts["fields"]).split(", "))
    said = gettext(GAP[found.code])
    return said % facts if facts else said


def _said(words: Mapping[str, str], code: str) -> str:
    return gettext(words[code]) if code in words else code
