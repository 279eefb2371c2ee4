"""The transfers of one message, one after the other, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from benkan.core.errors import N_, Invalid
from benkan.formats.iso20022.walking import MAX_TEXT, below, end, moment, one, text
from benkan.formats.money_rows import Assumed, End, MoneyRow, in_xof
from benkan.formats.money_values import Moment, amount_of, currency_of, left_out, zone_taken
from benkan.formats.report import Finding, Report
from benkan.formats.statements.words import channel_of
from benkan.formats.xml_stream import Part, Parts, line_of, local

MESSAGES: Final = {
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
    "FIToFICstmrCdtTrf": "pacs.008",
}
ENTRY: Final = "Ntry"
CREDIT_TRANSFER: Final = "CdtTrfTxInf"
BOOKED: Final = frozenset(("", "BOOK", "ACSC", "ACCC"))
"""Statuses of money that has moved; an old message may give none."""
_NOWHERE: Final = Assumed()
_FAMILIES: Final = {
    "RCDT": "bank", "ICDT": "bank", "IRCT": "bank", "RRCT": "bank", "ICHQ": "bank", "RCHQ": "bank", "IDDT": "bank",
    "RDDT": "bank", "CCRD": "card", "MCRD": "card", "CNTR": "cash",
}  # fmt: skip
_SUB_FAMILIES: Final = {"CDPT": "cash_in", "CWDL": "cash_out", "BCDP": "cash_in", "BCWD": "cash_out"}
"""Channels of the bank transaction codes. Source: ISO 20022 external code sets, BankTransaction."""


class Reader:
    """Reads one file once.

    Args:
        stream: the message, opened for reading bytes.
        report: gets what is wrong, line by line.
        assumed: zone, currency and rates where the message is silent.
    """

    def __init__(self, stream: BinaryIO, report: Report, assumed: Assumed = _NOWHERE) -> None:
        self._report = report
        self._assumed = assumed
        self._parts = Parts(stream, report, frozenset((ENTRY, CREDIT_TRANSFER)))
        self._zone_told = False
        self.message = ""
        self.entries = 0
        self.rows = 0

    def __iter__(self) -> Iterator[MoneyRow]:
        """The transfers in their order.

        Raises:
            Invalid: ``iso20022.not-a-message``, and those of ``xml_stream``.
        """
        for part in self._parts:
            parent = part.element.getparent()
            message = _message(part.element)
            if not message or parent is None:
                raise _unknown(self._parts.root)
            self.message = message
            self.entries += 1
            place = f"{local(part.element)}[{part.number}]"
            found = self._transfer(part, parent, place) if message == "pacs.008" else self._entry(part, parent, place)
            for row in found:
                self.rows += 1
                self._tell_zone(row)
                yield row
        if not self.message:
            root = self._parts.root
            named = (
                () if root is None else [MESSAGES[name] for each in root.iter() if (name := local(each)) in MESSAGES]
            )
            if not named:
                raise _unknown(root)
            self.message = named[0]

    def _entry(self, part: Part, statement: etree._Element, place: str) -> Iterator[MoneyRow]:
        entry = part.element
        status = text(entry, "Sts/Cd") or text(entry, "Sts")
        if status not in BOOKED:
            self._note(part, place, "iso20022.not-booked", N_("An entry is not booked: its money has not moved."))
            return
        held = one(statement, "Acct")
        own = end(one(held, "Ownr"), held, one(held, "Svcr"))
        details = list(below(entry, "NtryDtls/TxDtls"))
        alone = len(details) <= 1
        if not alone and not all(_amount(each)[0] for each in details):
            self._note(
                part,
                place,
                "iso20022.batch",
                N_("An entry is a batch whose parts have no amounts of their own."),
                N_("Kept as one transfer without the other side."),
            )
            details, alone = [], True
        for number, each in enumerate(details or [None], start=1):
            inner = place if alone else f"{place}/TxDtls[{number}]"
            row = self._booked(part, statement, own, each, inner, alone=alone)
            if row is not None:
                yield row

    def _booked(
        self,
        part: Part,
        statement: etree._Element,
        own: End,
        details: etree._Element | None,
        place: str,
        *,
        alone: bool,
    ) -> MoneyRow | None:
        entry = part.element
        direction = text(details, "CdtDbtInd") or text(entry, "CdtDbtInd")
        written, currency = _amount(details)
        if alone:  # what the bank booked; a part may name the amount that was instructed
            written, currency = text(entry, "Amt"), _currency(one(entry, "Amt"))
        if direction not in ("CRDT", "DBIT"):
            self._note(part, place, "iso20022.direction", N_("An entry does not say which way its money went."))
            return None
        received = direction == "CRDT"
        back = text(entry, "RvslInd") in ("true", "1")
        # In a reversal the parties stand as in the transfer that is taken back.
        other = _other(details, debtor=received != back)
        line = line_of(details) if details is not None and not alone else part.line
        return self._row(
            place,
            line,
            _reference(details, "Refs/UETR", "Refs/TxId", "Refs/AcctSvcrRef", "Refs/EndToEndId")
            or _reference(entry, "AcctSvcrRef", "NtryRef"),
            (other, own) if received else (own, other),
            written,
            currency or currency_of(text(statement, "Acct/Ccy")),
            _channel(one(details, "BkTxCd"), entry),
            _code(one(details, "BkTxCd")) or _code(one(entry, "BkTxCd")),
            text(details, "RmtInf/Ustrd", "AddtlTxInf") or text(entry, "AddtlNtryInf"),
            moment(entry, self._assumed, "NtryDtls/TxDtls/RltdDts/AccptncDtTm") if alone else None,
            moment(entry, self._assumed, "BookgDt/DtTm", "BookgDt/Dt", "ValDt/DtTm", "ValDt/Dt"),
        )

    def _transfer(self, part: Part, message: etree._Element, place: str) -> Iterator[MoneyRow]:
        node = part.element
        amount = one(node, "IntrBkSttlmAmt", "InstdAmt")
        source = end(one(node, "Dbtr"), one(node, "DbtrAcct"), one(node, "DbtrAgt"))
        destination = end(one(node, "Cdtr"), one(node, "CdtrAcct"), one(node, "CdtrAgt"))
        row = self._row(
            place,
            part.line,
            _reference(node, "PmtId/UETR", "PmtId/TxId", "PmtId/EndToEndId", "PmtId/InstrId"),
            (source, destination),
            "" if amount is None else (amount.text or "").strip(),
            _currency(amount),
            "bank",
            text(node, "PmtTpInf/SvcLvl/Cd", "PmtTpInf/LclInstrm/Cd"),
            text(node, "RmtInf/Ustrd", "Purp/Cd"),
            moment(node, self._assumed, "AccptncDtTm", "IntrBkSttlmDt"),
            moment(message, self._assumed, "GrpHdr/IntrBkSttlmDt") or moment(message, self._assumed, "GrpHdr/CreDtTm"),
        )
        if row is not None:
            yield row

    def _row(
        self,
        place: str,
        line: int,
        identifier: str,
        ends: tuple[End, End],
        written: str,
        currency: str,
        channel: str,
        channel_written: str,
        said: str,
        *moments: Moment | None,
    ) -> MoneyRow | None:
        amount, fault = amount_of(written)
        currency = currency or self._assumed.currency
        found = next((each for each in moments if each is not None), None)
        fault = fault or ("" if currency else "money.currency") or ("" if found else "money.date")
        if ends == (End(), End()):
            fault = fault or "money.nobody"
        if fault or amount is None or found is None:
            self._report.add(left_out(fault, place, line))
            return None
        at, day_only, zone_assumed = found
        return MoneyRow(
            identifier[:200],
            at,
            *ends,
            amount,
            currency,
            in_xof(amount, currency, self._assumed.rates),
            channel,
            channel_written,
            said[:MAX_TEXT],
            line,
            place,
            day_only,
            zone_assumed,
        )

    def _tell_zone(self, row: MoneyRow) -> None:
        if row.zone_assumed and not row.day_only and not self._zone_told:
            self._zone_told = True
            self._report.add(zone_taken(row.place, row.line, self._assumed))

    def _note(self, part: Part, place: str, code: str, sentence: str, done: str = N_("Left out of the flows.")) -> None:
        self._report.add(Finding(place, code, sentence, done, line=part.line))


def _message(element: etree._Element) -> str:
    """Which message the element stands in, or nothing."""
    return next((MESSAGES[name] for each in element.iterancestors() if (name := local(each)) in MESSAGES), "")


def _reference(node: etree._Element | None, *paths: str) -> str:
    """The first that is one: banks write a word where the rule wants a reference and there is none."""
    return next((said for path in paths if (said := text(node, path)) not in ("", "NOTPROVIDED")), "")


def _amount(details: etree._Element | None) -> tuple[str, str]:
    """The amount that a part of an entry names, and its currency."""
    found = one(details, "Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")
    return ("", "") if found is None else ((found.text or "").strip(), _currency(found))


def _currency(amount: etree._Element | None) -> str:
    return "" if amount is None else currency_of(amount.get("Ccy") or "")


def _other(details: etree._Element | None, *, debtor: bool) -> End:
    """The other side: who paid, or who was paid."""
    name = "Dbtr" if debtor else "Cdtr"
    parties, agents = one(details, "RltdPties"), one(details, "RltdAgts")
    party, ultimate = one(parties, name), one(parties, f"Ultmt{name}")
    return end(party if party is not None else ultimate, one(parties, f"{name}Acct"), one(agents, f"{name}Agt"))


def _channel(details: etree._Element | None, entry: etree._Element) -> str:
    """By the bank transaction code of the part or of the entry; else by what the description begins with."""
    for node in (details, one(entry, "BkTxCd")):
        sub, family = text(node, "Domn/Fmly/SubFmlyCd"), text(node, "Domn/Fmly/Cd")
        if found := _SUB_FAMILIES.get(sub) or _FAMILIES.get(family):
            return found
    return channel_of(text(entry, "AddtlNtryInf"))


def _code(node: etree._Element | None) -> str:
    codes = (text(node, path) for path in ("Domn/Cd", "Domn/Fmly/Cd", "Domn/Fmly/SubFmlyCd", "Prtry/Cd"))
    return "/".join(code for code in codes if code)


def _unknown(root: etree._Element | None) -> Invalid:
    return Invalid(
        "iso20022.not-a-message",
        N_("This is no message that is read here: its first element is “%(name)s”."),
        N_("Give a camt.052, camt.053, camt.054 or pacs.008 message; nothing was taken."),
        place=f"line {0 if root is None else line_of(root)}",
        name="" if root is None else local(root)[:60],
    )
