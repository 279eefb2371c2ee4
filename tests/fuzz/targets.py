"""The readers of bytes that a partner, a stick or a disk may have spoilt, each with valid samples.

The law is one for all: a value comes out, or an error of ours. Anything else, a hang included, is a defect.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import io
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from benkan import wire
from benkan.apps.exchange import transport
from benkan.apps.journal import entry as journal
from benkan.apps.training import grading
from benkan.core import blind, conventions, envelope, jointcases, reporting, tlog
from benkan.core.blind import rice
from benkan.core.envelope.header import parse_header
from benkan.core.envelope.layout import commitment_of, padded
from benkan.core.errors import BenkanError
from benkan.formats import document_kind, learning_package, mean_list, questions
from benkan.wire.fields import Packed
from tests.core.conventions.pact import drafted, signed_by
from tests.core.envelope.letters import (
    HEADER,
    MALI,
    SECRET,
    crafted,
    crafted_reply,
    letter,
    opened,
    reply,
    reply_opened,
)
from tests.core.jointcases.parties import text as joint_agreement
from tests.core.reporting.test_receipts import RECEIPT
from tests.formats import learning_packages, test_moodle_grades, test_questions
from tests.formats.test_document_kind import archive, office
from tests.fuzz import listed_files, money_files
from tests.fuzz.spoiling import spoilt_bytes, spoilt_json
from tests.wire import file as evidence_file
from tests.wire import test_split_view as split
from tests.wire.samples import BY_KIND

LONGEST_S = 5.0
MEANS = '\ufeffkind;code;place;title_fr\nlaboratory;LAB-1;"Bamako; Mali";Laboratoire\n'
DOCUMENTS = [
    office("word/document.xml"),
    archive(mimetype=b"application/vnd.oasis.opendocument.text"),
    b"%PDF-1.7\nx",
]


@dataclass(frozen=True)
class Target:
    """A reader.

    Args:
        name: what is read.
        read: the reader, or a function that uses it as the program does.
        samples: valid bytes; ``read`` takes each of them unless ``refused``.
        as_json: edit the values of the text, too.
        refused: the samples have the right form and are refused for what they say.
        authentic: nothing but the samples is ever taken, because a proof, a signature or a digest covers every byte.
    """

    name: str
    read: Callable[[bytes], object]
    samples: list[bytes] = field(repr=False)
    as_json: bool = False
    refused: bool = False
    authentic: bool = False

    def inputs(self) -> st.SearchStrategy[bytes]:
        """Spoilt bytes."""
        return spoilt_json(self.samples) if self.as_json else spoilt_bytes(self.samples)

    def attempt(self, data: bytes) -> bool:
        """Whether the reader took the bytes; it refused them otherwise, and did nothing else in time."""
        begun = time.process_time()
        try:
            self.read(data)
            refusal = None
        except BenkanError as error:
            refusal = error
        if refusal is not None:
            assert refusal.code
            assert str(refusal)  # the sentence takes its facts
        assert time.process_time() - begun < LONGEST_S, f"{self.name} took too long"
        assert refusal is not None or not self.authentic or data in self.samples, f"{self.name} took what was altered"
        return refusal is None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


# -- index ------------------------------------------------------------------------------------------------------------

SEED = bytes(range(32))
KEYS = {kind: blind.SecretKey.from_seed(SEED, b"fuzz|1|" + kind.encode()) for kind in blind.KINDS}
CONTEXTS = {kind: blind.context("ml-ocs", "ml-ma", 1, kind, SEED) for kind in blind.KINDS}
KIND = next(iter(blind.KINDS))
PROBE = blind.tag(CONTEXTS[KIND], KEYS[KIND].evaluate_known(b"token 1"))


def _tagged(numbers: range) -> blind.Tagged:
    outputs = [KEYS[KIND].evaluate_known(b"token %d" % number) for number in numbers]
    return blind.tagged(blind.tags(CONTEXTS[KIND], outputs), np.full(len(outputs), 0x0A21, np.uint16))


BASES = [blind.base(_tagged(range(count)), dummy_seed=SEED)[0] for count in (0, 40, 200)]
DELTAS = [
    blind.changes(
        blind.name(BASES[1]), _tagged(range(50, 50 + added)), _tagged(range(left)), _tagged(range(0)), dummy_seed=SEED
    ).data
    for added, left in ((0, 0), (5, 9), (80, 70))
]
SET = np.array([3, 4, 90, 1_000, 70_000, 70_001], np.uint64)


def _base(data: bytes) -> object:
    return blind.Index.load(data).lookup(PROBE)


def _delta(data: bytes) -> object:
    """The delta behind the base that it names, whichever that is."""
    return blind.Delta.load(data), blind.Index.load(BASES[1], [data]).lookup(PROBE)


def _set(data: bytes) -> object:
    return rice.decode(data, 0, len(SET), 10, 1 << 20)


PIECES = [b"a" * 100, b"b" * 7]


def _chunks(data: bytes) -> object:
    """A stranger's pieces under our digests, and a stranger's digests over our pieces."""
    half = len(data) // 2
    with contextlib.suppress(BenkanError):
        blind.join([data[:half], data[half:]], [hashlib.sha256(one).hexdigest() for one in PIECES])
    return blind.join(PIECES, [data[:half].hex(), data[half:].hex()])


# -- search -----------------------------------------------------------------------------------------------------------

TOKENS = {kind: [b"token|" + kind.encode()] for kind in blind.KINDS}
QUERY = blind.prepare(TOKENS)
BLINDINGS = [blind.blind(b"token %d" % number) for number in range(4)]
ELEMENTS = b"".join(one.element for one in BLINDINGS)
EVALUATION = KEYS[KIND].evaluate([one.element for one in BLINDINGS])


def _evaluate(data: bytes) -> object:
    return KEYS[KIND].evaluate([data[at : at + blind.ELEMENT_BYTES] for at in range(0, len(data), blind.ELEMENT_BYTES)])


def _finish(data: bytes) -> object:
    return blind.finalize(BLINDINGS, data, KEYS[KIND].public_key)


def _public_key(data: bytes) -> object:
    return blind.finalize(BLINDINGS, EVALUATION, data)


def _label(data: bytes) -> object:
    return wire.Label.from_int(int.from_bytes(data[:2])).to_int()


# -- letters ----------------------------------------------------------------------------------------------------------

LETTERS = [letter(), letter(b"{}" * 400, convention="", kind="request"), letter(b"", previous=HEADER.id)]
REPLIES = [reply(), reply(b"{}" * 400, kind="refusal", thread=HEADER.id)]
ANSWERS = [*(envelope.Answer(reply=data) for data in REPLIES), envelope.Answer(code="node.busy")]
HEADERS = [
    dataclasses.replace(HEADER, commitment=commitment_of(b"s" * 32, b"x"), **changes).to_bytes()
    for changes in ({}, {"convention": ""}, {"previous": HEADER.id})
]
CARD = wire.encode(evidence_file.card("ml-ocs"))
EVIDENCE = [evidence_file.made()]
SPLIT_VIEWS = [
    split.made(split.note(6), split.note(6, split.FORKED)),
    split.made(split.note(4), split.note(8, split.FORKED), split.proof(4, 8, split.FORKED)),
]
TRUSTED = [evidence_file.card("ml-ocs"), evidence_file.card("ma-dgsn")]


def _split_view(data: bytes) -> object:
    findings = wire.verify_split_view(data, TRUSTED)
    assert all("%(" not in finding.sentence for finding in findings)
    return wire.evidence_holds(findings), wire.read_split_view(data)


def _evidence(data: bytes) -> object:
    """A judge's reading never raises: what is wrong is a finding."""
    findings = wire.verify_evidence(data, TRUSTED)
    assert findings
    return wire.evidence_holds(findings), wire.read_evidence(data)


def _refusal(data: bytes) -> object:
    """What a page and a log make of a partner's refusal."""
    message = wire.decode("refusal", data)
    assert isinstance(message, wire.Refusal)
    return str(wire.error_of(message))


def _kind(kind: str) -> Callable[[bytes], object]:
    def read(data: bytes) -> object:
        message = wire.decode(kind, data)
        assert wire.encode(message) == data
        return message

    return read


# -- conventions and journals -----------------------------------------------------------------------------------------

DRAFT = drafted()
CONVENTIONS = [DRAFT.encode(), signed_by(DRAFT, "ml-ocs", "bf-drug", "ne-drug").encode()]
LOG_KEY = tlog.SigningKey("ml-ocs.benkan/journal", b"l" * 32)
NOTE = tlog.sign(tlog.Checkpoint(LOG_KEY.name, 7, bytes(32)).text(), LOG_KEY)
COSIGNATURE = tlog.cosign(NOTE, LOG_KEY, 1_700_000_000)
LINE = journal.Entry(
    line=1, at="2026-01-01T12:00:00.000000Z", event="search-answered", officer="", partner="ma-dgsn",
    convention="ml-ma", clause="", reference="", facts={"elements": 40}, before="0" * 64, salt="0" * 32,
).encode()  # fmt: skip


def _convention(data: bytes) -> object:
    convention = conventions.parse(_text(data))
    return convention.sha256, conventions.verify(convention)


def _note(data: bytes) -> object:
    note = tlog.open_note(_text(data), [LOG_KEY.verifier])
    return tlog.parse_checkpoint(note.text)


def _checkpoint(data: bytes) -> object:
    return tlog.parse_checkpoint(_text(data))


def _cosignature(data: bytes) -> object:
    text, _ = tlog.split(NOTE)
    return tlog.verify_cosignature(text, _text(data), LOG_KEY.witness)


def _inclusion(data: bytes) -> object:
    proof = [data[at : at + 32] for at in range(0, len(data), 32)]
    return tlog.verify_inclusion(b"h" * 32, 3, 9, proof, b"r" * 32)


def _learning_package(data: bytes) -> object:
    with learning_package.open_package(io.BytesIO(data), lambda _issuer: learning_packages.KEY.public) as opened:
        opened.verify()
        return opened.manifest


with tempfile.TemporaryDirectory() as _name:
    PACKAGE = learning_packages.written(Path(_name))


TARGETS = [
    Target("index base", _base, BASES),
    Target("index delta and tombstones", _delta, DELTAS),
    Target("rice set", _set, [rice.encode(SET, 10)]),
    Target("index chunks", _chunks, [b"a" * 32 + b"b" * 32], refused=True),
    Target("stored question", lambda data: blind.Query.restored(TOKENS, data), [QUERY.to_bytes()], authentic=True),
    Target("blinded elements", _evaluate, [ELEMENTS, ELEMENTS[:32]]),
    Target("evaluation", _finish, [EVALUATION], authentic=True),
    Target("public key", _public_key, [KEYS[KIND].public_key], authentic=True),
    Target("label", _label, [wire.Label("drug-trafficking", "suspect", "H1", "1").to_int().to_bytes(2)]),
    Target("envelope", lambda data: (envelope.peek(data), opened(data)), LETTERS, authentic=True),
    Target("reply", lambda data: (envelope.peek(data), reply_opened(data)), REPLIES, authentic=True),
    Target("envelope header", parse_header, HEADERS),
    Target("bundle of letters", envelope.unbundle, [envelope.bundle(LETTERS), envelope.bundle(LETTERS[:1])]),
    Target("answers to a bundle", lambda data: envelope.read_answers(data, len(ANSWERS)), [envelope.answers(ANSWERS)]),
    Target(
        "envelope content",
        lambda data: opened(crafted(data)),
        [SECRET + padded(b"x", HEADER.kind)],
        authentic=True,
    ),
    Target(
        "reply content", lambda data: reply_opened(crafted_reply(data)), [padded(b"x", "search.answer")], authentic=True
    ),
    Target(
        "envelope signature",
        lambda data: envelope.verify(LETTERS[0][:-64] + data, MALI.public),
        [LETTERS[0][-64:]],
        authentic=True,
    ),
    *(
        Target(
            f"message {kind}",
            _kind(kind),
            [wire.encode(BY_KIND[kind])],
            as_json=not issubclass(wire.KINDS[kind], Packed),
        )
        for kind in sorted(wire.KINDS)
    ),
    Target("refusal in words", _refusal, [wire.encode(BY_KIND["refusal"])], as_json=True),
    Target("card", wire.decode_card, [CARD], as_json=True, authentic=True),
    Target("evidence file", _evidence, EVIDENCE, as_json=True),
    Target("split view file", _split_view, SPLIT_VIEWS, as_json=True),
    Target("convention", _convention, CONVENTIONS),
    Target("joint case agreement", lambda data: jointcases.parse(_text(data)), [joint_agreement().encode()]),
    Target("signed note", _note, [NOTE.encode()]),
    Target("checkpoint", _checkpoint, [tlog.split(NOTE)[0].encode()]),
    Target("cosignature", _cosignature, [COSIGNATURE.encode()]),
    Target("verifier key", lambda data: tlog.VerifierKey.parse(_text(data)), [LOG_KEY.verifier.text().encode()]),
    Target("proof of inclusion", _inclusion, [bytes(96)], refused=True),
    Target("journal line", journal.decode, [LINE], as_json=True),
    Target("receipt of a report", reporting.of_text, [RECEIPT.text], as_json=True),
    Target("plain refusal over HTTP", lambda data: transport._reason(data, 403), [b'{"code": "agency.unknown"}']),
    Target("goAML transfers", money_files.goaml_transfers, money_files.GOAML),
    Target("goAML document", money_files.goaml_document, money_files.GOAML),
    Target("goAML schema", money_files.goaml_schema, [money_files.XSD]),
    Target("bank message", money_files.bank_message, money_files.MESSAGES),
    Target("statement of an account", money_files.statement, money_files.STATEMENTS),
    Target("list of transfers", money_files.transfer_rows, money_files.TRANSFERS),
    Target("list of accounts", money_files.account_rows, money_files.ACCOUNTS),
    Target(
        "list of means", mean_list.read, [b"kind,code,place,scents\ndogs,K9-1,Gao,cannabis|cocaine\n", MEANS.encode()]
    ),
    Target("gradebook", grading.read, [test_moodle_grades.ENGLISH.encode(), test_moodle_grades.FRENCH.encode()]),
    Target("learning package", _learning_package, [PACKAGE]),
    Target(
        "question bank",
        lambda data: questions.read(data, "fr"),
        [test_questions.GIFT.encode(), test_questions.XML.encode()],
    ),
    Target("document of a gathering", document_kind.kind_of, DOCUMENTS),
    Target("sanctions of the UN", listed_files.un_entries, listed_files.UN),
    Target("sanctions of OFAC", listed_files.ofac_entries, listed_files.OFAC),
    Target("sanctions of the EU", listed_files.eu_entries, listed_files.EU),
]
