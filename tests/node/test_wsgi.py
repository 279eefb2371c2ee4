"""What the server's processes do once at their start."""

import subprocess
import sys


def test_full_collections_are_rare_and_leave_out_what_was_made_at_the_start():
    told = subprocess.run(
        [sys.executable, "-c", "import benkan.node.wsgi, gc; print(*gc.get_threshold(), gc.get_freeze_count())"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()
    first, second, third, frozen = map(int, told)
    assert first * second * third >= 1_000_000
    assert frozen > 10_000
