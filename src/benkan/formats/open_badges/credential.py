"""A certificate as an AchievementCredential, written and read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from benkan.formats.open_badges import jws
from benkan.formats.open_badges.did_key import key_in, name_of

CONTEXTS: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
_SCHEMA: Final = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
KIND: Final = "vc+jwt"
LANGUAGES: Final = ("fr", "en", "ar")
_LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Issuer:
    """The service that issued it: the public key that it signs with (32 bytes), its id, name and address."""

    key: bytes
    agency: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Holder:
    """The person: a name, and the service that the person belongs to. No address, no number, no picture."""

    name: str
    service: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was learned: ``code`` of the course, the competence it gives, names by language, hours, criteria."""

    code: str
    competence: str
    names: Mapping[str, str]
    hours: int = 0
    criteria: str = ""

    def named(self, language: str) -> str:
        """Its name in this language, or in the first it has."""
        return self.names.get(language) or next((self.names[each] for each in LANGUAGES if self.names.get(each)), "")


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate; ``until`` None never ends, ``place`` is its bit in the status list at ``status_url``."""

    identifier: str
    issuer: Issuer
    holder: Holder
    achievement: Achievement
    since: dt.datetime
    until: dt.datetime | None
    status_url: str
    place: int


def write(one: Certificate, sign: jws.Sign) -> str:
    """The certificate as compact JWS. The same certificate gives the same text."""
    payload = _document(one)
    issuer = name_of(one.issuer.key)
    payload |= {"iss": issuer, "jti": one.identifier, "nbf": int(one.since.timestamp())}
    if one.until is not None:
        payload["exp"] = int(one.until.timestamp())
    return jws.protect(payload, kind=KIND, key_name=f"{issuer}#{issuer.removeprefix('did:key:')}", sign=sign)


def read(text: str) -> Certificate:
    """The certificate, its signature checked against the key that its issuer's name is.

    Whether that key belongs to a service that one trusts is another question, for whoever has a directory.

    Raises:
        Invalid: ``certificate.unreadable``, ``certificate.issuer-name``.
        Unverified: ``certificate.forged``.
    """
    said = jws.payload_of(text)
    issuer = said.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(name, str):
        raise jws.unreadable("issuer")
    payload = jws.verified(text, key_in(name))
    try:
        return _certificate(payload, key_in(name))
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, IndexError) as error:
        raise jws.unreadable(str(error)[:40]) from error


def _document(one: Certificate) -> dict[str, Any]:
    achieved = one.achievement
    found: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": one.identifier,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": name_of(one.issuer.key),
            "type": ["Profile"],
            "name": one.issuer.name,
            "url": one.issuer.url,
            "otherIdentifier": [
                {"type": "IdentifierEntry", "identifier": one.issuer.agency, "identifierType": "systemId"}
            ],
        },
        "name": achieved.named("en"),
        "validFrom": _instant(one.since),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": one.holder.name,
                    "identityType": "name",
                },
                *(
                    {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": f"ext:{kind}"}
                    for kind, value in (("service", one.holder.service), ("country", one.holder.country))
                    if value
                ),
            ],
            "achievement": {
                "id": f"{one.issuer.url.rstrip('/')}/certificates/achievements/{achieved.code}",
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "humanCode": achieved.code,
                "inLanguage": "en",
                "name": achieved.named("en"),
                "description": " · ".join(achieved.names[each] for each in LANGUAGES if achieved.names.get(each)),
                "criteria": {"narrative": achieved.criteria or achieved.named("en")},
                "tag": [f"competence:{achieved.competence}", f"hours:{achieved.hours}"]
                + [f"{each}:{achieved.names[each]}" for each in LANGUAGES if achieved.names.get(each)],
            },
        },
        "credentialSchema": [{"id": _SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {
            "id": f"{one.status_url}#{one.place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(one.place),
            "statusListCredential": one.status_url,
        },
    }
    if one.until is not None:
        found["validUntil"] = _instant(one.until)
    return found


def _certificate(payload: dict[str, Any], key: bytes) -> Certificate:
    kinds = payload["type"]
    if "VerifiableCredential" not in kinds or not {"OpenBadgeCredential", "AchievementCredential"} & set(kinds):
        raise ValueError("type")
    issuer, subject, status = payload["issuer"], payload["credentialSubject"], payload["credentialStatus"]
    achieved = subject["achievement"]
    tags = [_short(tag) for tag in achieved.get("tag", ())]
    known = dict(tag.partition(":")[::2] for tag in tags)
    people = {_short(each["identityType"]): _short(each["identityHash"]) for each in subject["identifier"]}
    place = int(_short(status["statusListIndex"]))
    if status["type"] != "BitstringStatusListEntry" or status["statusPurpose"] != "revocation" or place < 0:
        raise ValueError("credentialStatus")
    return Certificate(
        identifier=_short(payload["id"]),
        issuer=Issuer(
            key,
            _short((issuer.get("otherIdentifier") or [{"identifier": ""}])[0]["identifier"]),
            _short(issuer.get("name", "")),
            _short(issuer.get("url", "")),
        ),
        holder=Holder(people["name"], people.get("ext:service", ""), people.get("ext:country", "")),
        achievement=Achievement(
            code=_short(achieved.get("humanCode", "")),
            competence=known.get("competence", ""),
            names={each: known[each] for each in LANGUAGES if known.get(each)} or {"en": _short(achieved["name"])},
            hours=int(known.get("hours") or 0),
            criteria=_short(achieved["criteria"].get("narrative", "")),
        ),
        since=_moment(payload["validFrom"]),
        until=_moment(payload["validUntil"]) if "validUntil" in payload else None,
        status_url=_short(status["statusListCredential"]),
        place=place,
    )


def _short(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError("text")
    return value


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(text: Any) -> dt.datetime:
    found = dt.datetime.fromisoformat(_short(text))
    if found.tzinfo is None:
        raise ValueError("zone")
    return found.astimezone(dt.UTC)
