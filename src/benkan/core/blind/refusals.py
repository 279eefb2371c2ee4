"""What is refused of a question, an answer or a key of private search: one sentence and one remedy for each code.

They are apart from the engines so that every engine refuses the same thing in the same words, whatever its library
raises.
"""

from __future__ import annotations

from benkan.core.errors import N_, Invalid, Unverified


def bad_element(place: int) -> Invalid:
    """The error of an element that is the identity, not canonical or not 32 bytes long."""
    return Invalid(
        "blind.element",
        N_("An element of the search is not a canonical point of ristretto255."),
        N_("Send 32 bytes made by the Blind function of RFC 9497."),
        place=f"elements[{place}]",
    )


def bad_public_key() -> Invalid:
    """The error of a pinned key that is the identity, not canonical or not 32 bytes long."""
    return Invalid(
        "blind.public-key",
        N_("The public key of a search is not a point of ristretto255."),
        N_("Fetch the partner's index manifest again and compare its fingerprint by voice."),
    )


def bad_evaluation() -> Invalid:
    """The error of an answer that is not one canonical proof and as many canonical points as were asked."""
    return Invalid(
        "blind.evaluation",
        N_("The partner's answer is not a proof and as many points as were sent."),
        N_("Ask again; if it stays so, tell the partner's administrator."),
    )


def bad_proof() -> Unverified:
    """The error of an answer under another key than the pinned one, or an altered one: evidence."""
    return Unverified(
        "blind.proof",
        N_("The partner's answer was not made with the key that it published."),
        N_("Do not use the answer; keep it and tell the partner's administrator and your control officer."),
        place="evaluation",
    )
