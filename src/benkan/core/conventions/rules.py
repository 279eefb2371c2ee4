"""The rules that ``decide`` asks in turn; each says nothing, or refuses with its clause.

Every refusal carries the clause (``aes-2025 · 4``) and, as facts, its wording in the three languages, the
convention's identifier and version. Facts never hold what is searched.
"""

from __future__ import annotations

import datetime as dt

from benkan.core.conventions.acts import GIVING, HANDLED, PURPOSEFUL, RECEIVING, Act, ActKind, Agreement
from benkan.core.conventions.vocabulary import ARTICLE_3, HANDLING_CODES, LANGUAGES, NOMINAL
from benkan.core.errors import N_, Refused


def between_parties(agreement: Agreement, act: Act) -> Refused | None:
    """Both must be parties, and so must the owner of what is passed on."""
    for agency in (act.actor, act.counterparty, *((act.owner,) if act.owner is not None else ())):
        if agency not in agreement.convention.parties:
            return _refused(
                agreement,
                "parties",
                "convention.party",
                N_("“%(agency)s” is not a party to the convention “%(convention)s”."),
                N_("Ask a partner of this convention, or propose a convention to this service."),
                agency=agency,
            )
    return None


def signed_by_all(agreement: Agreement) -> Refused | None:
    """A convention binds nobody before all of its parties have signed it."""
    if agreement.signed:
        return None
    return _refused(
        agreement,
        "parties",
        "convention.unsigned",
        N_("The convention “%(convention)s” is not signed by all of its parties."),
        N_("Obtain the missing signatures."),
    )


def begun(agreement: Agreement, today: dt.date) -> Refused | None:
    """The first day counts."""
    starts_on = agreement.convention.starts_on
    if starts_on <= today:
        return None
    return _refused(
        agreement,
        "dates",
        "convention.not-yet",
        N_("The convention “%(convention)s” is not in force before %(starts_on)s."),
        N_("Wait for this day."),
        starts_on=starts_on.isoformat(),
    )


def not_over(agreement: Agreement, today: dt.date) -> Refused | None:
    """The last day counts."""
    ends_on = agreement.convention.ends_on
    if today <= ends_on:
        return None
    return _refused(
        agreement,
        "dates",
        "convention.expired",
        N_("The convention “%(convention)s” ended on %(ends_on)s."),
        N_("Renew the convention."),
        ends_on=ends_on.isoformat(),
    )


def not_suspended(agreement: Agreement, act: Act) -> Refused | None:
    """A suspension stops everybody, or only the one who suspended where the convention says so."""
    suspended_by = agreement.suspended_by
    if agreement.convention.suspension_scope == "party":
        suspended_by &= {act.actor, act.counterparty}
    if not suspended_by:
        return None
    return _refused(
        agreement,
        "safeguards",
        "convention.suspended",
        N_("The convention “%(convention)s” is suspended by %(suspended_by)s."),
        N_("Wait until it is resumed."),
        suspended_by=", ".join(sorted(suspended_by)),
    )


def purpose_agreed(agreement: Agreement, act: Act) -> Refused | None:
    """Every act that has a purpose keeps to the agreed ones; article 3 stands above all of them."""
    if act.purpose is None:
        if act.kind not in PURPOSEFUL:
            return None
        return _refused(
            agreement, "purposes", "act.purpose.missing", N_("The act has no purpose."), N_("Choose a purpose.")
        )
    if act.purpose in ARTICLE_3:
        return _refused(
            agreement,
            "purposes",
            "convention.article-3",
            N_("“%(purpose)s” can never be a purpose: article 3 of the INTERPOL Constitution forbids it."),
            N_("Do not send this."),
            purpose=act.purpose,
        )
    if act.purpose in agreement.convention.purposes:
        return None
    return _refused(
        agreement,
        "purposes",
        "convention.purpose",
        N_("The convention “%(convention)s” does not allow the purpose “%(purpose)s”."),
        N_("Use another convention or amend this one."),
        purpose=act.purpose,
    )


def categories_given(agreement: Agreement, act: Act) -> Refused | None:
    """Data flows only in the direction and the categories that were agreed."""
    if act.kind in RECEIVING:
        return _given_by(agreement, act, act.counterparty, act.actor)
    if act.kind not in GIVING:
        return None
    # Passed on: neither hands over what it may not give, the one who has it nor the one whose it is.
    givers = dict.fromkeys((act.actor, act.owner or act.actor))
    return next(filter(None, (_given_by(agreement, act, giver, act.counterparty) for giver in givers)), None)


def _given_by(agreement: Agreement, act: Act, giver: str, receiver: str) -> Refused | None:
    given = agreement.convention.gives(giver, receiver)
    if act.kind in RECEIVING and not given & NOMINAL:
        return _refused(
            agreement,
            "exchange",
            "convention.exchange",
            N_("Under the convention “%(convention)s”, “%(giver)s” gives no data to “%(receiver)s”."),
            N_("Ask another partner or amend the convention."),
            giver=giver,
            receiver=receiver,
        )
    beyond = sorted(act.categories - given)
    if not beyond:
        return None
    return _refused(
        agreement,
        "exchange",
        "convention.category",
        N_(
            "Under the convention “%(convention)s”, “%(giver)s” does not give “%(receiver)s” "
            "data of the category “%(category)s”."
        ),
        N_("Leave this category out or amend the convention."),
        giver=giver,
        receiver=receiver,
        category=beyond[0],
    )


def handling_agreed(agreement: Agreement, act: Act) -> Refused | None:
    """A release says how it may be used, and only in an agreed way."""
    if act.handling is None:
        if act.kind not in HANDLED:
            return None
        return _refused(
            agreement,
            "handling",
            "act.handling.missing",
            N_("The release has no handling code."),
            N_("Choose a handling code."),
        )
    if act.handling in agreement.convention.handling:
        return None
    return _refused(
        agreement,
        "handling",
        "convention.handling",
        N_("The convention “%(convention)s” does not know the handling code “%(handling)s”."),
        N_("Choose one of the agreed handling codes."),
        handling=act.handling,
    )


def onward_agreed(agreement: Agreement, act: Act) -> Refused | None:
    """What was given stays where it is unless the convention lets its owner agree; never under the strictest code."""
    if act.kind not in {ActKind.CONSENT, ActKind.ONWARD}:
        return None
    if agreement.convention.onward_transfer == "never":
        return _refused(
            agreement,
            "onward",
            "convention.onward",
            N_("Under the convention “%(convention)s” nothing that was received is passed on."),
            N_("The other service must ask the owner itself, or the convention must be amended."),
        )
    if act.handling == HANDLING_CODES[-1]:
        return _refused(
            agreement,
            "handling",
            "convention.onward-handling",
            N_("What has the handling code %(handling)s is never passed on."),
            N_("The other service must ask the owner itself."),
            handling=act.handling,
        )
    return None


def trained_together(agreement: Agreement, act: Act) -> Refused | None:
    """What concerns certificates needs a part on training."""
    convention = agreement.convention
    if act.kind is not ActKind.CERTIFICATE or (convention.training is not None and "training" in convention.clauses):
        return None
    return _refused(
        agreement,
        "parties",
        "convention.training",
        N_("The convention “%(convention)s” has no part on training."),
        N_("Amend the convention."),
    )


def means_shared(agreement: Agreement, act: Act) -> Refused | None:
    """Only the kinds of means that the parties pool are lent under their convention."""
    if act.kind is not ActKind.LOAN:
        return None
    convention = agreement.convention
    if convention.means is None or "means" not in convention.clauses:
        return _refused(
            agreement,
            "parties",
            "convention.means",
            N_("The convention “%(convention)s” has no part on means."),
            N_("Use another convention or amend this one."),
        )
    if act.means is None or act.means in convention.means.kinds:
        return None
    return _refused(
        agreement,
        "means",
        "convention.means-kind",
        N_("Under the convention “%(convention)s” no means of the kind “%(means)s” are lent."),
        N_("Use another convention or amend this one."),
        means=act.means,
    )


def officer_certified(agreement: Agreement, act: Act, today: dt.date) -> Refused | None:
    """Where the parties say so, only officers whose service attests a certificate of today search."""
    training = agreement.convention.training
    if act.kind is not ActKind.SEARCH or training is None or not training.certificate_required:
        return None
    if act.certified_until is not None and act.certified_until >= today:
        return None
    return _refused(
        agreement,
        "training" if "training" in agreement.convention.clauses else "search",
        "convention.certificate",
        N_("Under the convention “%(convention)s” only officers with a valid certificate search; this one has none."),
        N_("Follow the course, or ask the training director of your service to issue the certificate."),
    )


def within_quotas(agreement: Agreement, act: Act) -> Refused | None:
    """Searches are counted per party, per officer and per case: guessing by many searches must not pay."""
    if act.kind is not ActKind.SEARCH:
        return None
    quotas = agreement.convention.quotas
    counts = (
        ("party", act.party_searches_today, quotas.searches_per_party_per_day),
        ("officer", act.officer_searches_today, quotas.searches_per_officer_per_day),
        ("case", act.case_searches_today, quotas.searches_per_case_per_day),
    )
    for counted, done, quota in counts:
        if done >= quota:
            return _refused(
                agreement, "quotas", f"convention.quota.{counted}", QUOTA_TEXTS[counted], QUOTA_REMEDY, quota=quota
            )
    return None


QUOTA_TEXTS = {
    "party": N_("The quota of %(quota)d searches a day for the whole service is used up."),
    "officer": N_("The quota of %(quota)d searches a day for one officer is used up."),
    "case": N_("The quota of %(quota)d searches a day for one case is used up."),
}
QUOTA_REMEDY = N_("Search again tomorrow (UTC), or send a request.")


def _refused(agreement: Agreement, section: str, code: str, text: str, remedy: str, **facts: object) -> Refused:
    convention = agreement.convention
    clause = convention.clauses[section]
    wording = {f"clause_{language}": clause.text[language] for language in LANGUAGES}
    return Refused(
        code,
        text,
        remedy,
        place="",
        clause=f"{convention.identifier} · {clause.article}",
        convention=convention.identifier,
        version=convention.version,
        section=section,
        **wording,
        **facts,
    )
