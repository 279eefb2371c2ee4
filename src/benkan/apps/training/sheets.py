"""The sheet of attendance on paper: printed with codes at its corners, ticked by hand, scanned and read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from benkan.apps.accounts.services import Officer
from benkan.apps.training import attending
from benkan.apps.training.attending import Received, Said
from benkan.apps.training.catalogue import named
from benkan.apps.training.models import Mark, Nomination, Run, Session
from benkan.core import attendance_sheet as layout
from benkan.core.errors import N_, Refused
from benkan.formats import sheet_scan
from benkan.web.paper import codes
from benkan.web.paper.document import Document, shape, width

_NAME_X: Final = 96.0
_SERVICE_X: Final = 290.0


@dataclass(frozen=True, slots=True)
class Answers:
    """What a scanned sheet said: what was taken, and who must be asked about."""

    session: Session
    received: Received
    doubtful: tuple[Nomination, ...]


def persons(run: Run) -> list[Nomination]:
    """Everybody accepted, in the order in which every sheet of the run lists them."""
    return list(
        run.nominations.filter(state=Nomination.State.ACCEPTED)
        .select_related("learner")
        .order_by("learner__name", "id")
    )


def pdf(run: Run, session: Session, language: str) -> bytes:
    """The sheets of a session, 25 persons each. The same session gives the same bytes."""
    people = persons(run)
    with translation.override(language):
        made = Document(title=_("Attendance"), language=language)
        for start in range(0, max(1, len(people)), layout.LINES):
            _sheet(made, run, session, start // layout.LINES + 1, people[start : start + layout.LINES], language)
        return made.save()


def take(run: Run, picture: bytes, *, by: Officer) -> Answers:
    """Reads a scanned sheet back: ticked is present, empty is absent, and what cannot be told is left to be asked.

    Raises:
        Invalid: ``sheet.picture``, ``sheet.codes``.
        Refused: ``training.other-sheet``: a sheet of another run; and as ``attending.receive``.
    """
    found = sheet_scan.read(picture)
    session = run.sessions.filter(number=found.session).first()
    if found.run != run.pk.hex or session is None:
        raise Refused(
            "training.other-sheet",
            N_("This sheet belongs to another run."),
            N_("Open the run that it names, or print the sheet of this one."),
        )
    people = persons(run)[(found.page - 1) * layout.LINES :][: layout.LINES]
    at = max(session.starts, min(timezone.now(), session.ends))
    marks = [
        Said(session.number, one.code, ticked, at, Mark.How.PAPER)
        for one, ticked in zip(people, found.ticked, strict=False)
        if ticked is not None
    ]
    received = attending.receive(run, f"paper-{session.number}-{found.page}", marks, by=by)
    doubtful = tuple(one for one, ticked in zip(people, found.ticked, strict=False) if ticked is None)
    return Answers(session, received, doubtful)


def _sheet(made: Document, run: Run, session: Session, number: int, people: list[Nomination], language: str) -> None:
    page = made.add_page()
    for corner, (x, y) in layout.CORNERS.items():
        codes.draw(made, page, layout.name_of(run.pk.hex, session.number, number, corner), x, y, layout.CODE)
    begins = timezone.localtime(session.starts)
    for y, size, bold, text in (
        (46.0, 15.0, True, named(run.course.names, language)),
        (66.0, 10.0, False, f"{run.place} · {begins:%d/%m/%Y %H:%M}"),
        (82.0, 10.0, False, f"{session.number}. {named(session.titles, language)} {session.trainer}".strip()),
        (
            120.0,
            9.0,
            False,
            _("Tick the box of everybody who is here. Leave the others empty; do not write into a box."),
        ),
        (136.0, 9.0, False, _("Then photograph the whole sheet from above, with its four codes.")),
    ):
        _written(made, page, text, y, size, bold=bold)
    for line, one in enumerate(people):
        x, y = layout.box(line)
        _boxed(made, page, x, y)
        for text, at, room in (
            (f"{(number - 1) * layout.LINES + line + 1}", 72.0, 20.0),
            (one.learner.name, _NAME_X, _SERVICE_X - _NAME_X - 8),
            (one.learner.service, _SERVICE_X, layout.BOX_X - _SERVICE_X - 10),
        ):
            signs = shape(text)
            size = min(10.0, 10.0 * room / max(width(signs, 10.0), 1.0))
            made.write(page, at, y + 11, signs, size)
        made.surface(page, 72, y + layout.BOX + 3.2, layout.BOX_X + layout.BOX - 72, 0.3, 0.75)


def _written(made: Document, page: int, text: str, y: float, size: float, *, bold: bool) -> None:
    signs = shape(text, bold=bold)
    room = layout.WIDE - 2 * (layout.MARGIN + layout.CODE + 6) if y < 100 else layout.WIDE - 120
    size = min(size, size * room / max(width(signs, size), 1.0))
    made.write(page, (layout.WIDE - width(signs, size)) / 2, y, signs, size)


def _boxed(made: Document, page: int, x: float, y: float) -> None:
    made.surface(page, x, y, layout.BOX, layout.BOX, 0.0)
    made.surface(page, x + 1, y + 1, layout.BOX - 2, layout.BOX - 2, 1.0)
