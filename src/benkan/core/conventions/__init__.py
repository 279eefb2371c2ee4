"""Who may ask whom what: conventions as signed texts, and the one gate that applies them.

Standards: TOML 1.0, RFC 8785 (canonical JSON), RFC 8032 (Ed25519). Documented in docs/protocol/BKP-03-convention.md.
This room reads no file and no clock and knows no directory of keys.
"""

from benkan.core.conventions.acts import SAFEGUARDS, Act, ActKind, Agreement, Permit
from benkan.core.conventions.canonical import canonical, digest_of
from benkan.core.conventions.deadlines import CLOCKS_MAY_DIFFER, Clock, Pause, believed
from benkan.core.conventions.decide import decide
from benkan.core.conventions.difference import Change, differences
from benkan.core.conventions.draft import PartyDraft, draft
from benkan.core.conventions.editing import edit, unsigned, values
from benkan.core.conventions.model import Clause, Convention, Exchange, Party, Quotas, Signature, parse
from benkan.core.conventions.negotiating import admit
from benkan.core.conventions.signatures import Standing, append, sign, verify
from benkan.core.conventions.templates import TEMPLATES, Template
from benkan.core.conventions.vocabulary import (
    ARTICLE_3,
    CATEGORIES,
    HANDLING_CODES,
    LANGUAGES,
    PURPOSES,
    SECTIONS,
    URGENCIES,
)

__all__ = [
    "ARTICLE_3",
    "CATEGORIES",
    "CLOCKS_MAY_DIFFER",
    "HANDLING_CODES",
    "LANGUAGES",
    "PURPOSES",
    "SAFEGUARDS",
    "SECTIONS",
    "TEMPLATES",
    "URGENCIES",
    "Act",
    "ActKind",
    "Agreement",
    "Change",
    "Clause",
    "Clock",
    "Convention",
    "Exchange",
    "Party",
    "PartyDraft",
    "Pause",
    "Permit",
    "Quotas",
    "Signature",
    "Standing",
    "Template",
    "admit",
    "append",
    "believed",
    "canonical",
    "decide",
    "differences",
    "digest_of",
    "draft",
    "edit",
    "parse",
    "sign",
    "unsigned",
    "values",
    "verify",
]
