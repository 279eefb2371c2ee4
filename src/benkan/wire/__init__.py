"""Messages between nodes: schemas, sizes, canonical bytes.

One module per protocol (docs/protocol/BKP-nn). ``encode`` and ``decode`` are the only way to and from bytes. This
room decides nothing and stores nothing.
"""

from benkan.core.envelope import time_text
from benkan.wire.attachments import (
    AttachmentCard,
    AttachmentChunk,
    AttachmentChunkAsk,
    AttachmentDigests,
    AttachmentDigestsAsk,
    AttachmentReceived,
)
from benkan.wire.card import Card, Name, decode_card, sign_card, verify_card
from benkan.wire.certificates import CertificateStatus, CertificateStatusAsk
from benkan.wire.corrections import (
    Acknowledgement,
    Correction,
    Extension,
    ExtensionAsk,
    ExtensionRefusal,
    Withdrawal,
)
from benkan.wire.evidence import Cosignature, Evidence, JournalLine, Letter, make_evidence, read_evidence
from benkan.wire.evidence_check import Finding, Outcome, evidence_holds, verify_evidence
from benkan.wire.fields import Message
from benkan.wire.followup import FollowUpAssign, FollowUpClose, FollowUpReport
from benkan.wire.index import (
    INDEX_FORMAT,
    MAX_DELTAS,
    IndexAsk,
    IndexChunk,
    IndexChunkAsk,
    IndexDigests,
    IndexDigestsAsk,
    IndexManifest,
    IndexPart,
)
from benkan.wire.jointcases import (
    MAX_AGREEMENT,
    MAX_ITEMS_IN_LETTER,
    JointCaseAsk,
    JointCaseItems,
    JointCaseNotices,
    JointCaseProposal,
    JointCaseSignature,
    JointContent,
    JointHeader,
    JointItem,
)
from benkan.wire.label import COUNT_BUCKETS, SUBJECT_CATEGORIES, Label, count_bucket
from benkan.wire.messages import KINDS, decode, decode_as, encode, kind_of
from benkan.wire.negotiation import ConventionOpinion, ConventionProposal, ConventionSignature
from benkan.wire.notices import Notice, NoticeAcknowledgement, NoticeWithdrawal
from benkan.wire.onward import Onward, OnwardAnswer, OnwardAsk
from benkan.wire.receipts import Receipt, Refusal, error_of, refusal_of
from benkan.wire.requests import ClarificationAnswer, ClarificationAsk, Delay, Feedback, Release, Request
from benkan.wire.search import SearchAnswer, SearchAsk
from benkan.wire.seizures import SeizureDrug, SeizureLeg, SeizureShare, SeizureWithdrawal
from benkan.wire.split_view import MAX_SPLIT_VIEW_BYTES, SplitView, is_split_view, make_split_view, read_split_view
from benkan.wire.split_view_check import verify_split_view
from benkan.wire.standing import Resumption, Suspension
from benkan.wire.statements import (
    MAX_HOPS,
    Holding,
    Permit,
    Statement,
    digest_of,
    digests_of,
    signature_holds,
    signed,
    uncovered,
)
from benkan.wire.witness import (
    WitnessAsk,
    WitnessCosignature,
    WitnessGossip,
    WitnessHeard,
    WitnessProof,
    WitnessProofAsk,
)

__all__ = [
    "COUNT_BUCKETS",
    "INDEX_FORMAT",
    "KINDS",
    "MAX_AGREEMENT",
    "MAX_DELTAS",
    "MAX_HOPS",
    "MAX_ITEMS_IN_LETTER",
    "MAX_SPLIT_VIEW_BYTES",
    "SUBJECT_CATEGORIES",
    "Acknowledgement",
    "AttachmentCard",
    "AttachmentChunk",
    "AttachmentChunkAsk",
    "AttachmentDigests",
    "AttachmentDigestsAsk",
    "AttachmentReceived",
    "Card",
    "CertificateStatus",
    "CertificateStatusAsk",
    "ClarificationAnswer",
    "ClarificationAsk",
    "ConventionOpinion",
    "ConventionProposal",
    "ConventionSignature",
    "Correction",
    "Cosignature",
    "Delay",
    "Evidence",
    "Extension",
    "ExtensionAsk",
    "ExtensionRefusal",
    "Feedback",
    "Finding",
    "FollowUpAssign",
    "FollowUpClose",
    "FollowUpReport",
    "Holding",
    "IndexAsk",
    "IndexChunk",
    "IndexChunkAsk",
    "IndexDigests",
    "IndexDigestsAsk",
    "IndexManifest",
    "IndexPart",
    "JointCaseAsk",
    "JointCaseItems",
    "JointCaseNotices",
    "JointCaseProposal",
    "JointCaseSignature",
    "JointContent",
    "JointHeader",
    "JointItem",
    "JournalLine",
    "Label",
    "Letter",
    "Message",
    "Name",
    "Notice",
    "NoticeAcknowledgement",
    "NoticeWithdrawal",
    "Onward",
    "OnwardAnswer",
    "OnwardAsk",
    "Outcome",
    "Permit",
    "Receipt",
    "Refusal",
    "Release",
    "Request",
    "Resumption",
    "SearchAnswer",
    "SearchAsk",
    "SeizureDrug",
    "SeizureLeg",
    "SeizureShare",
    "SeizureWithdrawal",
    "SplitView",
    "Statement",
    "Suspension",
    "Withdrawal",
    "WitnessAsk",
    "WitnessCosignature",
    "WitnessGossip",
    "WitnessHeard",
    "WitnessProof",
    "WitnessProofAsk",
    "count_bucket",
    "decode",
    "decode_as",
    "decode_card",
    "digest_of",
    "digests_of",
    "encode",
    "error_of",
    "evidence_holds",
    "is_split_view",
    "kind_of",
    "make_evidence",
    "make_split_view",
    "read_evidence",
    "read_split_view",
    "refusal_of",
    "sign_card",
    "signature_holds",
    "signed",
    "time_text",
    "uncovered",
    "verify_card",
    "verify_evidence",
    "verify_split_view",
]
