"""Steps e, f and j: a request and a partial release, a correction and a withdrawal, the evidence file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benkan.node.demo.client import wait_for
from benkan.node.demo.searching import inquiry
from benkan.node.demo.stage import Stage

RELEASED = ("name", "birthDate", "phone")
CORRECTED_PHONE = "+212661000985"


def request(stage: Stage, agency: str, search: dict[str, Any], partner: str, question: str, urgency: str) -> str:
    """A request on the first hit of this partner; its identity."""
    asked = inquiry(search, partner)
    made = stage.officer(agency).post(
        "requests",
        {
            "inquiry": asked["inquiry"],
            "handle": asked["hits"][0]["handle"],
            "urgency": urgency,
            "question": question,
            "legal_ground": "Enquête ouverte sous le contrôle du parquet",
        },
    )
    return str(made["id"])


def seen(stage: Stage, agency: str, username: str, identity: str) -> dict[str, Any] | None:
    """The request as this officer sees it, or None while it is not there."""
    listed = stage.officer(agency, username).get("requests")["requests"]
    if not any(one["id"] == identity for one in listed):
        return None
    found: dict[str, Any] = stage.officer(agency, username).get(f"requests/{identity}")
    return found


def release_of(stage: Stage, identity: str) -> dict[str, Any] | None:
    """Mali's copy of the release that answers the request."""
    found = seen(stage, "ml-ocs", "analyste", identity)
    copies = [one for one in found["releases"] if one["state"] in {"active", "withdrawn"}] if found else []
    return copies[0] if copies else None


def partial_release(stage: Stage) -> bool:
    """(e) Mali asks about hit (a); Morocco's liaison officer releases a part, a second officer approves.

    On the way Morocco asks back, and both clocks stand still until it has the answer; afterwards Mali says that it was
    useful.
    """
    identity = request(
        stage, "ml-ocs", stage.facts["a"], "ma-dgsn", "Identité complète et téléphones connus ?", "urgent"
    )
    stage.facts["e"] = identity
    inbox = wait_for("the request in Morocco", lambda: seen(stage, "ma-dgsn", "liaison", identity))
    stage.say(f"     Morocco's liaison officer reads: “{inbox['question']}” — due {inbox['due_at']}")
    liaison, second = stage.officer("ma-dgsn", "liaison"), stage.officer("ma-dgsn", "superviseur")
    same_clock = _asked_back(stage, identity)
    answer = {
        "decision": "part",
        "record": inbox["records"][0]["id"],
        "fields": list(RELEASED),
        "reason_code": "part-sensitive",
        "reason": "",
        "handling": "H1",
        "grade": "B2",
    }
    proposed = liaison.post(f"requests/{identity}/release", answer)
    alone = release_of(stage, identity) is None
    second.post(f"releases/{proposed['id']}/approve", {})
    copy = wait_for("the release in Mali", lambda: release_of(stage, identity))
    stage.facts["release"] = copy["id"]
    fields = ", ".join(sorted(copy["properties"]))
    stage.say(f"     Mali reads: {fields} · {copy['handling']} · {copy['grade']} · until {copy['retained_until']}")
    stage.saw("Mali", f"{len(copy['properties'])} fields that two officers released", f"{copy['withheld']} others")
    return (
        same_clock
        and _useful(stage, identity, copy["id"])
        and alone
        and set(copy["properties"]) == set(RELEASED)
        and copy["handling"] == "H1"
        and copy["grade"] == "B2"
        and bool(copy["retained_until"])
        and copy["withheld"] > 0
    )


def _asked_back(stage: Stage, identity: str) -> bool:
    """Whether a question of Morocco stops both clocks, and both show one deadline once it is answered."""

    def clocks() -> list[tuple[str, str | None]]:
        told = [seen(stage, "ml-ocs", "analyste", identity), seen(stage, "ma-dgsn", "liaison", identity)]
        return [(one["due_at"], one["paused_at"]) for one in told if one is not None]

    def stopped() -> bool:
        ours, theirs = clocks()
        return ours == theirs and ours[1] is not None

    def running() -> bool:
        ours, theirs = clocks()
        return ours == theirs and ours[1] is None and ours[0] >= due

    due = clocks()[1][0]
    asked = stage.officer("ma-dgsn", "liaison").post(f"requests/{identity}/clarification", {"question_code": "use"})
    wait_for("both clocks to stand still", stopped)
    stage.officer("ml-ocs").post(f"clarifications/{asked['id']}/answer", {"answer": "Procédure judiciaire à Bamako"})
    held: bool = wait_for("both clocks to run on", running)
    stage.say(f"     Morocco asked back, Mali answered: both now show the deadline {clocks()[0][0]}")
    return held


def _useful(stage: Stage, identity: str, release: str) -> bool:
    """Whether Morocco reads that its release was useful."""
    stage.officer("ml-ocs").post(f"releases/{release}/feedback", {"usefulness": "useful", "outcomes": ["new-lead"]})

    def told() -> bool:
        found = seen(stage, "ma-dgsn", "liaison", identity)
        said = [one["feedback"] for one in found["releases"] if one["feedback"]] if found else []
        return [one["usefulness"] for one in said] == ["useful"]

    held: bool = wait_for("Mali's word on the release in Morocco", told)
    return held


def corrected_and_withdrawn(stage: Stage) -> bool:
    """(f) Morocco corrects a field, then withdraws one: Mali's copy follows and acknowledges."""
    identity, release = stage.facts["e"], stage.facts["release"]
    liaison, second = stage.officer("ma-dgsn", "liaison"), stage.officer("ma-dgsn", "superviseur")
    change = liaison.post(
        f"releases/{release}/correct", {"properties": {"phone": [CORRECTED_PHONE]}, "reason_code": "typing-error"}
    )
    if change.get("state") == "proposed":
        second.post(f"changes/{change['id']}/approve", {})
    wait_for("the correction in Mali", lambda: _copy_has(stage, identity, "phone", [CORRECTED_PHONE]))
    stage.say(f"     corrected: the phone in Mali's copy is now {CORRECTED_PHONE}")
    liaison.post(f"releases/{release}/withdraw", {"fields": ["birthDate"], "reason_code": "source"})
    wait_for("the withdrawal in Mali", lambda: _copy_lacks(stage, identity, "birthDate"))
    stage.say("     withdrawn: the birth date is gone from Mali's copy")

    def acknowledged() -> bool:
        found = seen(stage, "ma-dgsn", "liaison", identity)
        changes = [change for one in found["releases"] for change in one["changes"]] if found else []
        return len(changes) == 2 and all(change["acknowledged_at"] for change in changes)

    return wait_for("both acknowledgements in Morocco", acknowledged)


def _copy_has(stage: Stage, identity: str, field: str, values: list[str]) -> bool:
    copy = release_of(stage, identity)
    return bool(copy) and (copy or {})["properties"].get(field) == values


def _copy_lacks(stage: Stage, identity: str, field: str) -> bool:
    copy = release_of(stage, identity)
    return bool(copy) and field not in (copy or {})["properties"]


def evidence(stage: Stage) -> bool:
    """(j) The evidence file of (e) verifies offline, with the public cards alone; altered, it does not.

    It is the owner's file: at the receiver the withdrawal of (f) has destroyed what the release letter held.
    """
    data = stage.officer("ma-dgsn", "liaison").download(f"requests/{stage.facts['e']}/evidence")
    path = stage.folder / "evidence.json"
    path.write_bytes(data)
    cards = [str(stage.folder / f"{agency}.card.json") for agency in ("ml-ocs", "ma-dgsn")]
    code, told = _verify(stage, path, cards)
    held = [finding for finding in told.get("findings", []) if finding["outcome"] == "holds"]
    stage.say(f"     {path.name}: {len(data)} bytes, {len(held)} findings hold, with public cards alone")
    bad = stage.folder / "evidence-altered.json"
    bad.write_bytes(_altered(data))
    bad_code, bad_told = _verify(stage, bad, cards)
    failed = [finding["text"] for finding in bad_told.get("findings", []) if finding["outcome"] == "fails"]
    stage.say(f"     altered by one character: {failed[0] if failed else 'nothing was noticed'}")
    return code == 0 and len(held) > 0 and bad_code == 1 and bool(failed)


def _altered(data: bytes) -> bytes:
    """The file with one character of its first sealed letter changed."""
    start = data.index(b'"envelope":"') + len(b'"envelope":"')
    middle = start + (data.index(b'"', start) - start) // 2
    other = b"A" if data[middle : middle + 1] != b"A" else b"B"
    return data[:middle] + other + data[middle + 1 :]


def _verify(stage: Stage, path: Path, cards: list[str]) -> tuple[int, Any]:
    arguments = ["evidence", "verify", str(path)]
    for card in cards:
        arguments += ["--card", card]
    return stage.without_a_node(*arguments)
