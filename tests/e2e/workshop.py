"""The invented people of the workshop story: forty attendees of three countries, and whom three of them trained."""

from __future__ import annotations

from collections.abc import Iterator

NAMES = {
    "fr": "Partager l’information entre services",
    "en": "Sharing information between services",
    "ar": "تبادل المعلومات بين المصالح",
}
COURSE = "ATELIER-EMP"
COMPETENCE = "partage"
SCHOOL = "École de maintien de la paix, Bamako"
PLACES = {"ML": 14, "BF": 13, "NE": 13}
SERVICES = {"ML": "Douanes du Mali", "BF": "Gendarmerie du Burkina Faso", "NE": "Police du Niger"}
REGIONS = {"ML": ("Gao", "Mopti", "Kayes"), "BF": ("Dori", "Ouagadougou"), "NE": ("Agadez", "Niamey", "Tahoua")}
FAMILIES = ("Dembélé", "Ouattara", "Maïga", "Sawadogo", "Hamidou", "Kéita", "Zongo", "Issoufou")
GIVEN = (
    "Adiza", "Boukary", "Cheick", "Djénéba", "Élie", "Fanta", "Garba", "Halima", "Ibrahim", "Jacqueline",
    "Korotimi", "Lassané", "Mahamane",
)  # fmt: skip
ANALYST = "Awa Kantara"
"""The analyst of the demonstration's Mali, whom the workshop certifies."""


def attendees() -> Iterator[tuple[str, str, str, str]]:
    """Name, service, country and region of thirty-nine; the analyst, who is nominated by hand, makes forty."""
    for country, places in PLACES.items():
        family = FAMILIES[list(PLACES).index(country)]
        for number in range(places - (country == "ML")):
            regions = REGIONS[country]
            yield f"{GIVEN[number]} {family}", SERVICES[country], country, regions[number % len(regions)]


def list_of_nominations() -> bytes:
    """The list that the services sent, as CSV."""
    lines = [",".join(row) for row in attendees()]
    return "\n".join(("name,service,country,region", *lines, "")).encode()


def trained_by(trainer: str) -> list[str]:
    """The ten whom this attendee trained at home."""
    family = FAMILIES[3 + sum(map(ord, trainer)) % 5]
    return [f"{given} {family}-{trainer.partition(' ')[0]}" for given in GIVEN[:10]]


def typed(trainer: str, country: str, region: str) -> str:
    """The ten as lines of the page's form."""
    return "\n".join(f"{name}; {SERVICES[country]}; {country}; {region}" for name in trained_by(trainer))


def list_of_sessions(trainers: dict[str, tuple[str, str]], day: str) -> bytes:
    """Sessions that were held elsewhere, as CSV; one of the newcomers of the first has trained one more person."""
    lines = ["formateur,jour,sujet,heures,nom,service,pays,région"]
    for trainer, (country, region) in trainers.items():
        lines += [
            f"{trainer},{day},Reconnaître une saisie,4,{name},{SERVICES[country]},{country},{region}"
            for name in trained_by(trainer)
        ]
    trainer, (country, region) = next(iter(trainers.items()))
    lines.append(f"{trained_by(trainer)[0]},{day},Tenir un registre,2,Salif Nikiéma,Douanes,{country},{region}")
    return "\n".join((*lines, "")).encode()
