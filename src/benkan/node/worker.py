"""The one loop that moves everything: deliveries, private searches, index refresh, witnesses, deadlines.

State changes are rows and this loop acts on them; killing it at any moment loses nothing and repeats nothing that a
partner could notice. An error in one duty never stops the others, and is logged without what it was about.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benkan.core.errors import BenkanError

logger = logging.getLogger("benkan.worker")


@dataclass(slots=True)
class Duty:
    """One thing the worker does, and how often in seconds."""

    name: str
    act: Callable[[], object]
    every_s: float
    next_at: float = 0.0


def duties(*, wait_for: bool = False) -> list[Duty]:
    """Everything the worker does, most urgent first.

    Args:
        wait_for: a duty ends when all of its work has ended, not when the work has been started.
    """
    from benkan.apps.accords import services as accords
    from benkan.apps.attachments import services as attachments
    from benkan.apps.cascade import services as cascade
    from benkan.apps.certificates import services as certificates
    from benkan.apps.exchange import services as exchange
    from benkan.apps.flows import services as flows
    from benkan.apps.jointcases import services as joint_cases
    from benkan.apps.journal import services as journal
    from benkan.apps.notices import services as notices
    from benkan.apps.records import services as records
    from benkan.apps.reporting import services as reporting
    from benkan.apps.requests import services as requests
    from benkan.apps.screening import services as screening
    from benkan.apps.search import services as search
    from benkan.apps.seizures import services as seizures

    return [
        Duty("deliver", partial(exchange.deliver_due, wait_for=wait_for), 0.2),
        Duty("search", partial(search.run_due, wait_for=wait_for), 0.2),
        Duty("index", partial(search.refresh, wait_for=wait_for), 5.0),
        Duty("witness", partial(journal.due_witnessing, threads=True, wait_for=wait_for), 2.0),
        Duty("journal tiles", journal.fill_tiles, 600.0),
        Duty("gossip", journal.due_gossip, 5.0),
        Duty("search audit", search.tend, 60.0),
        Duty("files", partial(attachments.run_due, wait_for=wait_for), 0.2),
        Duty("own index", records.tend, 30.0),
        Duty("ended conventions", accords.stop_ended, 60.0),
        Duty("notices", notices.compare_due, 5.0),
        Duty("screening", screening.compare_due, 5.0),
        Duty("certificate-lists", partial(certificates.due_fetching, wait_for=wait_for), 60.0),
        Duty("ended notices", notices.expire_due, 60.0),
        Duty("deadlines", requests.run_deadlines, 60.0),
        Duty("files past their date", attachments.tend, 600.0),
        Duty("joint cases", joint_cases.tend, 5.0),
        Duty("retention", records.expire_due, 3600.0),
        Duty("retention of joint cases", joint_cases.expire_due, 3600.0),
        Duty("seizure copies", seizures.expire_due, 3600.0),
        Duty("files of transfers", partial(flows.import_due, wait_for=wait_for), 1.0),
        Duty("money flows", flows.run_due, 5.0),
        Duty("reports that came", partial(reporting.read_due, wait_for=wait_for), 1.0),
        Duty("transfers of reports", partial(reporting.hand_over_due, wait_for=wait_for), 5.0),
        Duty("lists of seizures", seizures.forget_old_lists, 3600.0),
        Duty("statements that wait", flows.forget_old_uploads, 3600.0),
        Duty("reporting door", reporting.tend, 600.0),
        Duty("onward training", cascade.remind, 3600.0),
    ]


def run_due(pending: list[Duty], now: float) -> None:
    """Runs each duty whose time has come."""
    from django.db import close_old_connections

    for duty in pending:
        if now < duty.next_at:
            continue
        try:
            duty.act()
        except Exception as error:  # noqa: BLE001 - one duty's failure must not stop the others
            # Never the error's text: it may name what was searched.
            code = error.code if isinstance(error, BenkanError) else type(error).__name__
            logger.warning("duty %s failed: %s", duty.name, code)
        finally:
            duty.next_at = time.monotonic() + duty.every_s
            close_old_connections()


def run(*, once: bool = False) -> None:
    """Works until SIGTERM or SIGINT, or one round with ``once``."""
    from benkan.node.cli.boot import boot

    node = boot()
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    pending = duties(wait_for=once)
    logger.info("the worker of %s runs (process %s)", node.agency, os.getpid())
    while not stop.is_set():
        run_due(pending, time.monotonic())
        if once:
            break
        stop.wait(max(0.02, min(duty.next_at for duty in pending) - time.monotonic()))


if __name__ == "__main__":
    run()
