"""An unforeseen error leaves its place and its type in the log, and no word of what an officer typed."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import textwrap
from pathlib import Path

from benkan.node.demo.cast import SERVICES
from benkan.node.demo.nodes import environment
from benkan.node.log import Plain

SUBJECT = "Moussa Ag Alhassane"


def record() -> logging.LogRecord:
    try:
        try:
            {}[SUBJECT]
        except KeyError as error:
            raise ValueError(f"cannot read {SUBJECT}") from error
    except ValueError:
        return logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())


def test_a_traceback_is_places_and_types_without_messages() -> None:
    told = Plain("{message}", style="{").format(record())
    assert SUBJECT not in told
    assert "test_log.py" in told
    assert told.index("KeyError") < told.index("builtins.ValueError")


def test_a_view_that_fails_writes_nothing_of_the_error_into_the_log(tmp_path: Path) -> None:
    """In a process of its own: what counts is the log as a server writes it."""
    from benkan.node.home import make

    service = SERVICES[0]
    home = tmp_path / "home"
    make(home, agency="ml-ocs", name=service.name, country="ML", url="http://127.0.0.1:1", listen="127.0.0.1:1")
    program = textwrap.dedent(
        f"""
        from benkan.node.cli.boot import boot
        boot()
        from django.test import Client
        from benkan.apps.accounts import views
        from django.urls import path
        import benkan.node.urls as urls
        def fails(request):
            raise ValueError({SUBJECT!r})
        urls.urlpatterns.insert(0, path("fails", fails))
        answer = Client(raise_request_exception=False).get("/fails", headers={{"Host": "127.0.0.1"}})
        print(answer.status_code)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "500", done.stderr
    assert SUBJECT not in json.dumps(done.stderr, ensure_ascii=False)
    assert "ValueError" in done.stderr
    assert "in fails" in done.stderr
