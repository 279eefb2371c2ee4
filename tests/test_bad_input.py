"""Bad input gets an error that names the place and the remedy, and changes nothing.

One row for each kind of bad input; every row is tried against a node with a partner, a convention and a case, and the
whole content of its database is compared before and after. A refusal that the journal must tell is one line more.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.journal.models import Line
from benkan.apps.search import keys
from benkan.apps.search import services as search
from benkan.core import blind
from benkan.core.envelope import EncryptionKey, SigningKey, new_id
from benkan.core.errors import BenkanError, Invalid, Refused, Unverified
from benkan.core.matching import Subject
from benkan.formats import ftm, ftm_csv, un_list, xml_records
from tests.apps.exchange.fake_partner import FakePartner
from tests.one_node import JOURNAL, World, content, imports, points, shape, tokens
from tests.one_node import world as world  # noqa: PLC0414 - a fixture

LETTERS = "exchange.Incoming"
NOT_A_POINT = b"\xff" * 32
IDENTITY_POINT = bytes(32)


@dataclass(frozen=True)
class Bad:
    """One bad input: what is done with it, and the error that it must get."""

    what: str
    act: Callable[[World], object]
    error: type[BenkanError]
    code: str
    place: str = ""
    in_journal: bool = False
    remembered: bool = False


def searches(**fields: object) -> Callable[[World], object]:
    return lambda world: search.make(world.analyst, world.case.pk, fields)


UN = "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME></INDIVIDUAL>"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>"""
GOOD_LINE = b'{"id": "a", "schema": "Person", "properties": {"name": ["Awa Kantara"]}}\n'


def oversized(reader: Callable[..., Iterator[object]], module: object, start: bytes) -> Callable[[World], object]:
    """The same reader with a bound of 4 KiB: what is tested is that the bound holds after rows were imported."""

    def act(world: World) -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "MAX_BYTES", 4096)
            return imports(reader, start + b" " * 5000)(world)

    return act


FILES = [
    Bad("broken XML", imports(un_list.read, UN.encode()), Invalid, "un.broken", "line 1"),
    Bad("XML that declares entities", imports(un_list.read, BOMB), Invalid, "un.forbidden", "document type"),
    Bad("XML that is another list", imports(un_list.read, b"<html></html>"), Invalid, "un.not-the-list", "/html"),
    Bad("oversized XML", oversized(un_list.read, xml_records, UN.encode()), Invalid, "input.too-large", "byte 4096"),
    Bad("broken CSV", imports(ftm_csv.read, b'Nom;T\nA;1\n"B"x;2\n'), Invalid, "csv.broken", "line 3"),
    Bad("CSV without a known header", imports(ftm_csv.read, b"a;b\n1;2\n"), Invalid, "csv.header", "header"),
    Bad("empty CSV", imports(ftm_csv.read, b""), Invalid, "csv.empty", "line 1"),
    Bad("oversized CSV", oversized(ftm_csv.read, ftm_csv, b"Nom\nA\n"), Invalid, "input.too-large", "byte 4096"),
    Bad("JSON that is no object", imports(ftm.read, b"{]\n"), Invalid, "ftm.nothing", "line 1"),
    Bad("one JSON list", imports(ftm.read, b"[{}]\n"), Invalid, "ftm.not-lines", "line 1"),
    Bad("deep JSON", imports(ftm.read, b"[" * 200_000 + b"\n"), Invalid, "ftm.not-lines", "line 1"),
    Bad(
        "an oversized line of JSON after a good one",
        imports(ftm.read, GOOD_LINE + b'"' + b"a" * ftm.MAX_LINE_BYTES + b'"\n'),
        Invalid,
        "ftm.line-too-long",
        "line 2",
    ),
    Bad("oversized JSON", oversized(ftm.read, ftm, GOOD_LINE), Invalid, "input.too-large", "byte 4096"),
    Bad(
        "a search that is no JSON",
        lambda world: api(world, b'{"case": '),
        Invalid,
        "api.body",
        "body",
    ),
]

CONVENTIONS = [
    Bad("a convention that is no TOML", lambda world: accords.add("= ?"), Invalid, "convention.invalid"),
    Bad(
        "an oversized convention",
        lambda world: accords.add(world.signed() + "#" * 2_000_000),
        Invalid,
        "convention.invalid",
    ),
    Bad("an unsigned convention", lambda world: accords.add(world.unsigned()), Refused, "convention.unsigned"),
    Bad("a half-signed one", lambda world: accords.add(world.half_signed()), Refused, "convention.half-signed"),
    Bad(
        "an altered one",
        lambda world: accords.add(
            world.signed().replace("searches_per_party_per_day = ", "searches_per_party_per_day = 1")
        ),
        Unverified,
        "convention.signature",
        "signatures",
    ),
    Bad(
        "an expired one",
        lambda world: accords.add(world.signed(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2021, 1, 1))),
        Refused,
        "convention.expired",
    ),
    Bad(
        "a convention with a partner of other keys",
        lambda world: accords.add(replaced_keys(world)),
        Refused,
        "convention.key-mismatch",
    ),
]


def replaced_keys(world: World) -> str:
    world.partner.signing = SigningKey.generate()
    return world.signed()


def api(world: World, body: bytes) -> object:
    """The API's answer, raised as the error that it tells."""
    answer = world.client.post("/api/search", body, content_type="application/json")
    told = json.loads(answer.content)
    assert answer.status_code == 400
    raise Invalid(told["code"], told["message"], told["remedy"], place=told["place"])


PARTNERS = [
    Bad(
        "a letter to an unknown partner",
        lambda world: exchange.queue("xx-nobody", "withdrawal", world.withdrawal(), convention=world.convention),
        Refused,
        "convention.party",
    ),
    Bad("the name of an unknown partner", lambda world: agencies.get("xx-nobody"), Refused, "agency.unknown", "xx-"),
    Bad(
        "a letter of an unknown partner",
        lambda world: exchange.receive(FakePartner("xx-nobody", "XX").letter(world.withdrawal(), convention="x-2026")),
        Refused,
        "agency.unknown",
        "xx-nobody",
    ),
    Bad(
        "a letter for somebody else",
        lambda world: exchange.receive(world.letter(world.withdrawal(), recipient="ne-ocrtis")),
        Unverified,
        "envelope.recipient",
        "header.recipient",
        in_journal=True,
    ),
    Bad(
        "a letter sealed for somebody else",
        lambda world: exchange.receive(world.letter(world.withdrawal(), to=EncryptionKey.generate().public)),
        Unverified,
        "envelope.sealed-for",
        "ciphertext",
        in_journal=True,
    ),
    Bad(
        "a letter in another's name",
        lambda world: exchange.receive(world.letter(world.withdrawal(), signing=SigningKey.generate())),
        Unverified,
        "envelope.signature",
        "signature",
        in_journal=True,
    ),
    Bad(
        "an expired letter",
        lambda world: exchange.receive(
            world.letter(
                world.withdrawal(),
                sent_at=timezone.now() - dt.timedelta(days=9),
                expires_at=timezone.now() - dt.timedelta(days=3),
            )
        ),
        Unverified,
        "envelope.expired",
        "header.expires_at",
        in_journal=True,
    ),
    Bad(
        "a truncated letter",
        lambda world: exchange.receive(world.letter(world.withdrawal())[:100]),
        Invalid,
        "envelope.malformed",
        "header",
    ),
    Bad(
        "a letter that is too large",
        lambda world: exchange.receive(world.letter(world.withdrawal()) + bytes(5_000_000)),
        Invalid,
        "envelope.too-large",
        "envelope",
    ),
    Bad(
        "a letter ahead of the one before it",
        lambda world: world.door(world.letter(world.withdrawal(), previous=new_id())),
        Refused,
        "envelope.out-of-order",
    ),
]

BLIND = [
    Bad("10,000 tokens to ask", lambda world: blind.prepare({"name": tokens(10_000)}), Invalid, "blind.too-many"),
    Bad(
        "10,000 tokens that are asked",
        lambda world: keys.answer("ma-dgsn", world.convention, 1, {"name": [NOT_A_POINT] * 10_000}),
        Invalid,
        "blind.too-many",
    ),
    Bad(
        "a point that is not canonical",
        lambda world: keys.answer("ma-dgsn", world.convention, 1, {**shape(), "name": [*points(31), NOT_A_POINT]}),
        Invalid,
        "blind.element",
        "elements[31]",
    ),
    Bad(
        "the identity for a point",
        lambda world: keys.answer(
            "ma-dgsn", world.convention, 1, {**shape(), "identifier": [IDENTITY_POINT, *points(7)]}
        ),
        Invalid,
        "blind.element",
        "elements[0]",
    ),
    Bad(
        "10,000 tokens in a partner's letter",
        lambda world: world.door(world.letter(world.flood())),
        Refused,
        "wire.invalid",
        in_journal=True,
        remembered=True,
    ),
    Bad(
        "a shape that tells something",
        lambda world: world.door(world.letter(world.one_less())),
        Refused,
        "wire.invalid",
        in_journal=True,
        remembered=True,
    ),
    Bad(
        "a point that is not canonical in a partner's letter",
        lambda world: world.door(world.letter(world.question({**shape(), "identifier": [*points(7), NOT_A_POINT]}))),
        Refused,
        "blind.element",
        in_journal=True,
        remembered=True,
    ),
    Bad("a bad proof", lambda _world: wrongly_proven(), Unverified, "blind.proof"),
    Bad("a truncated index", lambda world: spoilt_index(lambda data: data[:-1]), Invalid, "blind.index"),
    Bad("an index with more behind it", lambda world: spoilt_index(lambda data: data + b"x"), Invalid, "blind.index"),
    Bad(
        "a forged index", lambda world: spoilt_index(lambda data: data[:8] + b"\xff" + data[9:]), Invalid, "blind.index"
    ),
    Bad(
        "a piece of an index that the manifest does not sign",
        lambda world: blind.join([b"forged"], blind.digests(b"signed")),
        Unverified,
        "blind.chunk",
        "chunks[0]",
    ),
]


def wrongly_proven() -> object:
    """An answer under another key than the pinned one."""
    right, wrong = (blind.SecretKey.from_seed(bytes([n]) * 32, b"k") for n in (1, 2))
    blinding = blind.blind(b"token")
    return blind.finalize([blinding], wrong.evaluate([blinding.element]), right.public_key)


def spoilt_index(spoil: Callable[[bytes], bytes]) -> object:
    key = blind.SecretKey.from_seed(b"k" * 32, b"name")
    bound = blind.context("ma-dgsn", "essai-2025", 1, "name", b"s" * 32)
    entries = [blind.Entry("name", b"token", 1)]
    built = blind.build(entries, {"name": key}, {"name": bound}, dummy_seed=b"d" * 32)
    return blind.Index.load(spoil(built.data))


SEARCHES = [
    Bad(
        "a search without a case",
        lambda world: search.make(world.analyst, None, {"name": "Awa Kantara"}),
        Refused,
        "case.required",
    ),
    Bad(
        "a search in a case that is not there",
        lambda world: search.make(world.analyst, uuid.uuid4(), {"name": "Awa Kantara"}),
        Refused,
        "case.unknown",
    ),
    Bad(
        "a case without a purpose",
        lambda world: cases.open_case(world.analyst, "Affaire", ""),
        Invalid,
        "case.purpose",
        "purpose",
    ),
    Bad(
        "a case with a purpose that article 3 excludes",
        lambda world: cases.open_case(world.analyst, "Affaire", "political"),
        Invalid,
        "case.purpose",
        "purpose",
    ),
    Bad("a search for nothing", searches(name="  "), Invalid, "search.empty", "name"),
    Bad("a name with bidi controls", searches(name="Awa \u202eKantara"), Invalid, "name.bidi", "name"),
    Bad("a name with isolates", searches(company="Awa \u2067Kantara"), Invalid, "name.bidi", "company"),
    Bad("a name with control characters", searches(name="Awa\x00Kantara"), Invalid, "name.control", "name"),
    Bad("a name of 10 kB", searches(name="a" * 10_240), Invalid, "search.field", "name"),
    Bad("a name of 10 kB in a list", lambda world: named("a" * 10_240), Invalid, "name.too-long", "name"),
    Bad("a name that is no text", searches(name=["Awa"]), Invalid, "search.field", "name"),
    Bad(
        "a birth date that cannot be", searches(name="Awa Kantara", born="1984-13"), Invalid, "date.unreadable", "born"
    ),
    Bad("10,000 names", searches(name="\n".join(["Awa Kantara"] * 10_000)), Invalid, "search.field", "name"),
]


def named(name: str) -> object:
    return Subject(names=(name,))


EVERY = [*FILES, *CONVENTIONS, *PARTNERS, *BLIND, *SEARCHES]


@pytest.mark.parametrize("bad", EVERY, ids=[bad.what for bad in EVERY])
def test_bad_input_is_named_with_its_remedy_and_changes_nothing(world: World, bad: Bad) -> None:
    search.build_index(world.convention)
    before = content()
    with pytest.raises(BenkanError) as raised:
        bad.act(world)
    error, after = raised.value, content()
    assert (type(error), error.code) == (bad.error, bad.code), error
    assert error.place or error.clause, f"{error.code} names no place"
    assert error.place.startswith(bad.place)
    assert error.remedy, f"{error.code} says nothing about what to do"
    assert error.sentence
    assert "%(" not in str(error), "a fact is missing in the sentence"
    told = after["journal.Line"][len(before["journal.Line"]) :]
    assert len(told) == bad.in_journal
    if bad.in_journal:
        assert Line.objects.last().facts["code"] == bad.code
    changed = {label for label in before if before[label] != after[label]}
    assert changed == (JOURNAL if bad.in_journal else set()) | ({LETTERS} if bad.remembered else set())
