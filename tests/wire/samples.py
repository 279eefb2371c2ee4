"""One made-up message of every kind; all values are invented."""

from benkan import wire
from benkan.core.envelope import SigningKey

UUIDS = [f"{digit * 8}-2222-4333-8444-555555555555" for digit in "1234"]
AT = "2026-01-01T12:00:00Z"
HASH = "ab" * 32

OWNER = SigningKey.from_bytes(bytes(range(32)))
SALTS = {"birthDate": b"s" * 16}


def stated(version, salts, **changes):
    """What the owner of the sample release signs about one state of it."""
    given = {
        "owner": "ma-dgsn",
        "convention": "aes-2025",
        "release": UUIDS[1],
        "version": version,
        "receiver": "ml-ocs",
        "schema": "Person",
        "handling": "H1",
        "grade": "B2",
        "purpose": "drug-trafficking",
        "retained_until": "2027-01-01",
        "digests": wire.digests_of({name: ["1985"] for name in salts}, salts),
    }
    return wire.signed(wire.Statement, OWNER, **(given | changes))


PERMIT = wire.signed(
    wire.Permit,
    OWNER,
    permit=UUIDS[0],
    owner="ma-dgsn",
    convention="aes-2025",
    release=UUIDS[1],
    giver="ml-ocs",
    receiver="ne-drug",
    hop=2,
    names=["birthDate"],
    valid_until="2026-01-15",
)


def joint_item(kind: str) -> wire.JointItem:
    """An item of a joint case; its signature is none."""
    data = kind == "entity"
    return wire.JointItem(
        header=wire.JointHeader(
            case=UUIDS[0],
            party="ml-ocs",
            number=2,
            previous=HASH,
            clock=1_767_268_800_000,
            kind=kind,
            of=None if data else ["ml-ocs", 1],
            seen={"ma-dgsn": [4, "cd" * 32]},
            content_sha256=HASH,
        ),
        signature=b"s" * 64,
        content=wire.JointContent(
            officer="A. Traoré",
            fields={"schema": ["Person"], "name": ["Moussa", "موسى"], "alias": []} if data else {"reason": ["Erreur"]},
            salt="0" * 32,
            handling="H1" if data else "",
            grade="B2" if data else "",
            retained_until="2026-12-31" if data else "",
            categories=["person"] if data else [],
        ),
    )


MESSAGES = [
    wire.IndexAsk(format="benkan-index-2", matching_version="1-ab12"),
    wire.IndexManifest(
        responder="ne-drug",
        convention="aes-2025",
        epoch=3,
        epoch_started_on="2026-01-01",
        matching_version="1-ab12",
        public_keys={"name": b"n" * 32, "identifier": b"i" * 32},
        secret=b"s" * 32,
        base=wire.IndexPart(sha256=HASH, count=10_584, tombstones=0, data_bytes=70_000, made_on="2026-01-01"),
        deltas=[wire.IndexPart(sha256="cd" * 32, count=64, tombstones=67, data_bytes=730, made_on="2026-01-02")],
        built_at=AT,
        expires_at="2026-01-31T12:00:00Z",
    ),
    wire.IndexDigestsAsk(epoch=3, sha256=HASH),
    wire.IndexDigests(sha256=HASH, digests=b"\n\xff" * 32),
    wire.IndexChunkAsk(epoch=3, sha256=HASH, number=1),
    wire.IndexChunk(number=1, data=b"\x00\xff" * 10),
    wire.SearchAsk(
        purpose="drug-trafficking",
        case_commitment=HASH,
        officer_commitment=HASH,
        epoch=3,
        elements={"name": [b"e" * 32] * 32, "identifier": [b"f" * 32] * 8},
    ),
    wire.SearchAnswer(epoch=3, answers={"name": b"p" * 64 + b"e" * 1024, "identifier": b"p" * 64 + b"e" * 256}),
    wire.Request(
        request=UUIDS[0],
        purpose="drug-trafficking",
        urgency="urgent",
        urgency_code="custody-ends",
        officer="A. Traoré",
        officer_role="analyst",
        case_reference="ML-2026-17",
        question="Que savez-vous ?\nمن هو؟",
        legal_ground="art. 12",
        handle=b"h" * 16,
        tier="name+date",
        due_at=AT,
        language="fr",
    ),
    wire.Release(
        request=UUIDS[0],
        release=UUIDS[1],
        version=1,
        decision="part",
        reason_code="necessary",
        reason="Utile à l'enquête",
        schema="Person",
        properties={"name": ["محمد", "Mohamed"], "birthDate": ["1984"]},
        withheld=3,
        handling="H1",
        grade="B2",
        purpose="drug-trafficking",
        retained_until="2027-01-01",
        officer="K. Alaoui",
        second_officer="S. Idrissi",
    ),
    wire.Delay(request=UUIDS[0], delay=UUIDS[1], reason_code="judge", reason="", expected_at=AT, officer="K. Alaoui"),
    wire.ClarificationAsk(
        request=UUIDS[0],
        clarification=UUIDS[2],
        question_code="which-person",
        question="أيهما؟",
        officer="K. Alaoui",
    ),
    wire.ClarificationAnswer(request=UUIDS[0], clarification=UUIDS[2], answer="Celui né en 1984", officer="A. Traoré"),
    wire.Feedback(
        request=UUIDS[0],
        release=UUIDS[1],
        number=2,
        usefulness="useful",
        outcomes=["arrest", "seizure"],
        remark="",
        officer="A. Traoré",
    ),
    wire.Correction(
        release=UUIDS[1],
        version=2,
        properties={"birthDate": ["1985"]},
        reason_code="typing-error",
        reason="erreur",
        officer="K. Alaoui",
        statement=stated(2, SALTS),
        salts=SALTS,
    ),
    wire.Withdrawal(
        release=UUIDS[1], version=3, fields=["birthDate"], reason_code="source", reason="", officer="K. Alaoui"
    ),
    wire.Extension(
        release=UUIDS[1],
        version=4,
        retained_until="2027-06-01",
        reason_code="trial",
        reason="",
        officer="K. Alaoui",
        statement=stated(4, {}, retained_until="2027-06-01"),
    ),
    wire.ExtensionAsk(
        ask=UUIDS[2],
        release=UUIDS[1],
        retained_until="2027-06-01",
        reason_code="trial",
        reason="appel",
        officer="A. Traoré",
    ),
    wire.ExtensionRefusal(ask=UUIDS[2], reason_code="too-long", reason="", officer="K. Alaoui"),
    wire.OnwardAsk(
        ask=UUIDS[3],
        release=UUIDS[1],
        receiver="ne-drug",
        names=["birthDate"],
        reason_code="person-there",
        reason="",
        officer="A. Traoré",
    ),
    wire.OnwardAnswer(
        ask=UUIDS[3],
        permit=PERMIT,
        reason_code="agreed",
        reason="",
        officer="K. Alaoui",
        second_officer="S. Idrissi",
    ),
    wire.Onward(
        statement=stated(1, SALTS),
        permits=[PERMIT],
        properties={"birthDate": ["1985"]},
        salts=SALTS,
        reason_code="person-there",
        reason="",
        officer="A. Traoré",
    ),
    wire.signed(
        wire.Holding,
        OWNER,
        release=UUIDS[1],
        owner="ma-dgsn",
        holder="ne-drug",
        version=2,
        what="corrected",
        fields_left=1,
        reason_code=None,
        done_at=AT,
    ),
    wire.Acknowledgement(of=UUIDS[2], release=UUIDS[1], version=3, done_at=AT, what="withdrawn"),
    wire.AttachmentDigestsAsk(attachment=UUIDS[2]),
    wire.AttachmentDigests(attachment=UUIDS[2], digests=b"\n\xff" * 32),
    wire.AttachmentChunkAsk(attachment=UUIDS[2], number=1, count=8),
    wire.AttachmentChunk(attachment=UUIDS[2], number=1, data=b"\x00\n\xff" * 10),
    wire.AttachmentReceived(attachment=UUIDS[2], sha256=HASH, received_at=AT),
    wire.Suspension(convention="aes-2025", version=1, reason="revue", effective_at=AT, officer="D. Sow"),
    wire.Resumption(convention="aes-2025", version=1, reason="revue faite", effective_at=AT, officer="D. Sow"),
    wire.ConventionProposal(
        convention="aes-2025",
        version=2,
        sha256=HASH,
        text='format = "benkan-convention-1"\n# قيد التفاوض\n',
        note="article 4 revu",
        officer="D. Sow",
    ),
    wire.ConventionOpinion(
        convention="aes-2025", version=2, sha256=HASH, stance="comments", comment="Article 6 ?", officer="D. Sow"
    ),
    wire.ConventionSignature(
        convention="aes-2025",
        version=2,
        sha256=HASH,
        key=b"k" * 32,
        value=b"s" * 64,
        signed_on="2026-01-02",
        prepared_by="D. Sow",
        signed_by="K. Alaoui",
    ),
    wire.WitnessAsk(checkpoint="ml-ocs/journal\n2\nAAAA\n\n— ml-ocs/journal AAAA\n", proof=[b"h" * 32], old_size=1),
    wire.WitnessCosignature(line="— ne-drug/journal AAAA\n"),
    wire.WitnessGossip(notes=["ma-dgsn/journal\n2\nAAAA\n\n— ma-dgsn/journal AAAA\n"]),
    wire.WitnessHeard(notes=["ne-drug/journal\n2\nAAAA\n\n— ne-drug/journal AAAA\n"]),
    wire.WitnessProofAsk(
        old="ne-drug/journal\n1\nAAAA\n\n— ne-drug/journal AAAA\n",
        new="ne-drug/journal\n2\nAAAA\n\n— ne-drug/journal AAAA\n",
    ),
    wire.WitnessProof(old_size=1, new_size=2, proof=[b"h" * 32]),
    wire.Receipt(envelope=UUIDS[3], sha256=HASH, received_at=AT),
    wire.Refusal(
        code="convention.expired",
        text="ended on %(ends_on)s",
        clause="aes-2025 · 2",
        facts={"ends_on": "2026-01-01"},
        remedy="",
    ),
    wire.JointCaseProposal(
        case=UUIDS[0],
        sha256=HASH,
        purpose="drug-trafficking",
        text='format = "benkan-joint-case-1"\n',
        note="",
        officer="A. Traoré",
    ),
    wire.JointCaseSignature(
        case=UUIDS[0],
        sha256=HASH,
        purpose="drug-trafficking",
        value=b"v" * 64,
        signed_on="2026-01-01",
        prepared_by="A. Traoré (analyste)",
        signed_by="S. Idrissi (chef)",
    ),
    wire.JointCaseItems(case=UUIDS[0], purpose="drug-trafficking", handling="H1", items=[joint_item("entity")]),
    wire.JointCaseNotices(
        case=UUIDS[0],
        items=[joint_item("withdrawal"), wire.JointItem(**{**dict(joint_item("entity")), "content": None})],
    ),
    wire.JointCaseAsk(case=UUIDS[0], purpose="drug-trafficking", first=3, last=7),
]
CARD = wire.AttachmentCard(
    attachment=UUIDS[2],
    name="Procès-verbal تقرير.pdf",
    media_type="application/pdf",
    data_bytes=300_000,
    sha256=HASH,
    chunk_bytes=262_144,
    chunks_sha256="cd" * 32,
)
BY_KIND = {wire.kind_of(message): message for message in MESSAGES}
