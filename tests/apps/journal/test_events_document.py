"""docs/operating/journal-events.md lists exactly what the code writes."""

import re
from pathlib import Path

from benkan.apps.journal.events import EVENTS, FACTS

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "operating" / "journal-events.md"
ROW = re.compile(r"^\| `([a-z-]+)` \| (.+?) \| (.*) \|$", re.MULTILINE)


def test_the_document_lists_every_event_with_its_sentence_and_its_facts():
    listed = {
        event: (words, set(re.findall(r"`(\w+)`", facts)))
        for event, words, facts in ROW.findall(DOCUMENT.read_text("utf-8"))
    }
    events = {event: row for event, row in listed.items() if event in EVENTS or row[0].startswith("A")}
    assert set(EVENTS) <= set(listed), "add the missing events to the document"
    for event, words in EVENTS.items():
        assert events[event] == (words, set(FACTS[event])), event


def test_every_event_that_the_code_writes_is_known():
    source = DOCUMENT.parents[2] / "src" / "benkan"
    written = set()
    for path in source.rglob("*.py"):
        written |= set(re.findall(r'journal\.write\(\s*"([a-z-]+)"', path.read_text("utf-8")))
    assert written, "the search found nothing: has journal.write another name?"
    assert written <= set(EVENTS)


def test_every_fact_that_the_code_writes_is_listed_for_its_event():
    import ast

    columns = {"officer", "partner", "convention", "clause", "reference", None}
    checked = 0
    for path in (DOCUMENT.parents[2] / "src" / "benkan").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                not isinstance(node, ast.Call)
                or ast.unparse(node.func) not in {"journal.write", "write"}
                or not node.args
            ):
                continue
            event = node.args[0]
            if isinstance(event, ast.Constant) and isinstance(event.value, str):
                beyond = {word.arg for word in node.keywords} - columns - FACTS[event.value]
                assert not beyond, f"{path.name}: {event.value} with {sorted(beyond)}"
                checked += 1
    assert checked > 20
