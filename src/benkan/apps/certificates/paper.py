"""The certificate on paper: one page in the reader's language, with a code that is verified without a network."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.certificates import issuing
from benkan.apps.certificates.models import Certificate
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Refused
from benkan.web.paper import codes, direction
from benkan.web.paper.document import Document, shape, width

WIDE: Final = (841.89, 595.28)
_EDGE: Final = 36.0
_INNER: Final = 60.0
_CODE: Final = 150.0
"""Side of the code in points: 53 mm, readable by a cheap camera and after a fax."""


MOST: Final = 500
"""Papers in one file."""


def pdf(rows: Sequence[Certificate], language: str) -> bytes:
    """The certificates as PDF, A4 across, one a page. The same certificates give the same bytes."""
    with translation.override(language):
        made = Document(title=_("Certificate"), language=language, size=WIDE)
        for row in rows:
            _page(made, row, language)
        return made.save()


def of_run(run: uuid.UUID, language: str, *, by: Officer) -> bytes:
    """The papers of a run's certificates that were not revoked, by name, in one file to print and hand out.

    Raises:
        Refused: ``role.not-allowed``, ``certificate.none-of-run``, ``certificate.too-many-papers``.
    """
    accounts.need(by, issuing.RIGHT)
    rows = list(Certificate.objects.filter(run=run, revoked_at=None).order_by("holder", "id")[: MOST + 1])
    if not rows:
        raise Refused(
            "certificate.none-of-run",
            N_("This run has no certificate that could be printed."),
            N_("Sign and issue the certificates of the run first."),
        )
    if len(rows) > MOST:
        raise Refused(
            "certificate.too-many-papers",
            N_("More than %(most)d papers do not go into one file."),
            N_("Print them one by one from the list."),
            most=MOST,
        )
    made = pdf(rows, language)
    journal.write("certificates-exported", officer=accounts.handle(by), reference=str(run), count=len(rows))
    return made


def _page(made: Document, row: Certificate, language: str) -> None:
    page = made.add_page()
    _frame(made, page)
    lines = [
        (agencies.localised(agencies.own(), language), 16.0, False, 0.25),
        (_("Certificate"), 34.0, True, 0.0),
        (_("This certifies that"), 13.0, False, 0.35),
        (row.holder, 28.0, True, 0.0),
        (_of_service(row), 13.0, False, 0.35),
        (_("has completed, and holds the competence that it gives:"), 13.0, False, 0.35),
        (issuing.names_in(row, language), 22.0, True, 0.0),
        (_facts(row), 13.0, False, 0.25),
    ]
    y = _EDGE + 62
    for text, size, bold, grey in lines:
        if text:
            _centred(made, page, text, y, size, bold=bold, grey=grey)
            y += size * 1.35 + 10
    side = _INNER if translation.get_language_bidi() else WIDE[0] - _INNER - _CODE
    codes.draw(made, page, address(row, language), side, WIDE[1] - _EDGE - 12 - _CODE, _CODE)
    _foot(made, page, row)


def address(row: Certificate, language: str) -> str:
    """What the code on the paper holds: an address of this node, whose end is verified without it, too."""
    return f"{settings.BENKAN_NODE.url.rstrip('/')}/certificates/v/{issuing.short_form(row, language)}"


def _of_service(row: Certificate) -> str:
    return " · ".join(part for part in (row.service, row.country) if part)


def _facts(row: Certificate) -> str:
    parts = []
    if row.hours:
        parts.append(_("%(hours)d hours") % {"hours": row.hours})
    parts.append(_("Issued on %(day)s") % {"day": _day(row.since)})
    if row.until:
        parts.append(_("valid until %(day)s") % {"day": _day(row.until)})
    return " · ".join(parts)


def _day(at: object) -> str:
    return str(formats.date_format(timezone.localtime(at).date(), "DATE_FORMAT"))  # type: ignore[arg-type]


def _frame(made: Document, page: int) -> None:
    wide, high = WIDE[0] - 2 * _EDGE, WIDE[1] - 2 * _EDGE
    made.surface(page, _EDGE, _EDGE, wide, high, 0.2)
    made.surface(page, _EDGE + 1.5, _EDGE + 1.5, wide - 3, high - 3, 1.0)


def _centred(made: Document, page: int, text: str, y: float, size: float, *, bold: bool, grey: float) -> None:
    signs = shape(text, bold=bold)
    room = WIDE[0] - 2 * _INNER
    taken = width(signs, size)
    if taken > room:  # a long name is set smaller, never cut
        size *= room / taken
        taken = room
    made.write(page, (WIDE[0] - taken) / 2, y, signs, size, grey)


def _foot(made: Document, page: int, row: Certificate) -> None:
    rtl = translation.get_language_bidi()
    for line, text in enumerate(
        (
            _("Number %(number)s") % {"number": row.pk},
            _("Whether it still holds: scan the code, or %(address)s")
            % {"address": f"{settings.BENKAN_NODE.url.rstrip('/')}/certificates/verify/"},
        )
    ):
        signs = shape(text, rtl=rtl or direction.leftwards(text))
        x = WIDE[0] - _INNER - width(signs, 9) if rtl else _INNER
        made.write(page, x, WIDE[1] - _EDGE - 34 + 14 * line, signs, 9, 0.35)
