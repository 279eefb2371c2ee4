"""Every event that the journal knows, and the few facts that each may carry.

The list is closed on purpose: a fact that is not listed here is refused, and a value is a number, a truth value or
a short code without spaces. So a name, a question or an answer cannot slip into the journal, not even by mistake.
docs/operating/journal-events.md lists the same events for auditors; a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from benkan.core.errors import N_, Invalid

Fact = str | int | bool | list[str]

EVENTS: dict[str, str] = {
    "node-initialised": N_("The node was set up."),
    "officer-signed-in": N_("An officer signed in."),
    "officer-added": N_("An officer's account was made."),
    "agency-added": N_("A service was added to the directory."),
    "agency-confirmed": N_("A service's fingerprint was compared by voice."),
    "convention-added": N_("A convention came into the node."),
    "convention-suspended": N_("A convention was suspended."),
    "convention-resumed": N_("A convention was resumed."),
    "convention-drafted": N_("A draft of a convention was begun."),
    "convention-proposed": N_("A text of a convention was proposed."),
    "convention-opinion": N_("A party gave its opinion on a proposed text."),
    "convention-prepared": N_("A proposed text was prepared for signature."),
    "convention-signed": N_("A convention was signed by one of its parties."),
    "convention-put-aside": N_("A draft of a convention was put aside."),
    "import-done": N_("A list was imported."),
    "record-added": N_("A record was added."),
    "record-withdrawn": N_("A record was withdrawn."),
    "record-renewed": N_("A record was reviewed and kept."),
    "records-exported": N_("Records were exported to a file."),
    "case-opened": N_("A case was opened."),
    "case-shared": N_("A case was opened to a colleague."),
    "case-closed": N_("A case was closed."),
    "case-reopened": N_("A case was reopened."),
    "search-here": N_("The service's own records were searched."),
    "search-made": N_("A private search was sent."),
    "search-refused": N_("A search was refused."),
    "search-answered": N_("A partner's private search was answered."),
    "proof-refused": N_("A partner's answer came with a wrong proof and was refused."),
    "search-alarm": N_("A rule found something unusual in the searches."),
    "alarm-seen": N_("An alarm was looked at."),
    "audit-drawn": N_("A sample of searches was drawn for an audit."),
    "audit-opened": N_("The elements of a sample were opened."),
    "audit-judged": N_("An opened search was judged."),
    "audit-secrets-erased": N_("Secrets of searches were erased at the end of the audit period."),
    "seizure-recorded": N_("A seizure was recorded."),
    "seizure-changed": N_("A seizure was changed."),
    "seizure-validated": N_("A seizure was validated by a second officer."),
    "seizure-withdrawn": N_("A seizure was withdrawn."),
    "seizures-exported": N_("Seizures were exported to a file."),
    "seizures-imported": N_("A list of seizures was imported."),
    "seizures-validated": N_("Imported seizures were validated together by a second officer."),
    "seizure-linked": N_("A record was linked to a seizure."),
    "seizure-unlinked": N_("A record was unlinked from a seizure."),
    "seizure-in-case": N_("A seizure was put into a case, or out of it."),
    "photo-added": N_("A picture was added to a seizure."),
    "photo-removed": N_("A picture was removed from a seizure."),
    "custody-given": N_("An officer signed that he gave a sealed bag."),
    "custody-taken": N_("An officer signed that he took a sealed bag."),
    "sample-taken": N_("A sample was sent to a laboratory."),
    "laboratory-result": N_("A laboratory's result was recorded."),
    "destruction-recorded": N_("The destruction of a drug was recorded."),
    "destruction-confirmed": N_("The destruction of a drug was confirmed by a second officer."),
    "index-published": N_("An index was published for partners."),
    "index-fetched": N_("A partner's index was fetched."),
    "request-sent": N_("A request was sent."),
    "request-received": N_("A request was received."),
    "request-overdue": N_("The deadline of a request passed without an answer."),
    "request-escalated": N_("An overdue request was shown to the control officer."),
    "delay-told": N_("A partner was told that an answer will come later."),
    "delay-received": N_("A partner told us that its answer will come later."),
    "clarification-asked": N_("A question about a request was sent back to its asker."),
    "clarification-received": N_("A partner asked a question about our request."),
    "clarification-answered": N_("A question about our request was answered."),
    "clarification-answer-received": N_("A partner answered our question about its request."),
    "feedback-given": N_("A partner was told how useful its release was."),
    "feedback-received": N_("A partner told us how useful our release was."),
    "release-proposed": N_("A decision was proposed to a second officer."),
    "release-returned": N_("A proposed decision was sent back."),
    "release-decided": N_("A request was decided."),
    "release-received": N_("A decision on our request was received."),
    "correction-sent": N_("A correction was sent."),
    "correction-received": N_("A correction was received."),
    "withdrawal-sent": N_("A withdrawal was sent."),
    "withdrawal-received": N_("A withdrawal was received."),
    "attachment-offered": N_("A file was offered to a partner."),
    "attachment-complete": N_("A partner's file arrived whole."),
    "attachment-delivered": N_("A partner said that it has a file whole."),
    "attachment-refused": N_("A partner gave something else than the file that it signed."),
    "attachment-opened": N_("An officer took a file out of the node."),
    "attachment-erased": N_("A file was erased."),
    "extension-sent": N_("An extension was sent."),
    "extension-received": N_("An extension was received."),
    "extension-asked": N_("An owner was asked to let a copy be kept longer."),
    "extension-ask-received": N_("A receiver asked to keep its copy longer."),
    "extension-refused": N_("A receiver was told that its copy is not kept longer."),
    "extension-refusal-received": N_("An owner refused to let a copy be kept longer."),
    "onward-asked": N_("An owner was asked to let its data be passed on."),
    "onward-ask-received": N_("A receiver asked to pass our data on."),
    "onward-answered": N_("A receiver was told whether it may pass our data on."),
    "onward-answer-received": N_("An owner answered whether its data may be passed on."),
    "onward-sent": N_("An owner's data were passed on with its consent."),
    "onward-received": N_("An owner's data were passed on to us with its consent."),
    "holding-sent": N_("A receiver's word about its copy was sent towards the owner."),
    "holding-received": N_("A receiver's word about its copy came in."),
    "copy-erased": N_("A received copy was erased at the end of its retention."),
    "copy-deleted": N_("A received copy was erased before the end of its retention."),
    "acknowledged": N_("A change was acknowledged."),
    "notice-drafted": N_("A draft of a notice was begun."),
    "notice-dropped": N_("A draft of a notice was dropped."),
    "notice-proposed": N_("A notice was proposed to a second officer."),
    "notice-blocked": N_("A notice was kept here by the answer to a question of its checklist."),
    "notice-returned": N_("A proposed notice was sent back."),
    "notice-sent": N_("A notice was sent to a partner."),
    "notice-received": N_("A partner's notice was received."),
    "notice-known": N_("A partner's notice met records of this service."),
    "notice-opened": N_("A partner's notice was opened for the first time."),
    "notice-linked": N_("A partner's notice was put into a case."),
    "notice-withdrawn": N_("A notice was withdrawn from a partner."),
    "notice-withdrawal-received": N_("A partner withdrew its notice; it was erased."),
    "notice-acknowledged": N_("A partner acknowledged the withdrawal of our notice."),
    "notice-expired": N_("A notice reached its last day."),
    "evidence-made": N_("An evidence file was made."),
    "message-refused": N_("A message was refused."),
    "message-stopped": N_("A waiting message was stopped."),
    "courier-exported": N_("Letters for a partner were put into a folder for a courier."),
    "courier-imported": N_("A folder that a courier brought was taken in."),
    "joint-case-proposed": N_("A joint case was proposed."),
    "joint-case-prepared": N_("An agreement on a joint case was prepared for signature."),
    "joint-case-signed": N_("An agreement on a joint case was signed by one of its parties."),
    "joint-case-put-aside": N_("A proposed joint case was put aside."),
    "joint-case-begun": N_("A joint case was signed by all and is under way."),
    "joint-case-linked": N_("A joint case was linked to a case."),
    "joint-item-written": N_("Something was put into a joint case."),
    "joint-items-received": N_("A party put something into a joint case."),
    "joint-items-asked": N_("Missing items of a joint case were asked for."),
    "joint-item-withdrawn": N_("An item of a joint case was withdrawn by its owner."),
    "joint-items-erased": N_("Items of a joint case were erased at the end of their retention."),
    "joint-case-left": N_("A party left a joint case."),
    "joint-case-ended": N_("A joint case was ended by its lead party."),
    "joint-case-fork": N_("A party signed two items of a joint case under one number."),
    "joint-case-exported": N_("A joint case was exported to a file."),
    "witness-cosigned": N_("A partner's journal was checked and cosigned."),
    "split-view-found": N_("A partner signed two histories of its journal, or failed to show that they are one."),
    "clock-differs": N_("A partner's clock began to differ from ours, or ceased to."),
    "journal-exported": N_("The journal was exported."),
    "refused": N_("An act was refused."),
}
"""Name of each event and its sentence, to be translated by whoever shows it."""

_MESSAGE = {"envelope", "thread", "sha256", "kind", "code"}
_REQUEST = {"request", "purpose", "urgency", "due_at", "tier", "handling"} | _MESSAGE
_TOLD = {"request"} | _MESSAGE
_RELEASE = {
    "request",
    "release",
    "version",
    "decision",
    "reason_code",
    "handling",
    "grade",
    "withheld",
    "field_count",
    "retained_until",
    "second_officer",
} | _MESSAGE
_CHANGE = {"release", "request", "version", "field_count", "change"} | _MESSAGE
_ONWARD = _RELEASE | {"consent", "receiver", "owner"}
_NOTICE = {"notice", "type", "version"}
_NOTICE_LETTER = {"handling", "grade", "expires_on", "field_count", "author"} | _NOTICE | _MESSAGE
_SEARCH = {
    "purpose",
    "search",
    "elements",
    "epoch",
    "built_at",
    "commitment",
    "case_commitment",
    "officer_commitment",
    "code",
    "today",
}
_IMPORT = {"source", "dataset", "sha256", "read", "added", "updated", "skipped", "anomalies", "count", "format"}
_INDEX = {
    "epoch",
    "built_at",
    "count",
    "deltas",
    "bytes",
    "data_bytes",
    "sha256",
    "chunks",
    "matching_version",
    "expires_at",
}

_FILE = {"attachment", "holder", "data_bytes", "chunks"} | _MESSAGE
_OUT = {"files", "bytes", "letters", "questions", "witness", "replies", "indexes", "chunks", "expired", "stopped"}
_BACK = {"delivered", "answered", "cosigned", "refused", "known", "problems"}

FACTS: dict[str, frozenset[str]] = {
    "node-initialised": frozenset({"version", "fingerprint_sha256"}),
    "officer-signed-in": frozenset({"method", "role"}),
    "officer-added": frozenset({"role", "account"}),
    "agency-added": frozenset({"card_sha256", "replaced", "country"}),
    "agency-confirmed": frozenset({"card_sha256"}),
    "convention-added": frozenset({"version", "sha256", "parties"}),
    "convention-suspended": frozenset({"version", "reason_sha256", "effective_at", "stopped", "received"}),
    "convention-resumed": frozenset({"version", "reason_sha256", "effective_at", "received"}),
    "convention-drafted": frozenset({"version", "template"}),
    "convention-proposed": frozenset({"version", "sha256", "parties", "received"}),
    "convention-opinion": frozenset({"version", "sha256", "stance", "received"}),
    "convention-prepared": frozenset({"version", "sha256"}),
    "convention-signed": frozenset({"version", "sha256", "second_officer", "received"}),
    "convention-put-aside": frozenset({"version"}),
    "import-done": frozenset(_IMPORT),
    "record-added": frozenset({"schema", "record", "category", "handling", "grade", "crime_area", "dataset", "count"}),
    "record-withdrawn": frozenset({"record", "code"}),
    "record-renewed": frozenset({"record", "days"}),
    "records-exported": frozenset({"count"}),
    "case-opened": frozenset({"purpose", "case"}),
    "case-shared": frozenset({"case", "with_officer"}),
    "case-closed": frozenset({"case"}),
    "case-reopened": frozenset({"case"}),
    "search-here": frozenset({"count", "purpose", "fields"}),
    "search-made": frozenset(_SEARCH | {"asked", "not_asked", "committed", "elements_root"}),
    "search-refused": frozenset(_SEARCH),
    "search-answered": frozenset(_SEARCH | {"elements_sha256"}),
    "proof-refused": frozenset(_SEARCH | _MESSAGE),
    "search-alarm": frozenset({"rule", "count", "limit", "day", "account"}),
    "alarm-seen": frozenset({"rule", "day", "of", "account"}),
    "audit-drawn": frozenset({"seed", "first_line", "days", "wanted"}),
    "audit-opened": frozenset({"of", "population", "opened", "waiting", "canaries", "broken"}),
    "audit-judged": frozenset({"of", "search", "verdict", "count"}),
    "audit-secrets-erased": frozenset({"count"}),
    "seizure-recorded": frozenset({"seizure", "drugs"}),
    "seizure-changed": frozenset({"seizure", "version", "was_validated"}),
    "seizure-validated": frozenset({"seizure", "version"}),
    "seizure-withdrawn": frozenset({"seizure", "version"}),
    "seizures-exported": frozenset({"count"}),
    "seizures-imported": frozenset({"sha256", "read", "added", "known", "asked", "skipped"}),
    "seizures-validated": frozenset({"count", "import"}),
    "seizure-linked": frozenset({"seizure", "involvement"}),
    "seizure-unlinked": frozenset({"seizure"}),
    "seizure-in-case": frozenset({"seizure", "linked"}),
    "photo-added": frozenset({"seizure", "photo_sha256"}),
    "photo-removed": frozenset({"seizure", "photo_sha256"}),
    "custody-given": frozenset({"seizure", "handover"}),
    "custody-taken": frozenset({"seizure", "handover", "seal_intact"}),
    "sample-taken": frozenset({"seizure", "sample"}),
    "laboratory-result": frozenset({"seizure", "sample", "substance"}),
    "destruction-recorded": frozenset({"seizure"}),
    "destruction-confirmed": frozenset({"seizure"}),
    "index-published": frozenset(_INDEX),
    "index-fetched": frozenset(_INDEX),
    "request-sent": frozenset(_REQUEST),
    "request-received": frozenset(_REQUEST),
    "request-overdue": frozenset({"request", "direction", "urgency", "due_at"}),
    "request-escalated": frozenset({"request", "direction", "urgency", "due_at"}),
    "delay-told": frozenset(_TOLD | {"delay", "reason_code", "expected_at"}),
    "delay-received": frozenset(_TOLD | {"delay", "reason_code", "expected_at"}),
    "clarification-asked": frozenset(_TOLD | {"clarification", "question_code"}),
    "clarification-received": frozenset(_TOLD | {"clarification", "question_code"}),
    "clarification-answered": frozenset(_TOLD | {"clarification"}),
    "clarification-answer-received": frozenset(_TOLD | {"clarification"}),
    "feedback-given": frozenset(_TOLD | {"release", "number", "usefulness", "outcomes"}),
    "feedback-received": frozenset(_TOLD | {"release", "number", "usefulness", "outcomes"}),
    "release-proposed": frozenset(_RELEASE),
    "release-returned": frozenset(_RELEASE),
    "release-decided": frozenset(_RELEASE),
    "release-received": frozenset(_RELEASE),
    "correction-sent": frozenset(_CHANGE),
    "correction-received": frozenset(_CHANGE),
    "withdrawal-sent": frozenset(_CHANGE),
    "withdrawal-received": frozenset(_CHANGE),
    "attachment-offered": frozenset(_FILE),
    "attachment-complete": frozenset(_FILE | {"answers", "cuts"}),
    "attachment-delivered": frozenset(_FILE),
    "attachment-refused": frozenset(_FILE),
    "attachment-opened": frozenset(_FILE),
    "attachment-erased": frozenset(_FILE | {"was"}),
    "extension-sent": frozenset(_CHANGE),
    "extension-received": frozenset(_CHANGE),
    "extension-asked": frozenset(_ONWARD),
    "extension-ask-received": frozenset(_ONWARD),
    "extension-refused": frozenset(_ONWARD),
    "extension-refusal-received": frozenset(_ONWARD),
    "onward-asked": frozenset(_ONWARD),
    "onward-ask-received": frozenset(_ONWARD),
    "onward-answered": frozenset(_ONWARD),
    "onward-answer-received": frozenset(_ONWARD),
    "onward-sent": frozenset(_ONWARD),
    "onward-received": frozenset(_ONWARD),
    "holding-sent": frozenset(_CHANGE | {"holder"}),
    "holding-received": frozenset(_CHANGE | {"holder"}),
    "copy-erased": frozenset(_RELEASE),
    "copy-deleted": frozenset(_RELEASE),
    "acknowledged": frozenset(_CHANGE | {"of"}),
    "notice-drafted": frozenset(_NOTICE),
    "notice-dropped": frozenset(_NOTICE),
    "notice-proposed": frozenset(_NOTICE | {"count"}),
    "notice-blocked": frozenset({"notice", "question"}),
    "notice-returned": frozenset(_NOTICE),
    "notice-sent": frozenset(_NOTICE_LETTER),
    "notice-received": frozenset(_NOTICE_LETTER),
    "notice-known": frozenset({"notice", "type", "count"}),
    "notice-opened": frozenset(_NOTICE),
    "notice-linked": frozenset({"notice", "type", "case"}),
    "notice-withdrawn": frozenset(_NOTICE | _MESSAGE),
    "notice-withdrawal-received": frozenset(_NOTICE | _MESSAGE),
    "notice-acknowledged": frozenset(_NOTICE | _MESSAGE | {"of"}),
    "notice-expired": frozenset(_NOTICE | {"direction"}),
    "evidence-made": frozenset({"request", "release", "sha256", "bytes"}),
    "message-refused": frozenset(_MESSAGE | {"purpose", "act", "direction"}),
    "message-stopped": frozenset(_MESSAGE | {"request", "direction", "count"}),
    "courier-exported": frozenset(_OUT),
    "courier-imported": frozenset({"letters", "indexes", "chunks"} | _BACK),
    "joint-case-proposed": frozenset({"case", "sha256", "parties", "received"}),
    "joint-case-prepared": frozenset({"case", "sha256"}),
    "joint-case-signed": frozenset({"case", "sha256", "second_officer", "received"}),
    "joint-case-put-aside": frozenset({"case"}),
    "joint-case-begun": frozenset({"case", "sha256"}),
    "joint-case-linked": frozenset({"case"}),
    "joint-item-written": frozenset({"case", "number", "kind", "handling", "categories", "sha256"}),
    "joint-items-received": frozenset({"case", "count", "first", "last", "sha256", "envelope", "received"}),
    "joint-items-asked": frozenset({"case", "first", "last", "received"}),
    "joint-item-withdrawn": frozenset({"case", "number", "received"}),
    "joint-items-erased": frozenset({"case", "count", "code"}),
    "joint-case-left": frozenset({"case", "keep", "received"}),
    "joint-case-ended": frozenset({"case", "received"}),
    "joint-case-fork": frozenset({"case", "number", "sha256", "envelope"}),
    "joint-case-exported": frozenset({"case", "count"}),
    "witness-cosigned": frozenset({"size"}),
    "split-view-found": frozenset({"reporter", "code", "size", "other_size", "sha256"}),
    "clock-differs": frozenset({"ahead_s", "level"}),
    "journal-exported": frozenset({"size", "count", "format"}),
    "refused": frozenset({"code", "act", "purpose"}),
}
"""The facts that each event may carry; ids, counts, dates, codes and digests only."""

MAX_LIST_LENGTH = 256
# No space and no letter outside ASCII: what people write about people does not fit in here.
_CODE = re.compile(r"[A-Za-z0-9._:+/=-]{0,128}", re.ASCII)
# User names: Django allows letters of every script in them, but no space.
_OFFICER = re.compile(r"[\w.@+-]{1,128}")
_OFFICER_FACTS = frozenset({"with_officer", "second_officer", "account", "author"})


def checked(event: str, facts: Mapping[str, object]) -> dict[str, Fact]:
    """The facts, ready to be written, in the order of their names.

    Raises:
        Invalid: ``journal.event-unknown`` or ``journal.fact-refused``; the place names the event and the fact.
    """
    allowed = FACTS.get(event)
    if allowed is None:
        raise Invalid(
            "journal.event-unknown",
            N_("The journal knows no event “%(event)s”."),
            N_("Use an event of docs/operating/journal-events.md."),
            place=event[:64],
            event=event[:64],
        )
    return {key: _fact(event, key, facts[key], allowed) for key in sorted(facts)}


def _fact(event: str, key: str, value: object, allowed: frozenset[str]) -> Fact:
    if key in allowed:
        if isinstance(value, bool | int) and abs(value) < 2**53:
            return value
        form = _OFFICER if key in _OFFICER_FACTS else _CODE
        if isinstance(value, str) and form.fullmatch(value):
            return value
        if isinstance(value, list | tuple) and len(value) <= MAX_LIST_LENGTH:
            items = [item for item in value if isinstance(item, str) and _CODE.fullmatch(item)]
            if len(items) == len(value):
                return items
    # The value itself is left out of the error: it may be exactly what must not be written.
    raise Invalid(
        "journal.fact-refused",
        N_("The journal does not take the fact “%(key)s” with the event “%(event)s”, or not in this form."),
        N_("Write an id, a count, a date, a code or a digest that docs/operating/journal-events.md lists."),
        place=f"{event}.{key}",
        key=key,
        event=event,
    )
