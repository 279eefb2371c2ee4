"""Steps g, h and i: a suspension, a killed node, an altered journal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benkan.node.demo.cast import AES
from benkan.node.demo.client import wait_for
from benkan.node.demo.exchanging import release_of, request, seen
from benkan.node.demo.people import SHARED_PHONE, SUBJECT
from benkan.node.demo.searching import inquiry
from benkan.node.demo.stage import Stage

NIGER = "ne-ocrtis"


def suspended(stage: Stage) -> bool:
    """(g) Burkina Faso suspends the AES convention: what was queued stops at once, on both sides."""
    open_there = request(stage, "bf-cnlcd", stage.facts["d"], NIGER, "Qui tient ce compte ?", "urgent")
    wait_for("Burkina's request in Niger", lambda: seen(stage, NIGER, "liaison", open_there))
    known = stage.search("ml-ocs", stage.facts["case ml-ocs drug-trafficking"], phone=SHARED_PHONE)
    stage.nodes[NIGER].stop()
    stage.say("     Niger's link is cut; Mali's request waits in its queue")
    queued = request(stage, "ml-ocs", known, NIGER, "Cette personne est-elle détenue ?", "routine")
    before = seen(stage, "ml-ocs", "analyste", queued)
    stage.officer("bf-cnlcd", "superviseur").post(f"conventions/{AES}/suspend", {"reason": "Réexamen des quotas"})
    stopped = wait_for("the stop in Mali", lambda: _stopped(stage, "ml-ocs", "analyste", queued))
    stage.say(f"     Mali: stopped before it left — {stopped['stop_clause']}")
    stage.nodes[NIGER].start()
    stage.nodes[NIGER].ready()
    there = wait_for("the stop in Niger", lambda: _stopped(stage, NIGER, "liaison", open_there))
    stage.say(f"     Niger: Burkina's open request is stopped too — {there['stop_clause']}")
    refused = stage.officer(NIGER, "liaison").refusal(
        f"requests/{open_there}/release",
        {"decision": "nothing", "reason_code": "no-information"},
    )
    never_came = seen(stage, NIGER, "liaison", queued) is None
    meanwhile = inquiry(stage.search("ml-ocs", stage.facts["case ml-ocs drug-trafficking"], **SUBJECT), NIGER)
    stage.say(f"     a new search does not ask Niger: {meanwhile['message']} [dim]({meanwhile['clause']})[/dim]")
    stage.officer("bf-cnlcd", "superviseur").post(f"conventions/{AES}/resume", {"reason": "Réexamen terminé"})
    wait_for("the resumption in Niger", lambda: _in_force(stage, NIGER))
    wait_for("the resumption in Mali", lambda: _in_force(stage, "ml-ocs"))
    stage.say("     Burkina Faso lifts the suspension; traffic goes on")
    return (
        bool(before and before["state"] == "queued")
        and refused is not None
        and never_came
        and meanwhile["state"] == "not-asked"
        and bool(meanwhile["clause"])
    )


def _stopped(stage: Stage, agency: str, username: str, identity: str) -> dict[str, Any] | None:
    found = seen(stage, agency, username, identity)
    return found if found and found["state"] == "stopped" else None


def _in_force(stage: Stage, agency: str) -> bool:
    listed = stage.officer(agency, "superviseur").get("conventions")["conventions"]
    return any(one["identifier"] == AES and not one["suspended_by"] for one in listed)


def killed(stage: Stage) -> bool:
    """(h) Niger's node is killed between receiving and answering: nothing is lost, nothing doubled."""
    identity = request(stage, "ml-ocs", stage.facts["b"], NIGER, "À qui est ce téléphone ?", "immediate")
    wait_for("the request in Niger", lambda: seen(stage, NIGER, "liaison", identity))
    stage.nodes[NIGER].kill()
    stage.say("     Niger's server and worker: SIGKILL after receiving")
    stage.nodes[NIGER].start()
    stage.nodes[NIGER].ready()
    inbox = [one for one in stage.officer(NIGER, "liaison").get("requests")["requests"] if one["id"] == identity]
    there = seen(stage, NIGER, "liaison", identity)
    stage.say(f"     restarted: the request is there {len(inbox)} time(s)")
    stage.officer(NIGER, "liaison").post(
        f"requests/{identity}/release",
        {
            "decision": "all",
            "record": (there or {})["records"][0]["id"],
            "fields": ["name", "phone"],
            "reason_code": "all",
            "reason": "",
            "handling": "H2",
            "grade": "B2",
        },
    )
    stage.nodes[NIGER].kill()
    stage.say("     SIGKILL again, as soon as the release was decided")
    stage.nodes[NIGER].start()
    stage.nodes[NIGER].ready()
    copy = wait_for("the release in Mali", lambda: release_of(stage, identity))
    answered = seen(stage, "ml-ocs", "analyste", identity)
    releases = (answered or {}).get("releases", [])
    stage.say(f"     Mali holds {len(releases)} release of {len(copy['properties'])} fields")
    return len(inbox) == 1 and len(releases) == 1


def altered(stage: Stage) -> bool:
    """(i) One line of a copy of Mali's journal is altered: verification names it; the true journals verify."""
    path = stage.folder / "journal-ml.jsonl"
    card = stage.folder / "ml-ocs.card.json"
    path.unlink(missing_ok=True)  # a kept folder holds the altered copy of its last play; export overwrites nothing
    stage.nodes["ml-ocs"].run("-m", "benkan.node", "journal", "export", "--out", str(path))
    number = _alter(path)
    code, report = stage.command("ml-ocs", "journal", "verify", "--file", str(path), "--card", str(card))
    named = [problem["seq"] for problem in report.get("problems", [])]
    stage.say(f"     line {number} of a copy was altered; verification names line {named[0] if named else '?'}")
    verified = stage.together(lambda agency: _verified(stage, agency), list(stage.nodes))
    for agency, told in verified.items():
        counts = f"{told['lines']} lines, {told['cosignatures']} cosignatures of partners"
        stage.say(f"     {stage.name(agency):<13} {counts}: all verify")
    return code == 1 and number in named and len(verified) == len(stage.nodes)


def _alter(path: Path) -> int:
    """Rewrites one entry of the exported journal; the number of its line."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for at, line in enumerate(lines):
        if '"search-made"' in line:
            lines[at] = line.replace('"search-made"', '"case-opened"', 1)
            path.write_text("".join(lines), "utf-8")
            return int(json.loads(line)["line"])
    return -1


def _verified(stage: Stage, agency: str) -> dict[str, Any]:
    """What the node's own verification says, once partners have cosigned."""

    def witnessed() -> dict[str, Any] | None:
        code, told = stage.command(agency, "journal", "verify")
        return told if code == 0 and told["cosignatures"] else None

    return wait_for(f"the partners' cosignatures of {agency}", witnessed)
