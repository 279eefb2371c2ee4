"""What people write over the columns of their lists, in French, English and Arabic, and in the cells below.

Headers are compared without case, accents and punctuation. Targets are FollowTheMoney properties, or one of
``id``, ``schema``, ``account`` and ``plate``, from which the reader makes entities of their own.
"""

# ruff: noqa: E501 - the words of one target are read together

from __future__ import annotations

import re
import unicodedata

TARGETS: dict[str, str] = {
    "id": "id, identifiant, ref, reference, numero de fiche, n fiche, fiche, source id, المعرف, رقم الملف",
    "schema": "schema, type, nature, type d entite, entity type, النوع",
    "name": "name, full name, nom complet, nom et prenom, nom et prenoms, noms et prenoms, nom prenom, nom prenoms, raison sociale, "
    "company, company name, denomination, organisation, organization, الاسم الكامل, الاسم و اللقب, الاسم واللقب",
    "lastName": "last name, lastname, surname, family name, nom de famille, patronyme, nom patronymique, اللقب, اسم العائلة, النسب",
    "firstName": "first name, firstname, given name, given names, prenom, prenoms, الاسم الشخصي, الاسم الأول",
    "alias": "alias, aka, a k a, surnom, surnoms, dit, pseudonyme, nickname, other names, autres noms, الكنية, الشهرة",
    "previousName": "previous name, former name, ancien nom, nom de naissance, nom de jeune fille, maiden name",
    "birthDate": "birth date, birthdate, date of birth, dob, born, year of birth, birth year, date de naissance, date naissance, ne le, "
    "ne e le, annee de naissance, naissance, تاريخ الميلاد, تاريخ الولادة, تاريخ الازدياد, سنة الميلاد",
    "birthPlace": "birth place, birthplace, place of birth, pob, lieu de naissance, ne a, مكان الميلاد, مكان الولادة, مكان الازدياد",
    "gender": "gender, sex, sexe, genre, الجنس",
    "nationality": "nationality, nationalities, citizenship, nationalite, nationalites, الجنسية",
    "country": "country, pays, residence country, pays de residence, البلد, الدولة",
    "phone": "phone, phones, phone number, telephone, telephones, tel, mobile, portable, gsm, msisdn, numero de telephone, "
    "n de telephone, n telephone, contact, هاتف, الهاتف, رقم الهاتف",
    "email": "email, e mail, mail, courriel, adresse electronique, adresse mail, البريد الإلكتروني",
    "passportNumber": "passport, passport number, passport no, passeport, numero de passeport, n passeport, n de passeport, جواز السفر, رقم جواز السفر",
    "idNumber": "id number, id card, identity card, national id, document, document number, cni, cin, cnib, nina, nin, carte d identite, "
    "numero de piece, n piece, piece d identite, numero cni, n cni, بطاقة التعريف, رقم البطاقة, رقم الهوية, البطاقة الوطنية",
    "registrationNumber": "registration number, company number, rccm, registre du commerce, numero rccm, السجل التجاري",
    "taxNumber": "tax number, nif, ifu, numero fiscal, ice",
    "account": "account, account number, bank account, iban, rib, compte, compte bancaire, numero de compte, n compte, n de compte, "
    "mobile money, الحساب, رقم الحساب",
    "plate": "plate, license plate, licence plate, number plate, vehicle, car, vehicule, immatriculation, plaque, "
    "plaque d immatriculation, numero d immatriculation, n immatriculation, السيارة, رقم اللوحة, لوحة الترقيم",
    "address": "address, adresse, domicile, residence, العنوان",
    "profession": "profession, occupation, job, metier, fonction, المهنة",
    "fatherName": "father, father s name, father name, pere, nom du pere, fils de, اسم الأب",
    "motherName": "mother, mother s name, mother name, mere, nom de la mere, اسم الأم",
    "notes": "notes, note, remarks, remark, comment, comments, observation, observations, remarque, remarques, commentaire, "
    "commentaires, motif, ملاحظات",
}

SCHEMATA: dict[str, str] = {
    "Person": "person, personne, personne physique, individu, individual, شخص",
    "Organization": "organization, organisation, association, groupe, منظمة",
    "Company": "company, societe, entreprise, personne morale, شركة",
    "Vehicle": "vehicle, vehicule, voiture, car, سيارة",
    "Vessel": "vessel, ship, boat, navire, bateau, سفينة",
    "BankAccount": "bankaccount, bank account, account, compte, compte bancaire, حساب",
}

GENDERS = {
    "male": "m, h, male, man, masculin, homme, masc, ذكر",
    "female": "f, female, woman, feminin, femme, fem, أنثى",
}

# French names and the adjectives of the region; English names come from the UN's list.
COUNTRIES = {
    "ml": "mali, malien, malienne, malian", "bf": "burkina, burkinabe, burkinabais", "ne": "nigerien, nigerienne",
    "ma": "maroc, marocain, marocaine, moroccan, المغرب, مغربي", "dz": "algerie, algerien, algerienne, algerian, الجزائر",
    "mr": "mauritanie, mauritanien, mauritanienne, mauritanian, موريتانيا", "sn": "senegalais, senegalaise, senegalese",
    "ci": "cote d ivoire, ivoirien, ivoirienne, ivorian", "gn": "guinee, guineen, guineenne, guinean",
    "tn": "tunisie, tunisien, tunisienne, tunisian, تونس", "ly": "libye, libyen, libyenne, libyan, ليبيا",
    "td": "tchad, tchadien, tchadienne, chadian, تشاد", "ng": "nigerian, nigeriane, nigerians", "tg": "togolais, togolaise",
    "bj": "benin, beninois, beninoise", "gh": "ghaneen, ghaneenne, ghanaian", "fr": "francais, francaise, french",
    "es": "espagne, espagnol, espagnole, spanish", "cm": "cameroun, camerounais, camerounaise",
    "gw": "guinee bissau, bissau guineen", "gm": "gambie, gambien, gambienne", "eg": "egypte, egyptien, مصر",
    "be": "belgique, belge", "it": "italie, italien, italienne", "sd": "soudan, soudanais, soudanaise, السودان",
    "lb": "liban, libanais, libanaise, لبنان", "cd": "rd congo, rdc", "cg": "congo brazzaville", "gb": "royaume uni",
    "us": "etats unis, usa", "ae": "emirats arabes unis", "sa": "arabie saoudite", "tr": "turquie",
}  # fmt: skip


def folded(text: str) -> str:
    """The words of a header or a cell without case, accents and punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.casefold().replace("_", " ").replace("°", " "))).strip()


def _turned(table: dict[str, str]) -> dict[str, str]:
    return {folded(word): key for key, words in table.items() for word in (*words.split(","), key)}


HEADERS = _turned(TARGETS)
SCHEMA_WORDS = _turned(SCHEMATA)
GENDER_WORDS = _turned(GENDERS)
COUNTRY_WORDS = _turned(COUNTRIES)
