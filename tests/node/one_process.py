"""Many commands in one process of their own: each is the real ``benkan``, and only the start of Python is paid once.

For tests that give a dozen commands in a row. What one command leaves in memory the next one finds: whoever tests that
commands stand alone starts each by itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_ASKED_BY_LINES = """
import contextlib, io, json, sys
from benkan.node.cli.command import main
lines, answers = sys.stdin, sys.stdout
for line in lines:
    arguments, given = json.loads(line)
    out, err, code = io.StringIO(), io.StringIO(), 0
    sys.argv, sys.stdin = ["benkan", *arguments], io.StringIO(given)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
    print(json.dumps([code, out.getvalue(), err.getvalue()]), file=answers, flush=True)
"""


class Commands:
    """The commands of one home."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """One command: its exit code and what it wrote."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([arguments, given]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the process ended at {arguments}"
        return subprocess.CompletedProcess(["benkan", *arguments], *json.loads(answer))

    def told(self, *arguments: str) -> dict[str, Any]:
        """What a command that must succeed tells programs."""
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr + done.stdout
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@contextmanager
def commands(home: Path) -> Iterator[Commands]:
    """Commands for this home; the process ends with the block."""
    environment = {name: value for name, value in os.environ.items() if "DJANGO" not in name}
    with subprocess.Popen(
        [sys.executable, "-c", _ASKED_BY_LINES],
        env={**environment, "BENKAN_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Commands(process)
        assert process.stdin is not None
        process.stdin.close()
