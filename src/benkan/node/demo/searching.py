"""Steps a to d: a hit across scripts, a phone, a name that nobody holds, a partner that may not be asked."""

from __future__ import annotations

from typing import Any

from benkan.node.demo.people import NOBODY, SHARED_IBAN, SHARED_PHONE, SUBJECT
from benkan.node.demo.stage import Stage

PARTNERS_OF_MALI = ("ma-dgsn", "ne-ocrtis", "bf-cnlcd")


def inquiry(search: dict[str, Any], partner: str) -> dict[str, Any]:
    """What became of the question to one partner."""
    found: dict[str, Any] = next(one for one in search["partners"] if one["partner"] == partner)
    return found


def case(stage: Stage, agency: str, title: str, purpose: str) -> str:
    """A case of this node's analyst, opened once."""
    key = f"case {agency} {purpose}"
    if key not in stage.facts:
        stage.facts[key] = stage.officer(agency).post("cases", {"title": title, "purpose": purpose})["id"]
    return str(stage.facts[key])


def _tell(stage: Stage, search: dict[str, Any]) -> None:
    for one in search["partners"]:
        who = stage.name(one["partner"])
        if one["state"] == "not-asked":
            stage.say(f"     {who:<13} not asked: {one['message']} [dim]({one['clause']})[/dim]")
        elif one["hits"]:
            tiers = ", ".join(sorted({str(hit["tier"]) for hit in one["hits"]}))
            stage.say(f"     {who:<13} [bold]hit[/bold] · {tiers} · {one['took_s']} s")
        else:
            stage.say(f"     {who:<13} {'nothing' if one['state'] == 'answered' else one['state']}")


def cross_script(stage: Stage) -> bool:
    """(a) Mali's analyst types a name in Latin letters; Morocco's record is written in Arabic."""
    opened = case(stage, "ml-ocs", "Filière cocaïne Gao–Tanger", "drug-trafficking")
    found = stage.search("ml-ocs", opened, **SUBJECT)
    stage.facts["a"] = found
    _tell(stage, found)
    hits = inquiry(found, "ma-dgsn")["hits"]
    sizes = stage.probe("ma-dgsn", "search.ask", ["Alhassane"])
    stage.saw("Morocco", f"one question of {sizes['shapes'][-1]['bytes']} bytes from ml-ocs", "whom it was about")
    local = [hit["caption"] for hit in found["here"]]
    stage.say(f"     Mali itself holds: {', '.join(local[:2]) or 'nothing'}")
    proofs = found["proofs"]
    return bool(hits) and not sizes["holds"] and proofs["verified"] == proofs["answers"] > 0


def phone(stage: Stage) -> bool:
    """(b) A phone number hits in Niger, exactly."""
    opened = case(stage, "ml-ocs", "Filière cocaïne Gao–Tanger", "drug-trafficking")
    found = stage.search("ml-ocs", opened, phone=SHARED_PHONE)
    stage.facts["b"] = found
    _tell(stage, found)
    hits = inquiry(found, "ne-ocrtis")["hits"]
    others = inquiry(found, "bf-cnlcd")["hits"] + inquiry(found, "ma-dgsn")["hits"]
    return bool(hits) and all(hit["tier"] == "identifier" for hit in hits) and not others


def nobody(stage: Stage) -> bool:
    """(c) A name that nobody holds: no hit, and the partners received what they received for (a)."""
    opened = case(stage, "ml-ocs", "Filière cocaïne Gao–Tanger", "drug-trafficking")
    found = stage.search("ml-ocs", opened, **NOBODY)
    _tell(stage, found)
    held = True
    words = NOBODY["name"].split()
    probes = stage.together(lambda partner: stage.probe(partner, "search.ask", words), PARTNERS_OF_MALI)
    for partner, seen in probes.items():
        answer = inquiry(found, partner)
        bytes_of_each = [shape["bytes"] for shape in seen["shapes"] if shape["sender"] == "ml-ocs"]
        same = len(bytes_of_each) >= 3 and bytes_of_each[-1] == bytes_of_each[0]
        held = held and answer["state"] == "answered" and not answer["hits"] and same and not seen["holds"]
        stage.saw(
            stage.name(partner),
            f"a question of {bytes_of_each[-1]} bytes, as long as the first",
            "which of the two had a hit; its files hold no word of the name",
        )
    return held


def not_asked(stage: Stage) -> bool:
    """(d) Burkina Faso's analyst searches: Morocco is not asked, and the clause says why."""
    opened = case(stage, "bf-cnlcd", "Financement par l'orpaillage", "terrorist-financing")
    found = stage.search("bf-cnlcd", opened, account=SHARED_IBAN)
    stage.facts["d"] = found
    _tell(stage, found)
    morocco, niger = inquiry(found, "ma-dgsn"), inquiry(found, "ne-ocrtis")
    silent = stage.probe("ma-dgsn", "search.ask")["shapes"]
    unasked = all(shape["sender"] != "bf-cnlcd" for shape in silent)
    return morocco["state"] == "not-asked" and bool(morocco["clause"]) and bool(niger["hits"]) and unasked
