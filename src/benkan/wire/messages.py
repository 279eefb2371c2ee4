"""Every message by its kind, and the one way in and out of bytes.

Bytes are RFC 8785 (canonical JSON). Reading refuses everything that is not exactly what writing would produce from
the same values: no second spelling, no duplicate key, no unknown field. The bytes of a chunk travel as they are, behind
a line feed, which RFC 8785 never writes. A search and its answer have a layout of bytes of their own.
"""

from __future__ import annotations

import struct
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from benkan.core.canonical import canonical
from benkan.core.errors import N_, Invalid
from benkan.wire.attachments import (
    AttachmentChunk,
    AttachmentChunkAsk,
    AttachmentDigests,
    AttachmentDigestsAsk,
    AttachmentReceived,
)
from benkan.wire.certificates import CertificateStatus, CertificateStatusAsk
from benkan.wire.corrections import (
    Acknowledgement,
    Correction,
    Extension,
    ExtensionAsk,
    ExtensionRefusal,
    Withdrawal,
)
from benkan.wire.fields import Message, Packed
from benkan.wire.followup import FollowUpAssign, FollowUpClose, FollowUpReport
from benkan.wire.index import IndexAsk, IndexChunk, IndexChunkAsk, IndexDigests, IndexDigestsAsk, IndexManifest
from benkan.wire.jointcases import (
    JointCaseAsk,
    JointCaseItems,
    JointCaseNotices,
    JointCaseProposal,
    JointCaseSignature,
)
from benkan.wire.loans import (
    LoanAcceptance,
    LoanCancellation,
    LoanClaim,
    LoanCostNote,
    LoanDeployment,
    LoanEvaluation,
    LoanNeed,
    LoanOffer,
    LoanOfferWithdrawal,
    LoanRefusal,
    LoanResult,
    LoanReturn,
    LoanSending,
    LoanSettlement,
    LoanSignature,
)
from benkan.wire.negotiation import ConventionOpinion, ConventionProposal, ConventionSignature
from benkan.wire.notices import Notice, NoticeAcknowledgement, NoticeWithdrawal
from benkan.wire.onward import Onward, OnwardAnswer, OnwardAsk
from benkan.wire.receipts import Receipt, Refusal
from benkan.wire.requests import ClarificationAnswer, ClarificationAsk, Delay, Feedback, Release, Request
from benkan.wire.search import SearchAnswer, SearchAsk
from benkan.wire.seizures import SeizureShare, SeizureWithdrawal
from benkan.wire.standing import Resumption, Suspension
from benkan.wire.statements import Holding
from benkan.wire.witness import (
    WitnessAsk,
    WitnessCosignature,
    WitnessGossip,
    WitnessHeard,
    WitnessProof,
    WitnessProofAsk,
)

MAX_PAYLOAD_BYTES = 4_000_000

KINDS: dict[str, type[Message]] = {
    "index.ask": IndexAsk,
    "index.manifest": IndexManifest,
    "index.digests.ask": IndexDigestsAsk,
    "index.digests": IndexDigests,
    "index.chunk.ask": IndexChunkAsk,
    "index.chunk": IndexChunk,
    "search.ask": SearchAsk,
    "search.answer": SearchAnswer,
    "request": Request,
    "release": Release,
    "delay": Delay,
    "clarification.ask": ClarificationAsk,
    "clarification.answer": ClarificationAnswer,
    "feedback": Feedback,
    "notice": Notice,
    "notice.withdrawal": NoticeWithdrawal,
    "notice.acknowledgement": NoticeAcknowledgement,
    "correction": Correction,
    "withdrawal": Withdrawal,
    "extension": Extension,
    "extension.ask": ExtensionAsk,
    "extension.refusal": ExtensionRefusal,
    "acknowledgement": Acknowledgement,
    "attachment.digests.ask": AttachmentDigestsAsk,
    "attachment.digests": AttachmentDigests,
    "attachment.chunk.ask": AttachmentChunkAsk,
    "attachment.chunk": AttachmentChunk,
    "attachment.received": AttachmentReceived,
    "onward.ask": OnwardAsk,
    "onward.answer": OnwardAnswer,
    "onward.release": Onward,
    "holding": Holding,
    "seizure.share": SeizureShare,
    "seizure.withdrawal": SeizureWithdrawal,
    "suspension": Suspension,
    "resumption": Resumption,
    "convention.proposal": ConventionProposal,
    "convention.opinion": ConventionOpinion,
    "convention.signature": ConventionSignature,
    "joint.proposal": JointCaseProposal,
    "joint.signature": JointCaseSignature,
    "joint.items": JointCaseItems,
    "joint.notices": JointCaseNotices,
    "joint.ask": JointCaseAsk,
    "certificates.status.ask": CertificateStatusAsk,
    "certificates.status": CertificateStatus,
    "followup.assign": FollowUpAssign,
    "followup.report": FollowUpReport,
    "followup.close": FollowUpClose,
    "loan.need": LoanNeed,
    "loan.offer": LoanOffer,
    "loan.withdrawal": LoanOfferWithdrawal,
    "loan.refusal": LoanRefusal,
    "loan.acceptance": LoanAcceptance,
    "loan.signature": LoanSignature,
    "loan.cancellation": LoanCancellation,
    "loan.sending": LoanSending,
    "loan.deployment": LoanDeployment,
    "loan.return": LoanReturn,
    "loan.result": LoanResult,
    "loan.cost": LoanCostNote,
    "loan.claim": LoanClaim,
    "loan.settlement": LoanSettlement,
    "loan.evaluation": LoanEvaluation,
    "witness.ask": WitnessAsk,
    "witness.cosignature": WitnessCosignature,
    "witness.gossip": WitnessGossip,
    "witness.heard": WitnessHeard,
    "witness.proof.ask": WitnessProofAsk,
    "witness.proof": WitnessProof,
    "receipt": Receipt,
    "refusal": Refusal,
}
M = TypeVar("M", bound=Message)
REMEDY = N_("Update the software of both services; if that does not help, tell the partner.")
KIND_OF = {model: kind for kind, model in KINDS.items()}


def kind_of(message: Message) -> str:
    """The kind under which this message travels."""
    return KIND_OF[type(message)]


def encode(message: Message) -> bytes:
    """The canonical bytes of the message: RFC 8785, then a line feed and the body of a message that has one.

    A packed message has its own layout.
    """
    if isinstance(message, Packed):
        return message.packed()
    if not message.body:
        return canonical(message.model_dump(mode="json", by_alias=True))
    rest = canonical(message.model_dump(mode="json", by_alias=True, exclude={message.body}))
    return rest + b"\n" + bytes(getattr(message, message.body))


def decode(kind: str, data: bytes) -> Message:
    """The message of this kind in the bytes.

    Raises:
        Invalid: ``wire.kind`` for an unknown kind, ``wire.too-large``, ``wire.invalid`` with the place of the first
            wrong field, ``wire.not-canonical`` when the bytes are not the canonical ones.
    """
    model = KINDS.get(kind)
    if model is None:
        raise Invalid("wire.kind", N_("This kind of message is unknown."), REMEDY, place="kind")
    return decode_as(model, data, place=kind)


def decode_as(model: type[M], data: bytes, *, place: str, largest: int = MAX_PAYLOAD_BYTES) -> M:
    """The message of this model in the bytes; ``place`` names the whole. Errors as in ``decode``."""
    if len(data) > largest:
        raise Invalid(
            "wire.too-large",
            N_("The message is larger than %(limit)d bytes."),
            REMEDY,
            place=place,
            limit=largest,
        )
    try:
        message = _read(model, data)
    except _NoLayout:
        raise Invalid(
            "wire.invalid",
            N_("The message does not follow its protocol: %(why)s."),
            REMEDY,
            place=place,
            why="not its layout",
        ) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise Invalid(
            "wire.invalid",
            N_("The message does not follow its protocol: %(why)s."),
            REMEDY,
            place=_path(place, first["loc"]),
            why=first["msg"],
        ) from None  # the original error would show the input
    if encode(message) != data:
        raise Invalid("wire.not-canonical", N_("The message is not in canonical form."), REMEDY, place=place)
    return message


class _NoLayout(Exception):
    """The bytes of a packed message are not laid out as agreed."""


def _read(model: type[M], data: bytes) -> M:
    if issubclass(model, Packed):
        try:
            values = model.unpacked(data)
        except (ValueError, struct.error) as error:
            raise _NoLayout from error
        return model.model_validate(values)
    if not model.body:
        return model.model_validate_json(data)
    rest, _, body = data.partition(b"\n")
    # Read as JSON, like every message; the body is put in its place, so that its size is checked like any field's.
    try:
        values = from_json(rest) if rest.startswith(b"{") else {}
    except ValueError:
        values = {}
    return model.model_validate({**values, model.body: body})


def _path(place: str, location: tuple[int | str, ...]) -> str:
    path = place
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step[:80]}"
    return path
