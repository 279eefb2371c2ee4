"""One complete notice of every type; all values are invented."""

import datetime as dt

TODAY = dt.date(2026, 3, 10)

PERSON = {"name": ["Moussa AG ALHASSANE"], "birthDate": ["1984-06"]}
COMPLETE = {
    "wanted": PERSON
    | {
        "offence": ["Trafic de stupéfiants, loi 01-078, art. 100"],
        "facts": ["Saisie de 120 kg à Gao."],
        "decision": ["arrest-warrant"],
        "decisionNumber": ["2026/14"],
        "decisionOn": ["2026-02-01"],
        "court": ["Tribunal de Gao"],
        "sentence": ["maximum"],
        "sentenceMonths": ["120"],
        "extradition": ["yes"],
    },
    "information-sought": {
        "aim": ["identify"],
        "appearance": ["Cicatrice à la main gauche"],
        "facts": ["Vu au dépôt."],
        "question": ["Qui est cet homme ?"],
    },
    "warning": PERSON | {"threat": ["Armé"], "grounds": ["Condamné deux fois"], "advice": ["do-not-approach"]},
    "modus-operandi": {
        "title": ["Double fond de citerne"],
        "method": ["Paroi soudée à mi-hauteur"],
        "seenOn": ["2026-01-05"],
        "seenAt": ["Labbezanga"],
    },
    "stolen-document": {
        "documentKind": ["passport"],
        "number": ["A1234567"],
        "issuedBy": ["ML"],
        "loss": ["stolen"],
        "lostOn": ["2026-03-01"],
        "lostAt": ["Bamako"],
    },
    "stolen-vehicle": {
        "vehicleKind": ["car"],
        "registrationNumber": ["AB 1234 MD"],
        "registeredIn": ["ML"],
        "lostOn": ["2026-03-01"],
        "lostAt": ["Gao"],
    },
    "dangerous-material": {
        "what": ["Stylo piégé"],
        "hazard": ["explosive", "disguised-weapon"],
        "seenAt": ["Niamey"],
        "seenOn": ["2026-03-02"],
        "precautions": ["Ne pas ouvrir"],
    },
    "missing-person": {
        "name": ["Awa Koné"],
        "birthDate": ["2012-01-02"],
        "minor": ["yes"],
        "circumstances": ["Partie de l'école"],
        "seenOn": ["2026-03-03"],
        "seenAt": ["Kayes"],
    },
    "precursor-incident": {
        "substance": ["acetic anhydride"],
        "quantity": ["1200.5"],
        "unit": ["l"],
        "incident": ["suspicious-order"],
        "happenedOn": ["2026-03-04"],
        "happenedAt": ["Tema"],
        "company": ["Société fictive SARL"],
    },
    "new-substance": {
        "substance": ["N-desethyl isotonitazene"],
        "chemistry": ["2-benzylbenzimidazole opioid"],
        "identifiedBy": ["gc-ms", "nmr"],
        "laboratory": ["Laboratoire national"],
        "effects": ["Dépression respiratoire"],
        "foundOn": ["2026-03-04"],
        "foundAt": ["Conakry"],
    },
    "spontaneous": {"relevance": ["Il passe votre frontière chaque mois."]},
}
CATEGORY = {
    "wanted": "suspect",
    "information-sought": "witness",
    "warning": "convicted",
    "missing-person": "victim",
    "spontaneous": "suspect",
}
PROPERTIES = {"spontaneous": {"name": ["Moussa"], "phone": ["+22376123456"]}}


def rest(code):
    """What ``gaps`` wants beside type, fields and day."""
    return {"subject_category": CATEGORY.get(code, ""), "properties": PROPERTIES.get(code, {})}
