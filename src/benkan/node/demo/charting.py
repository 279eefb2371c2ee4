"""Step k: the case as a link chart: who was searched for, where something was found, what Morocco answered."""

from __future__ import annotations

from typing import Any

from benkan.node.demo.stage import Stage

TITLE = "Réseau Gao–Tanger"


def drawn(stage: Stage) -> bool:
    """(k) Mali's analyst makes a chart of the case; every tie says whose it is, Morocco's answer only by reference."""
    analyst = stage.officer("ml-ocs")
    case = stage.facts["case ml-ocs drug-trafficking"]
    made = analyst.post("charts", {"title": TITLE, "case": case})
    here = [f"records:{one['record']}" for one in stage.facts["a"]["here"][:3]]
    if here:
        analyst.post(f"charts/{made['id']}/changes", {"kind": "take", "body": {"items": here}})
    chart = analyst.get(f"charts/{made['id']}")
    owners: dict[str, int] = {}
    whose = {one["reference"]: one["owner"] for one in chart["documents"]}
    for tie in chart["ties"]:
        owner = whose[tie["document"]]
        owners[owner] = owners.get(owner, 0) + 1
    told = ", ".join(f"{stage.name(owner)} {count}" for owner, count in sorted(owners.items()))
    stage.say(f"     {len(chart['nodes'])} nodes; ties by owner: {told}; handling {chart['handling']}")
    kept = analyst.get(f"charts/{made['id']}/changes")["changes"]
    return bool(chart["nodes"]) and owners.get("ma-dgsn", 0) > 0 and _answered(stage, chart) and not _names(kept, chart)


def _answered(stage: Stage, chart: dict[str, Any]) -> bool:
    """Whether a hit at Morocco leads to what Morocco released."""
    released = f"releases:{stage.facts['release']}"
    return any(tie["kind"] == "answered" and released in (tie["start"], tie["end"]) for tie in chart["ties"])


def _names(kept: list[dict[str, Any]], chart: dict[str, Any]) -> bool:
    """Whether anything of what partners said stands in what the chart itself keeps."""
    said = str([one["body"] for one in kept])
    theirs = [one["label"] for one in chart["nodes"] if "ml-ocs" not in one["owners"]]
    return any(label in said for label in theirs)
