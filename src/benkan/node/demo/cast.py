"""The four services of the demo, their officers, and the two conventions between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """One invented officer of one node."""

    username: str
    name: str
    role: str
    language: str


@dataclass(frozen=True, slots=True)
class Service:
    """One node of the demo."""

    agency: str
    country: str
    name: dict[str, str]
    language: str
    time_zone: str
    personas: tuple[Persona, ...]


def _personas(language: str, *names: str) -> tuple[Persona, ...]:
    roles = ("analyst", "liaison", "supervisor", "control", "administrator", "trainer", "coordinator")
    usernames = ("analyste", "liaison", "superviseur", "controle", "admin", "formation", "moyens")
    return tuple(
        Persona(username, name, role, language) for username, name, role in zip(usernames, names, roles, strict=True)
    )


SERVICES: tuple[Service, ...] = (
    Service(
        "ml-ocs",
        "ML",
        {
            "fr": "Office central des stupéfiants (Mali)",
            "en": "Central Narcotics Office (Mali)",
            "ar": "المكتب المركزي لمكافحة المخدرات (مالي)",
        },
        "fr",
        "Africa/Bamako",
        _personas(
            "fr",
            "Awa Kantara",
            "Bréhima Tolo",
            "Néné Sacko",
            "Mady Danté",
            "Fodé Niaré",
            "Kadidia Sangho",
            "Seydou Bagayogo",
        ),
    ),
    Service(
        "bf-cnlcd",
        "BF",
        {
            "fr": "Comité national de lutte contre la drogue (Burkina Faso)",
            "en": "National Drug Control Committee (Burkina Faso)",
            "ar": "اللجنة الوطنية لمكافحة المخدرات (بوركينا فاسو)",
        },
        "fr",
        "Africa/Ouagadougou",
        _personas(
            "fr",
            "Paténéma Guiré",
            "Rasmata Bélem",
            "Noufou Sorgho",
            "Edwige Pooda",
            "Yempabou Onadja",
            "Salimata Héma",
            "Idrissa Barro",
        ),
    ),
    Service(
        "ne-ocrtis",
        "NE",
        {
            "fr": "Office central de répression du trafic illicite de stupéfiants (Niger)",
            "en": "Central Office against Illicit Drug Trafficking (Niger)",
            "ar": "المكتب المركزي لقمع الاتجار غير المشروع بالمخدرات (النيجر)",
        },
        "fr",
        "Africa/Niamey",
        _personas(
            "fr",
            "Balkissa Labo",
            "Sani Malam",
            "Aïchatou Gado",
            "Lawali Chékou",
            "Nafissa Dan Ladi",
            "Hadiza Oumara",
            "Moutari Kané",
        ),
    ),
    Service(
        "ma-dgsn",
        "MA",
        {
            "fr": "Direction générale de la sûreté nationale (Maroc)",
            "en": "General Directorate for National Security (Morocco)",
            "ar": "المديرية العامة للأمن الوطني (المغرب)",
        },
        "ar",
        "Africa/Casablanca",
        _personas(
            "ar",
            "هند الوردي",
            "سلمى بنزاكور",
            "طارق العيادي",
            "نوال الگراوي",
            "ياسين المقدم",
            "إلهام الرامي",
            "عادل بنجلون",
        ),
    ),
)
BY_AGENCY = {service.agency: service for service in SERVICES}
AES = "aes-2025"
BILATERAL = "ml-ma-2025"
PARTIES = {AES: ("ml-ocs", "bf-cnlcd", "ne-ocrtis"), BILATERAL: ("ml-ocs", "ma-dgsn")}
