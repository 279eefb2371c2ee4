"""Words for the codes of a convention, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from benkan.core.errors import N_

SECTIONS = {
    "parties": N_("Parties"),
    "dates": N_("Dates"),
    "purposes": N_("Purposes"),
    "exchange": N_("What is exchanged"),
    "search": N_("Private search"),
    "quotas": N_("Quotas"),
    "answers": N_("Time to answer"),
    "handling": N_("Handling and release"),
    "retention": N_("Retention"),
    "onward": N_("Onward transfer"),
    "safeguards": N_("Safeguards and suspension"),
    "training": N_("Training"),
    "means": N_("Shared means"),
    "languages": N_("Languages"),
}
CATEGORIES = {
    "person": N_("persons"),
    "phone": N_("phones"),
    "account": N_("accounts"),
    "document": N_("identity documents"),
    "vehicle": N_("vehicles"),
    "company": N_("companies"),
    "vessel": N_("vessels"),
    "address": N_("addresses"),
    "seizure": N_("seizures, without their persons"),
}
URGENCIES = {"routine": N_("routine"), "urgent": N_("urgent"), "immediate": N_("immediate")}
MEANS = {
    "laboratory": N_("laboratory"),
    "dogs": N_("dogs"),
    "scanner": N_("scanner"),
    "vehicle": N_("vehicle"),
    "aircraft": N_("aircraft"),
    "vessel": N_("vessel"),
    "expert": N_("expert"),
}
COSTS = {
    "lender": N_("The lender pays."),
    "borrower": N_("The borrower pays."),
    "shared": N_("The costs are shared."),
}
ONWARD = {
    "never": N_("Nothing is passed on to a third party."),
    "with-consent": N_("Only with the owner's written consent."),
}
SCOPES = {
    "convention": N_("A suspension by one party stops everybody."),
    "party": N_("A suspension stops only the party that declares it."),
}
ACTS = {
    "search": N_("search privately"),
    "request": N_("ask for information"),
    "release": N_("give information"),
    "delay": N_("say that an answer comes later"),
    "clarification": N_("ask back, or answer a question back"),
    "feedback": N_("say what the information was good for"),
    "notice": N_("send a notice"),
    "correction": N_("correct what was given"),
    "withdrawal": N_("withdraw what was given"),
    "extension": N_("let a copy be kept longer"),
    "onward": N_("pass on what was received"),
    "joint-item": N_("put data into a joint case"),
    "witness": N_("have the journal cosigned"),
    "suspension": N_("suspend the convention"),
}
LANGUAGES = {"fr": N_("French"), "en": N_("English"), "ar": N_("Arabic")}
STATES = {
    "in-force": N_("in force"),
    "suspended": N_("suspended"),
    "expired": N_("ended"),
    "not-yet": N_("not begun"),
    "key-mismatch": N_("keys differ"),
    "superseded": N_("replaced by a later version"),
}
DRAFT_STATES = {
    "draft": N_("draft"),
    "proposed": N_("proposed"),
    "signing": N_("being signed"),
    "complete": N_("signed by all"),
    "aside": N_("put aside"),
}
PARTY_STATES = {
    "drafting": N_("works on it"),
    "untold": N_("has not received it"),
    "silent": N_("has not opened it"),
    "proposed": N_("proposes it"),
    "seen": N_("has opened it"),
    "comments": N_("comments"),
    "agrees": N_("agrees"),
    "declines": N_("declines"),
    "signed": N_("has signed"),
}
SEARCH_MODES = {
    "blind": N_("private: nobody learns who is searched for"),
    "open": N_("open"),
}
SHORT_COSTS = {"lender": N_("the lender pays"), "borrower": N_("the borrower pays"), "shared": N_("shared")}
PAPER = {
    "draft": N_("Draft: not in force"),
    "signatures": N_("Signatures"),
    "unsigned": N_("not signed"),
    "between": N_("Between"),
    "digest": N_("This exact text is named by"),
    "version": N_("Version"),
}


def word(words: dict[str, str], code: str) -> str:
    """The word in the reader's language, or the code when it is newer than this software."""
    return _(words[code]) if code in words else code
