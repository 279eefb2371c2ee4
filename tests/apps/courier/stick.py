"""A courier's folder, and a partner that has no line: it reads what lies in its bag and puts its own into ours."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from tests.apps.exchange.fake_partner import FakePartner, now

from benkan.apps.courier import layout, services
from benkan.core.envelope import peek
from benkan.wire import time_text


class Stick:
    """The folder, with what a test does to it."""

    def __init__(self, path: Path, partner: FakePartner) -> None:
        self.path, self.partner = path, partner
        self.own = settings.BENKAN_NODE.agency
        path.mkdir(exist_ok=True)

    @property
    def outward(self) -> Path:
        """Our bag for the partner."""
        return self.path / "courier" / self.partner.agency / self.own

    @property
    def inward(self) -> Path:
        """The partner's bag for us."""
        return self.path / "courier" / self.own / self.partner.agency

    def export(self, **options: object) -> services.Packed:
        (packed,) = services.export(self.path, partner=self.partner.agency, **options)
        return packed

    def take(self) -> services.Outcome:
        return services.take(self.path)

    def letters(self, kind: str = "") -> list[bytes]:
        """Our letters on the stick, of this kind."""
        found = [path.read_bytes() for path in sorted(self.outward.glob("*.bke"))]
        return [data for data in found if kind in ("", peek(data).kind)]

    def replies(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.outward.glob("*.bkr"))]

    def kinds(self) -> list[str]:
        """The kinds of our letters on the stick."""
        return sorted(self.partner.read(data)[0].kind for data in self.letters())

    def bring(self, *envelopes: bytes, listed: bool = True) -> list[Path]:
        """The partner's envelopes, as its node would write them."""
        self.inward.mkdir(parents=True, exist_ok=True)
        written: dict[str, bytes] = {}
        for data in envelopes:
            written |= layout.files_of(data, None)
        for name, data in written.items():
            (self.inward / name).write_bytes(data)
        if listed:
            every = {path.name: path.read_bytes() for path in self.inward.iterdir() if path.name != layout.LIST}
            digests = {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in every.items()}
            told = layout.listed(self.partner.agency, self.own, time_text(now()), digests)
            (self.inward / layout.LIST).write_bytes(told)
        return [self.inward / name for name in written]

    def answered(self) -> list[bytes]:
        """The partner's replies to what it can answer of ours on the stick; it is shown it without a line."""
        down, self.partner.down = self.partner.down, False
        witnesses = hasattr(self.partner, "seen")
        replies = [
            self.partner.answer(data) for data in self.letters() if witnesses or peek(data).kind != "witness.ask"
        ]
        self.partner.down = down
        return replies

    def there_and_back(self) -> services.Outcome:
        """Exported, answered by the partner, taken in."""
        self.export()
        self.bring(*self.answered())
        return self.take()
