"""Ways down a message by local names, and the parties, accounts and dates that stand at their ends."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lxml import etree

from benkan.formats.money_rows import Assumed, End
from benkan.formats.money_values import Moment, account_of, country_of, moment_of

MAX_TEXT: Final = 500


def below(node: etree._Element | None, path: str) -> Iterator[etree._Element]:
    """Every element at the end of a path of names divided by ``/``."""
    return iter(()) if node is None else _down(node, _steps(path), 0)


def one(node: etree._Element | None, *paths: str) -> etree._Element | None:
    """The first element at the end of one of the paths."""
    if node is None:
        return None
    for path in paths:
        for found in _down(node, _steps(path), 0):
            return found
    return None


def text(node: etree._Element | None, *paths: str) -> str:
    """Its text, without blanks around it."""
    if node is None:
        return ""
    for path in paths:
        for found in _down(node, _steps(path), 0):
            if plain := (found.text or "").strip():
                return plain[:MAX_TEXT]
    return ""


@lru_cache(maxsize=512)
def _steps(path: str) -> tuple[tuple[str, str], ...]:
    """Each name as it stands without a namespace, and as it ends with one."""
    return tuple((name, "}" + name) for name in path.split("/"))


def _down(node: etree._Element, steps: tuple[tuple[str, str], ...], at: int) -> Iterator[etree._Element]:
    bare, behind = steps[at]
    for child in node:
        tag = child.tag
        if tag == bare or (isinstance(tag, str) and tag.endswith(behind)):
            if at + 1 == len(steps):
                yield child
            else:
                yield from _down(child, steps, at + 1)


def account(node: etree._Element | None) -> str:
    """The number of an account: IBAN, other, or proxy such as a phone."""
    return account_of(text(node, "Id/IBAN", "Id/Othr/Id", "Prxy/Id"))


def agent(node: etree._Element | None) -> str:
    """The code of an institution, or its name."""
    return text(
        node, "FinInstnId/BICFI", "FinInstnId/BIC", "FinInstnId/ClrSysMmbId/MmbId", "FinInstnId/Othr/Id"
    ) or text(node, "FinInstnId/Nm")


def end(party: etree._Element | None, held: etree._Element | None, institution: etree._Element | None) -> End:
    """One side: who, which account, at which institution."""
    wrapped = one(party, "Pty")
    inner = party if wrapped is None else wrapped
    private, company = one(inner, "Id/PrvtId"), one(inner, "Id/OrgId")
    number = account(held)
    where = text(inner, "PstlAdr/Ctry", "CtryOfRes") or text(institution, "FinInstnId/PstlAdr/Ctry")
    if not country_of(where) and number[:2].isalpha() and number[2:4].isdigit():
        where = number[:2]  # an IBAN begins with its country
    return End(
        number,
        agent(institution),
        text(inner, "Nm") or text(held, "Nm"),
        "person" if private is not None else "company" if company is not None else "",
        country_of(where),
        text(private, "Othr/Id") or text(company, "Othr/Id", "LEI", "AnyBIC", "BICOrBEI"),
        text(private, "DtAndPlcOfBirth/BirthDt")[:10],
        text(inner, "CtctDtls/MobNb", "CtctDtls/PhneNb"),
    )


def moment(node: etree._Element, assumed: Assumed, *paths: str) -> Moment | None:
    """The first moment that can be read: with a time before a bare day."""
    found = [read for path in paths if (read := moment_of(text(node, path), assumed)) is not None]
    return min(found, key=lambda each: each[1]) if found else None
