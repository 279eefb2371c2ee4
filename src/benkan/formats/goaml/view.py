"""A report as pages and flows read it: plain values over the tree, under the names that goAML gives them.

A view loses nothing: what no field takes stands in ``others`` with its path, so that a page can show every word of a
report. The tree stays the truth; nothing is written back from here (``writing`` composes new reports).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from benkan.formats.xml_stream import children, line_of, local

Others = tuple[tuple[str, str], ...]

SIDES: Final = {
    **{f"{side}_{sort}": sort for side in ("from", "to") for sort in ("person", "account", "entity")},
    **{f"{sort}{client}": sort for sort in ("person", "account", "entity") for client in ("", "_my_client")},
    **{f"t_{sort}": sort for sort in ("person", "account", "entity")},
    "t_conductor": "person",
    "conductor": "person",
    "director_id": "person",
    "reporting_person": "person",
    "signatory_person": "person",
}
"""Every element that holds a person, an account or an entity, by its name."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One number, with its prefix and the code for what it is."""

    number: str
    prefix: str
    kind: str
    others: Others


@dataclass(frozen=True, slots=True)
class Address:
    """One address."""

    address: str
    town: str
    city: str
    state: str
    country_code: str
    kind: str
    others: Others


@dataclass(frozen=True, slots=True)
class Identification:
    """One identity document, or one registration of an entity."""

    type: str
    number: str
    issue_date: str
    expiry_date: str
    issue_country: str
    others: Others


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person."""

    first_name: str
    middle_name: str
    prefix: str
    last_name: str
    full_name_frn: str
    alias: str
    gender: str
    birthdate: str
    birth_place: str
    nationalities: tuple[str, ...]
    residence: str
    id_number: str
    passport_number: str
    passport_country: str
    ssn: str
    occupation: str
    phones: tuple[Phone, ...]
    addresses: tuple[Address, ...]
    identifications: tuple[Identification, ...]
    emails: tuple[str, ...]
    role: str
    my_client: bool
    line: int
    others: Others

    @property
    def name(self) -> str:
        """The name in the original writing where the report has it, else its parts."""
        parts = (self.first_name, self.middle_name, self.prefix, self.last_name)
        return self.full_name_frn or " ".join(part for part in parts if part and part != "-")

    @property
    def document(self) -> str:
        """The first number of a document that the report gives."""
        own = (self.passport_number, self.id_number, *(one.number for one in self.identifications), self.ssn)
        return next((number for number in own if number and number != "-"), "")


@dataclass(frozen=True, slots=True)
class Entity:
    """A company or another legal person."""

    name: str
    commercial_name: str
    legal_form: str
    incorporation_number: str
    business: str
    country: str
    phones: tuple[Phone, ...]
    addresses: tuple[Address, ...]
    directors: tuple[Person, ...]
    my_client: bool
    line: int
    others: Others


@dataclass(frozen=True, slots=True)
class Account:
    """An account with who holds it and who signs for it."""

    account: str
    iban: str
    institution_name: str
    institution_code: str
    swift: str
    branch: str
    account_name: str
    currency_code: str
    type: str
    opened: str
    closed: str
    balance: str
    status: str
    country: str
    entity: Entity | None
    signatories: tuple[Person, ...]
    my_client: bool
    line: int
    others: Others

    @property
    def number(self) -> str:
        """The IBAN where there is one, else the number."""
        return self.iban if self.iban not in ("", "-") else self.account

    @property
    def holder(self) -> str:
        """Whose account it is, as far as the report says."""
        signer = next((one.name for one in self.signatories if one.name), "")
        return (self.entity.name if self.entity else "") or self.account_name or signer


Subject = Person | Entity | Account


@dataclass(frozen=True, slots=True)
class Side:
    """Where money came from, or where it went."""

    subject: Subject | None
    funds_code: str
    country: str
    foreign_currency: str
    foreign_amount: str
    conductor: Person | None
    my_client: bool
    line: int
    others: Others


@dataclass(frozen=True, slots=True)
class Party:
    """One who took part in a transaction without a direction, or in an activity."""

    subject: Subject | None
    role: str
    country: str
    reason: str
    others: Others
    line: int


@dataclass(frozen=True, slots=True)
class Goods:
    """One thing that was traded: gold, a vehicle, real estate."""

    item_type: str
    description: str
    estimated_value: str
    currency_code: str
    identification_number: str
    others: Others


@dataclass(frozen=True, slots=True)
class Route:
    """One step of a way by which goods or cash travelled."""

    transport_mode: str
    transport_type: str
    carrier_name: str
    place: str
    country_code: str
    step_date: str
    others: Others


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction: two sides, or parties without a direction."""

    number: str
    date: str
    amount_local: str
    transmode_code: str
    type_code: str
    description: str
    location: str
    source: Side | None
    destination: Side | None
    parties: tuple[Party, ...]
    goods: tuple[Goods, ...]
    routes: tuple[Route, ...]
    line: int
    others: Others


@dataclass(frozen=True, slots=True)
class Activity:
    """What an activity report is about: parties and goods, without transactions."""

    parties: tuple[Party, ...]
    goods: tuple[Goods, ...]
    others: Others


@dataclass(frozen=True, slots=True)
class Heading:
    """What a report says of itself."""

    schema_version: str
    rentity_id: str
    rentity_branch: str
    submission_code: str
    report_code: str
    entity_reference: str
    fiu_ref_number: str
    date: str
    currency_code_local: str
    reporting_person: Person | None
    location: Address | None
    reason: str
    action: str
    activities: tuple[Activity, ...]
    indicators: tuple[str, ...]
    others: Others


class Taking:
    """Takes values out of an element, and remembers what was not taken."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self._taken: set[etree._Element] = set()
        self._named: dict[str, list[etree._Element]] = {}
        for child in children(element):
            self._named.setdefault(local(child), []).append(child)

    def text(self, *names: str) -> str:
        """The text of the first child of one of these names; a child that has children is no text."""
        for name in names:
            for child in self._named.get(name, ()):
                if child not in self._taken and not len(child):
                    self._taken.add(child)
                    return (child.text or "").strip()
        return ""

    def texts(self, *names: str, inside: str = "") -> tuple[str, ...]:
        """The texts of all children of these names, and of those in a child that lists them."""
        return tuple((node.text or "").strip() for node in self._all(names, inside))

    def nodes(self, *names: str, inside: str = "") -> tuple[etree._Element, ...]:
        """The children of these names, and those in a child that lists them; they are taken whole."""
        return tuple(self._all(names, inside))

    def node(self, *names: str) -> etree._Element | None:
        """The first of these."""
        for name in names:
            for child in self._named.get(name, ()):
                if child not in self._taken:
                    self._taken.add(child)
                    return child
        return None

    def others(self) -> Others:
        """Path and text of everything that was not taken, attributes too."""
        return tuple(self._others(self.element, ""))

    def _all(self, names: tuple[str, ...], inside: str) -> Iterator[etree._Element]:
        for name in names:
            yield from self._fresh(self._named.get(name, ()))
        for listing in self._named.get(inside, ()):
            yield from self._fresh([one for one in children(listing) if local(one) in names])

    def _fresh(self, nodes: Sequence[etree._Element]) -> Iterator[etree._Element]:
        for node in nodes:
            if node not in self._taken:
                self._taken.add(node)
                yield node

    def _others(self, node: etree._Element, path: str) -> Iterator[tuple[str, str]]:
        for name, value in node.attrib.items():
            yield f"{path}@{name.rpartition('}')[2]}", value
        for child in children(node):
            if child in self._taken:
                if not len(child):
                    yield from ((f"{path}/{local(child)}@{name}".lstrip("/"), each) for name, each in child.items())
                continue
            below = f"{path}/{local(child)}".lstrip("/")
            if text := (child.text or "").strip():
                yield below, text
            yield from self._others(child, below)


def person(node: etree._Element) -> Person:
    """The person of an element."""
    take = Taking(node)
    return Person(
        take.text("first_name"),
        take.text("middle_name"),
        take.text("prefix"),
        take.text("last_name"),
        take.text("full_name_frn"),
        take.text("alias"),
        take.text("gender"),
        take.text("birthdate"),
        take.text("birth_place"),
        tuple(each for name in ("nationality1", "nationality2", "nationality3") if (each := take.text(name))),
        take.text("residence"),
        take.text("id_number"),
        take.text("passport_number"),
        take.text("passport_country"),
        take.text("ssn"),
        take.text("occupation"),
        _phones(take),
        _addresses(take),
        tuple(_identification(one) for one in take.nodes("identification", inside="identifications")),
        take.texts("email", inside="emails"),
        take.text("role"),
        local(node).endswith("_my_client") or _in_my_client(node),
        line_of(node),
        take.others(),
    )


def entity(node: etree._Element) -> Entity:
    """The entity of an element."""
    take = Taking(node)
    return Entity(
        take.text("name"),
        take.text("commercial_name"),
        take.text("incorporation_legal_form"),
        take.text("incorporation_number"),
        take.text("business"),
        take.text("incorporation_country_code"),
        _phones(take),
        _addresses(take),
        tuple(person(one) for one in take.nodes("director_id")),
        local(node).endswith("_my_client") or _in_my_client(node),
        line_of(node),
        take.others(),
    )


def account(node: etree._Element) -> Account:
    """The account of an element."""
    take = Taking(node)
    holder = take.node("t_entity", "entity", "t_entity_my_client")
    signers = take.nodes("signatory", "account_related_person", inside="related_persons")
    return Account(
        take.text("account"),
        take.text("iban"),
        take.text("institution_name"),
        take.text("institution_code"),
        take.text("swift"),
        take.text("branch"),
        take.text("account_name"),
        take.text("currency_code"),
        take.text("personal_account_type", "account_type"),
        take.text("opened"),
        take.text("closed"),
        take.text("balance"),
        take.text("status_code"),
        take.text("institution_country"),
        entity(holder) if holder is not None else None,
        tuple(found for one in signers if (found := _signatory(one)) is not None),
        local(node).endswith("_my_client") or _in_my_client(node),
        line_of(node),
        take.others() + _beside_persons(signers),
    )


def transaction(node: etree._Element) -> Transaction:
    """The transaction of an element."""
    take = Taking(node)
    source = take.node("t_from_my_client", "t_from")
    destination = take.node("t_to_my_client", "t_to")
    return Transaction(
        take.text("transactionnumber"),
        take.text("date_transaction"),
        take.text("amount_local"),
        take.text("transmode_code"),
        take.text("transaction_type_code"),
        take.text("transaction_description"),
        take.text("transaction_location"),
        None if source is None else _side(source, "from"),
        None if destination is None else _side(destination, "to"),
        tuple(_party(one) for one in take.nodes("party", inside="involved_parties")),
        tuple(_goods(one) for one in take.nodes("item", inside="goods_services")),
        tuple(_route(one) for one in take.nodes("routing", inside="means_of_transport")),
        line_of(node),
        take.others(),
    )


def heading(root: etree._Element) -> Heading:
    """What the report says of itself; transactions that stand in the tree are passed over."""
    take = Taking(root)
    take.nodes("transaction")
    reporting, location = take.node("reporting_person"), take.node("location")
    return Heading(
        take.text("schema_version"),
        take.text("rentity_id"),
        take.text("rentity_branch"),
        take.text("submission_code"),
        take.text("report_code"),
        take.text("entity_reference"),
        take.text("fiu_ref_number"),
        take.text("submission_date", "report_date"),
        take.text("currency_code_local"),
        None if reporting is None else person(reporting),
        None if location is None else _address(location),
        take.text("reason"),
        take.text("action"),
        tuple(_activity(one) for one in take.nodes("activity")),
        take.texts("indicator", inside="report_indicators"),
        take.others(),
    )


def _activity(node: etree._Element) -> Activity:
    take = Taking(node)
    return Activity(
        tuple(_party(one) for one in take.nodes("report_party", inside="report_parties")),
        tuple(_goods(one) for one in take.nodes("item", inside="goods_services")),
        take.others(),
    )


def _subject(take: Taking) -> Subject | None:
    for child in children(take.element):
        sort = SIDES.get(local(child), "")
        if sort and len(child) and local(child) != "t_conductor":
            take.node(local(child))
            return person(child) if sort == "person" else entity(child) if sort == "entity" else account(child)
    return None


def _side(node: etree._Element, side: str) -> Side:
    take = Taking(node)
    conductor = take.node("t_conductor")
    foreign = take.node(f"{side}_foreign_currency")
    rate = Taking(foreign) if foreign is not None else None
    currency = rate.text("foreign_currency_code") if rate else ""
    amount = rate.text("foreign_amount") if rate else ""
    return Side(
        _subject(take),
        take.text(f"{side}_funds_code"),
        take.text(f"{side}_country"),
        currency,
        amount,
        None if conductor is None else person(conductor),
        local(node).endswith("_my_client"),
        line_of(node),
        take.others() + (_under(f"{side}_foreign_currency", rate.others()) if rate else ()),
    )


def _party(node: etree._Element) -> Party:
    take = Taking(node)
    return Party(
        _subject(take), take.text("role"), take.text("country"), take.text("reason"), take.others(), line_of(node)
    )


def _goods(node: etree._Element) -> Goods:
    take = Taking(node)
    return Goods(
        take.text("item_type"),
        take.text("description"),
        take.text("estimated_value"),
        take.text("currency_code"),
        take.text("identification_number"),
        take.others(),
    )


def _route(node: etree._Element) -> Route:
    take = Taking(node)
    return Route(
        take.text("transport_mode"),
        take.text("transport_type"),
        take.text("carrier_name"),
        take.text("place"),
        take.text("country_code"),
        take.text("step_date"),
        take.others(),
    )


def _phones(take: Taking) -> tuple[Phone, ...]:
    found = []
    for one in take.nodes("phone", inside="phones"):
        each = Taking(one)
        found.append(
            Phone(
                each.text("tph_number"), each.text("tph_country_prefix"), each.text("tph_contact_type"), each.others()
            )
        )
    return tuple(found)


def _addresses(take: Taking) -> tuple[Address, ...]:
    return tuple(_address(one) for one in take.nodes("address", inside="addresses"))


def _address(node: etree._Element) -> Address:
    take = Taking(node)
    return Address(
        take.text("address"),
        take.text("town"),
        take.text("city"),
        take.text("state"),
        take.text("country_code"),
        take.text("address_type"),
        take.others(),
    )


def _identification(node: etree._Element) -> Identification:
    take = Taking(node)
    return Identification(
        take.text("type"),
        take.text("number"),
        take.text("issue_date"),
        take.text("expiry_date"),
        take.text("issue_country"),
        take.others(),
    )


def _signatory(node: etree._Element) -> Person | None:
    found = Taking(node).node("t_person", "t_person_my_client", "person")
    return None if found is None else person(found)


def _beside_persons(signers: tuple[etree._Element, ...]) -> Others:
    """What stands beside the persons who sign: role, whether one is the first."""
    found: list[tuple[str, str]] = []
    for number, node in enumerate(signers, start=1):
        take = Taking(node)
        take.node("t_person", "t_person_my_client", "person")
        found += _under(f"{local(node)}[{number}]", take.others())
    return tuple(found)


def _under(name: str, others: Others) -> Others:
    return tuple((f"{name}/{path}", text) for path, text in others)


def _in_my_client(node: etree._Element) -> bool:
    parent = node.getparent()
    return parent is not None and local(parent).endswith("_my_client")
