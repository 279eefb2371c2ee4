"""Fixed phrases that travel as codes, so that each side reads them in its own language.

A code never changes its meaning; new ones may be added, and a reader that does not know one shows the code itself with
the free text beside it, which stays in the writer's language. The sentences are English here and are translated where
they are shown.
"""

from __future__ import annotations

from typing import Final

from benkan.core.errors import N_

URGENCY: Final = {
    "danger-to-life": N_("A life or a person's safety is in danger."),
    "custody-ends": N_("A person's custody ends."),
    "border-crossing": N_("A person or a consignment is about to cross a border."),
    "evidence-lost": N_("Evidence could be lost."),
    "court-date": N_("A court expects the answer on a day."),
}
"""Why a request is urgent or immediate."""

RELEASE: Final = {
    "all": {"all": N_("Everything in our record is relevant to the request.")},
    "part": {
        "proportionate": N_("We give what the request needs."),
        "part-sensitive": N_("The rest could endanger a source."),
        "third-party": N_("The rest belongs to a third service."),
        "ongoing-operation": N_("The rest could disturb an operation."),
    },
    "nothing": {
        "not-same": N_("Our record is not about the same person or thing."),
        "no-information": N_("We have no information that we can give."),
        "sensitive": N_("An answer could endanger a source."),
        "third-party": N_("The information belongs to a third service."),
        "ongoing-operation": N_("An answer could disturb an operation."),
        "legal-ground": N_("The legal ground is missing or does not suffice."),
        "article-3": N_("The matter is political, military, religious or racial (article 3)."),
    },
}
"""Why so much leaves, why the rest is withheld, why a request is refused: for each decision."""

DELAY: Final = {
    "judge": N_("A judge must authorise the answer."),
    "owner-consent": N_("The service that owns the information must agree."),
    "archive": N_("The file is in an archive and must be brought."),
    "checking": N_("The information is being checked."),
    "workload": N_("More requests came in than our officers can answer."),
    "technical": N_("A technical fault holds us up."),
}
"""Why an answer comes later than the convention says."""

CLARIFICATION: Final = {
    "which-person": N_("Several persons fit. Which one do you mean?"),
    "which-information": N_("What exactly do you need to know?"),
    "legal-ground": N_("Which legal ground does the request have?"),
    "urgency": N_("Why is the request urgent?"),
    "use": N_("What will the information be used for?"),
    "other": N_("We have a question about your request."),
}
"""What the service that was asked must know before it can answer."""

USEFULNESS: Final = {
    "useful": N_("Useful"),
    "in-part": N_("Useful in part"),
    "not": N_("Not useful"),
}
"""How useful a release was."""

OUTCOMES: Final = {
    "identification": N_("A person or thing was identified."),
    "arrest": N_("A person was arrested."),
    "seizure": N_("Drugs, money or goods were seized."),
    "case-opened": N_("A case was opened."),
    "prosecution": N_("A person was brought before a court."),
    "new-lead": N_("It gave a new lead."),
    "nothing": N_("It has led to nothing so far."),
}
"""What a release led to."""

CORRECTION: Final = {
    "typing-error": N_("A value was written wrongly."),
    "other-person": N_("A value belongs to another person or thing."),
    "out-of-date": N_("A value has changed since."),
    "better-source": N_("A better source gives another value."),
    "court": N_("A court or an authority has ordered it."),
    "person-asked": N_("The person concerned asked for it, rightly."),
}
"""Why what was given is corrected."""

WITHDRAWAL: Final = {
    "other-person": N_("It is not about the same person or thing."),
    "not-confirmed": N_("The information could not be confirmed."),
    "source": N_("A source must be protected."),
    "not-needed": N_("It is not needed any more."),
    "record-ended": N_("Our own record was withdrawn or has ended."),
    "court": N_("A court or an authority has ordered it."),
    "person-asked": N_("The person concerned asked for it, rightly."),
    "mistake": N_("It was given by mistake."),
}
"""Why what was given is taken back."""

EXTENSION: Final = {
    "investigation": N_("The investigation goes on."),
    "trial": N_("A trial or an appeal goes on."),
    "wanted": N_("The person is still wanted."),
    "court": N_("A court or an authority has ordered it."),
}
"""Why a copy is kept longer."""

EXTENSION_REFUSAL: Final = {
    "not-needed": N_("The reason given does not need it."),
    "too-long": N_("A shorter time is enough."),
    "review": N_("Our own record is about to end."),
    "legal-ground": N_("The legal ground is missing or does not suffice."),
}
"""Why a copy is not kept longer."""

ONWARD: Final = {
    "same-investigation": N_("The other service works on the same investigation."),
    "person-there": N_("The person or thing is on its territory."),
    "danger": N_("It prevents a danger there."),
    "court-there": N_("A court there needs it."),
}
"""Why what was received is passed on."""

ONWARD_ANSWER: Final = {
    "agreed": N_("We agree."),
    "source": N_("It could endanger a source."),
    "ongoing-operation": N_("It could disturb an operation."),
    "ask-us": N_("The other service should ask us itself."),
    "not-needed": N_("The reason given does not need it."),
    "legal-ground": N_("The legal ground is missing or does not suffice."),
    "withdrawn": N_("What was released does not hold any more."),
}
"""What the owner says to a passing on: the first agrees, the others refuse."""

DELETION: Final = {
    "not-needed": N_("We do not need it any more."),
    "case-closed": N_("The case is closed."),
    "other-person": N_("It is not about the same person or thing."),
    "court": N_("A court or an authority has ordered it."),
    "person-asked": N_("The person concerned asked for it, rightly."),
}
"""Why a receiver erases its copy early."""
