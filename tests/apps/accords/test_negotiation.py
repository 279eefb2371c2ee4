"""Drafts between parties: propose, comment, agree, sign with four eyes, in force; and what is refused on the way."""

import base64
import datetime as dt

import pytest
from tests.apps.accords.texts import signed, today, unsigned
from tests.apps.exchange.fake_partner import FakePartner

from benkan.apps.accords import drafts, proposing, signing, states
from benkan.apps.accords import services as accords
from benkan.apps.accords.models import Convention, Draft, Stance
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Outgoing
from benkan.apps.journal import services as journal
from benkan.core import conventions
from benkan.core.conventions.canonical import signed_bytes
from benkan.core.conventions.negotiating import MAX_LETTERS_PER_DAY, MAX_OPEN_DRAFTS
from benkan.core.errors import Invalid, Refused
from benkan.wire import ConventionOpinion, ConventionProposal, ConventionSignature

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(officer):
    return officer("liaison")


@pytest.fixture
def draft(partner, writer) -> Draft:
    return drafts.start("ml-ma-2026", ["ma-dgsn"], "bilateral", writer, starts_on=today())


def receive(partner, payload, convention=""):
    return partner.read(exchange.receive(partner.letter(payload, convention=convention)))


def proposal(given, **changes):
    convention = conventions.parse(given)
    values = {
        "convention": convention.identifier,
        "version": convention.version,
        "sha256": convention.sha256,
        "text": given,
        "note": "",
        "officer": "M. Alaoui",
    }
    return ConventionProposal(**(values | changes))


def opinion(text, stance="agrees", comment="", article=""):
    one = conventions.parse(text)
    return ConventionOpinion(
        convention=one.identifier,
        version=one.version,
        sha256=one.sha256,
        stance=stance,
        comment=comment,
        article=article,
        officer="M. Alaoui",
    )


def signature(partner, text, on=None, **changes):
    one, on = conventions.parse(text), on or today()
    values = {
        "convention": one.identifier,
        "version": one.version,
        "sha256": one.sha256,
        "key": partner.signing.public,
        "value": partner.signing.sign(signed_bytes(one.sha256, partner.agency, on)),
        "signed_on": on.isoformat(),
        "prepared_by": "S. Idrissi",
        "signed_by": "M. Alaoui",
    }
    return ConventionSignature(**(values | changes))


def states_of(row):
    row.refresh_from_db()
    convention = conventions.parse(proposing.on_table(row).text)
    return {each.agency: each.state for each in states.parties(row, convention)}


def test_a_draft_becomes_a_convention_in_force_by_letters_alone(draft, partner, writer, officer, own):
    proposing.propose(draft, writer, "Première version")
    assert states_of(draft) == {"ml-ocs": "proposed", "ma-dgsn": "silent"}
    exchange.deliver_due(threads=False)
    sent = partner.opened[0][1]
    assert (partner.kinds(), sent.note) == (["convention.proposal"], "Première version")

    receive(partner, opinion(sent.text, "seen"))
    assert states_of(draft)["ma-dgsn"] == "seen"
    receive(partner, opinion(sent.text, "comments", "Article 6 : 100 recherches ?"))
    assert states_of(draft)["ma-dgsn"] == "comments"
    receive(partner, opinion(sent.text))
    assert states_of(draft)["ma-dgsn"] == "agrees"

    signing.prepare(draft, writer)
    signing.sign(draft, officer("supervisor"), draft.on_table)
    assert (states.of(draft).code, states.of(draft).signed) == ("signing", 1)
    assert not Convention.objects.exists()
    exchange.deliver_due(threads=False)
    told = partner.opened[-1][1]
    assert (told.prepared_by, told.signed_by) == ("Liaison (liaison-1)", "Supervisor (supervisor-1)")

    header, _ = receive(partner, signature(partner, sent.text))
    assert header.kind == "receipt"
    assert states.of(draft).code == "complete"
    kept = Convention.objects.get()
    assert conventions.verify(kept.text).complete
    assert drafts.listed() == []
    assert accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud").convention == "ml-ma-2026"
    events = [line["event"] for line in journal.latest(20)]
    assert events.count("convention-signed") == 2
    assert "convention-added" in events


def test_a_comment_is_about_an_article_of_the_text_on_the_table(draft, partner, writer):
    proposing.propose(draft, writer)
    draft.refresh_from_db()
    kept = proposing.say(draft, writer, "comments", "Cent recherches suffisent.", "6")
    exchange.deliver_due(threads=False)
    told = partner.opened[-1][1]
    assert (kept.article, told.article, told.comment) == ("6", "6", "Cent recherches suffisent.")
    receive(partner, opinion(draft.text, "comments", "Deux cents.", "6"))
    assert Stance.objects.get(party="ma-dgsn").article == "6"


@pytest.mark.parametrize(("stance", "article"), [("comments", "99"), ("agrees", "6"), ("declines", "6")])
def test_a_text_is_agreed_to_as_a_whole_and_has_no_other_articles(draft, partner, writer, stance, article):
    proposing.propose(draft, writer)
    draft.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        proposing.say(draft, writer, stance, "Cent.", article)
    assert (refused.value.code, refused.value.place) == ("convention.article", "article")
    assert not Stance.objects.exists()


def test_a_party_that_was_told_nothing_has_received_nothing(draft):
    convention = conventions.parse(draft.text)
    assert {each.agency: each.state for each in states.parties(draft, convention)} == {
        "ml-ocs": "drafting",
        "ma-dgsn": "untold",
    }


def test_no_line_of_the_journal_holds_what_was_written(draft, partner, writer):
    proposing.propose(draft, writer, "mot-secret")
    receive(partner, opinion(draft.text, "comments", "autre-secret"))
    assert "secret" not in str(journal.latest(20))


def test_the_officer_who_prepared_does_not_sign(draft, officer):
    both = officer("supervisor")
    proposing.propose(draft, both)
    signing.prepare(draft, both)
    with pytest.raises(Refused) as caught:
        signing.sign(draft, both, draft.on_table)
    assert caught.value.code == "convention.four-eyes"
    assert not Stance.objects.exists()


def test_nothing_is_signed_that_was_not_prepared_or_not_shown(draft, writer, officer):
    signer = officer("supervisor")
    with pytest.raises(Refused) as caught:
        signing.sign(draft, signer, "")
    assert caught.value.code == "convention.not-proposed"
    proposing.propose(draft, writer)
    draft.refresh_from_db()
    with pytest.raises(Refused) as caught:
        signing.sign(draft, signer, draft.on_table)
    assert caught.value.code == "convention.not-prepared"
    signing.prepare(draft, writer)
    with pytest.raises(Refused) as caught:
        signing.sign(draft, signer, "0" * 64)
    assert caught.value.code == "convention.other-text"
    signing.sign(draft, signer, draft.on_table)
    with pytest.raises(Refused) as caught:
        signing.sign(draft, signer, draft.on_table)
    assert caught.value.code == "convention.signed-already"


def test_a_text_that_changed_since_it_was_prepared_is_not_signed(draft, partner, writer, officer):
    proposing.propose(draft, writer)
    signing.prepare(draft, writer)
    shown = draft.on_table
    receive(partner, proposal(conventions.edit(draft.text, {("retention", "days"): 30})))
    with pytest.raises(Refused) as caught:
        signing.sign(draft, officer("supervisor"), shown)
    assert caught.value.code == "convention.not-prepared"


@pytest.mark.parametrize("role", ["analyst", "control", "liaison"])
def test_these_roles_do_not_sign(draft, writer, officer, role):
    proposing.propose(draft, writer)
    signing.prepare(draft, writer)
    who = writer if role == "liaison" else officer(role)
    with pytest.raises(Refused) as caught:
        signing.sign(draft, who, draft.on_table)
    assert caught.value.code == "role.not-allowed"


def test_a_draft_with_changes_that_were_not_proposed_cannot_be_prepared(draft, writer):
    proposing.propose(draft, writer)
    draft.refresh_from_db()
    drafts.save_terms(draft, {("retention", "days"): 30}, drafts.stamp(draft), writer)
    draft.refresh_from_db()
    with pytest.raises(Refused) as caught:
        signing.prepare(draft, writer)
    assert caught.value.code == "convention.draft-ahead"


def test_a_partner_s_proposal_is_a_draft_here_and_its_counterproposal_follows(partner, writer):
    text = unsigned(partner)
    header, _ = receive(partner, proposal(text))
    assert header.kind == "receipt"
    row = Draft.objects.get()
    assert (row.proposer, row.text, row.on_table) == ("ma-dgsn", text, conventions.digest_of(text))
    saved = drafts.save_terms(row, {("retention", "days"): 30}, drafts.stamp(row), writer)
    proposing.propose(saved, writer)
    assert [each.party for each in row.revisions.all()] == ["ma-dgsn", "ml-ocs"]
    assert Outgoing.objects.get().kind == "convention.proposal"


def test_a_proposal_does_not_overwrite_what_we_are_writing(partner, writer):
    text = unsigned(partner)
    receive(partner, proposal(text))
    row = Draft.objects.get()
    mine = drafts.save_terms(row, {("retention", "days"): 30}, drafts.stamp(row), writer).text
    receive(partner, proposal(conventions.edit(text, {("retention", "days"): 60})))
    row.refresh_from_db()
    assert row.text == mine
    assert conventions.parse(proposing.on_table(row).text).retention_days == 60


def test_a_proposal_does_not_overwrite_a_draft_of_ours_that_nobody_knows_yet(draft, partner):
    mine = draft.text
    receive(partner, proposal(unsigned(partner, identifier="ml-ma-2026", retention_days=60)))
    draft.refresh_from_db()
    assert draft.text == mine
    assert conventions.parse(proposing.on_table(draft).text).retention_days == 60


def test_a_proposal_does_not_overwrite_remarks_that_we_wrote_into_the_text(partner, writer):
    text = unsigned(partner)
    receive(partner, proposal(text))
    row = Draft.objects.get()
    drafts.save_text(row, f"# à voir avec le juriste\n{text}", drafts.stamp(row), writer)
    receive(partner, proposal(conventions.edit(text, {("retention", "days"): 60})))
    row.refresh_from_db()
    assert "# à voir avec le juriste" in row.text


@pytest.mark.parametrize("hidden", ["\u202e", "\u200f", "\x85"])
def test_a_text_with_hidden_characters_in_a_remark_is_not_proposed(draft, writer, hidden):
    drafts.save_text(draft, f"# a{hidden}b\n{draft.text}", drafts.stamp(draft), writer)
    draft.refresh_from_db()
    with pytest.raises(Invalid) as caught:
        proposing.propose(draft, writer)
    assert (caught.value.code, caught.value.place) == ("convention.hidden", "line 1")


def test_opening_a_proposal_tells_the_others_once(partner, writer, officer):
    receive(partner, proposal(unsigned(partner)))
    row = Draft.objects.get()
    proposing.see(row, officer("analyst"))
    assert not Outgoing.objects.exists()
    proposing.see(row, writer)
    proposing.see(row, writer)
    assert [letter.kind for letter in Outgoing.objects.all()] == ["convention.opinion"]


def test_a_signature_that_comes_before_its_text_counts_when_the_text_comes(partner, writer, officer):
    text = unsigned(partner)
    receive(partner, signature(partner, text))
    assert not Draft.objects.exists()
    receive(partner, proposal(text))
    row = Draft.objects.get()
    assert states.of(row).signed == 1
    signing.prepare(row, writer)
    signing.sign(row, officer("supervisor"), row.on_table)
    assert Convention.objects.get().digest == conventions.digest_of(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"value": b"x" * 64},
        {"signed_on": "2020-01-01"},
        {"sha256": "0" * 64},
        {"key": b"k" * 32},
    ],
)
def test_a_signature_that_does_not_hold_is_refused(draft, partner, writer, changes):
    proposing.propose(draft, writer)
    header, refusal = receive(partner, signature(partner, draft.text, **changes))
    assert (header.kind, refusal.code) == ("refusal", "convention.signature")
    assert not Stance.objects.exists()


def test_a_party_signs_only_for_itself(draft, partner, network, writer):
    proposing.propose(draft, writer)
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    header, refusal = receive(other, signature(partner, draft.text))
    assert (header.kind, refusal.code) == ("refusal", "negotiation.not-party")
    assert not Stance.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sha256": "0" * 64}, "convention.proposal"),
        ({"version": 2}, "convention.proposal"),
        ({"text": "no = \n"}, "convention.invalid"),
    ],
)
def test_a_proposal_that_is_not_what_it_says_is_refused(partner, changes, code):
    header, refusal = receive(partner, proposal(unsigned(partner), **changes))
    assert (header.kind, refusal.code) == ("refusal", code)
    assert not Draft.objects.exists()


def test_a_signed_text_is_no_proposal(partner):
    header, refusal = receive(partner, proposal(signed(partner)))
    assert (header.kind, refusal.code) == ("refusal", "convention.proposal")


def test_a_draft_between_others_is_refused_with_the_rule_in_three_languages(partner, network):
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    header, refusal = receive(other, proposal(unsigned(partner)))
    assert (header.kind, refusal.code, refusal.clause) == ("refusal", "negotiation.not-party", "BKP-03 · 7")
    assert all(refusal.facts[f"clause_{language}"] for language in ("fr", "en", "ar"))


def test_a_draft_with_another_key_than_the_directory_s_is_refused(partner):
    forged = FakePartner(partner.agency)
    header, refusal = receive(partner, proposal(unsigned(forged)))
    assert (header.kind, refusal.code) == ("refusal", "convention.key-mismatch")


def test_a_version_that_is_signed_already_is_not_proposed_again(text, partner):
    accords.add(text)
    header, refusal = receive(partner, proposal(unsigned(partner, retention_days=7)))
    assert (header.kind, refusal.code) == ("refusal", "convention.version-old")


def test_a_flood_of_letters_is_refused_and_a_new_day_takes_them_again(draft, partner, writer, monkeypatch):
    proposing.propose(draft, writer)
    for _ in range(MAX_LETTERS_PER_DAY):
        Stance.objects.create(
            convention="x", version=1, sha256="", party="ma-dgsn", kind="seen", at=dt.datetime.now(dt.UTC)
        )
    header, refusal = receive(partner, opinion(draft.text))
    assert (header.kind, refusal.code) == ("refusal", "negotiation.too-many")
    Stance.objects.update(at=dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    assert receive(partner, opinion(draft.text))[0].kind == "receipt"


def test_a_partner_has_only_so_many_drafts_open_here(partner):
    for number in range(MAX_OPEN_DRAFTS):
        assert receive(partner, proposal(unsigned(partner, identifier=f"pact-{number}")))[0].kind == "receipt"
    header, refusal = receive(partner, proposal(unsigned(partner, identifier="one-more")))
    assert (header.kind, refusal.code) == ("refusal", "negotiation.drafts")


def test_words_about_texts_that_never_come_are_bounded(partner):
    for number in range(proposing.MAX_EARLY_WORDS):
        text = unsigned(partner, identifier=f"pact-{number}")
        assert receive(partner, opinion(text))[0].kind == "receipt"
    header, refusal = receive(partner, opinion(unsigned(partner, identifier="one-more")))
    assert (header.kind, refusal.code) == ("refusal", "negotiation.no-text")


def test_a_stranger_cannot_even_write(partner, network):
    stranger = FakePartner("xx-other", "FR")
    with pytest.raises(Refused) as caught:
        exchange.receive(stranger.letter(proposal(unsigned(stranger)), convention=""))
    assert caught.value.code == "agency.unknown"


def test_a_party_without_a_card_gets_no_letter_and_is_shown_as_out_of_reach(partner, writer):
    far = FakePartner("bf-cnlcd", "BF")
    row = drafts.take(unsigned(partner, far, identifier="aes-2026"), writer)
    proposing.propose(row, writer)
    assert [letter.recipient for letter in Outgoing.objects.all()] == ["ma-dgsn"]
    convention = conventions.parse(row.text)
    assert {each.agency: each.reachable for each in states.parties(row, convention)}["bf-cnlcd"] is False


def test_the_comment_of_a_partner_is_bounded_by_its_form():
    with pytest.raises(ValueError, match="at most 2000"):
        ConventionOpinion(
            convention="ab", version=1, sha256="0" * 64, stance="comments", comment="x" * 2001, officer="A"
        )
    with pytest.raises(ValueError, match="another person"):
        ConventionSignature(
            convention="ab",
            version=1,
            sha256="0" * 64,
            key=b"k" * 32,
            value=b"v" * 64,
            signed_on="2026-01-01",
            prepared_by="A",
            signed_by="A",
        )


@pytest.mark.parametrize(("stance", "comment"), [("comments", " "), ("signed", ""), ("agrees", "x" * 2001)])
def test_what_we_say_has_words_and_bounds(draft, writer, stance, comment):
    proposing.propose(draft, writer)
    with pytest.raises(Invalid):
        proposing.say(draft, writer, stance, comment)


def test_a_complete_text_that_cannot_come_into_force_waits_and_says_why(draft, partner, writer, officer):
    from benkan.apps.agencies import services as agencies

    proposing.propose(draft, writer)
    signing.prepare(draft, writer)
    signer = officer("supervisor")
    signing.sign(draft, signer, draft.on_table)
    late = signature(partner, draft.text)
    Stance.objects.create(
        convention=late.convention,
        version=1,
        sha256=late.sha256,
        party="ma-dgsn",
        kind="signed",
        key=base64.b64encode(late.key).decode(),
        value=base64.b64encode(late.value).decode(),
        signed_on=today(),
        at=dt.datetime.now(dt.UTC),
    )
    replaced = FakePartner("ma-dgsn")
    agencies.add_card(replaced.card(), replace=True)
    assert signing.complete(draft) is None
    with pytest.raises(Refused) as caught:
        signing.put_into_force(draft, signer)
    assert caught.value.code == "convention.key-mismatch"


def test_an_amendment_by_letters_takes_the_place_of_the_version_before(text, partner, writer, officer):
    accords.add(text)
    row = drafts.amend("ml-ma-2025", writer)
    row = drafts.save_terms(row, {("retention", "days"): 30}, drafts.stamp(row), writer)
    proposing.propose(row, writer)
    row.refresh_from_db()
    signing.prepare(row, writer)
    signing.sign(row, officer("supervisor"), row.on_table)
    receive(partner, signature(partner, row.text))
    assert sorted(Convention.objects.values_list("version", flat=True)) == [1, 2]
    permit = accords.decide("request", actor="ml-ocs", counterparty="ma-dgsn", purpose="fraud")
    assert permit.version == 2
