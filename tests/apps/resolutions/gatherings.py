"""The gatherings that this slice is promised, invented: their services as other slices would call them."""

import datetime as dt
from types import SimpleNamespace as Value

from django.utils import timezone

from benkan.core.errors import Refused

TODAY = timezone.localdate()
ID = "atelier-bamako"


def _delegation(number, *, votes=True, agency=""):
    names = {"fr": f"Pays {number}", "en": f"State {number}", "ar": f"دولة {number}"}
    return Value(public_id=f"d{number}", name=names, country="ML", votes=votes, head=f"Chef {number}", agency=agency)


class Gatherings:
    """Three delegations and an observer; ``d2`` is absent until it checks in."""

    def __init__(self, count=3, agencies=()):
        found = [_delegation(n, agency=agencies[n] if n < len(agencies) else "") for n in range(count)]
        self.seats = [*found, _delegation("obs", votes=False)]
        self.here = {one.public_id for one in self.seats} - {"d2"}
        self.badges = {
            **{f"badge-{one.public_id}": Value(delegation=one.public_id, may_vote=True) for one in self.seats},
            "badge-staff": Value(delegation="d0", may_vote=False),
        }

    def listed(self):
        return [self.gathering(ID)]

    def gathering(self, public_id):
        if public_id != ID:
            raise Refused("gathering.unknown", "Unknown.", "See the list.")
        title = {"fr": "Atelier de Bamako", "en": "Workshop of Bamako", "ar": "ورشة باماكو"}
        return Value(public_id=ID, title=title, kind="workshop", starts=TODAY, ends=TODAY, place="Bamako", languages=[])

    def delegations(self, public_id):
        return self.seats

    def present(self, public_id, day):
        return self.here if day == TODAY else set()

    def delegate_by_code(self, code):
        if code not in self.badges:
            raise Refused("badge.forged", "This badge was not issued here.", "Ask the accreditation desk.")
        return self.badges[code]

    def delegates(self, public_id):
        return [Value(delegation=one.public_id, name=one.head) for one in self.seats]

    def agenda(self, public_id):
        at = timezone.now()
        title = {"fr": "Ouverture", "en": "Opening", "ar": "الافتتاح"}
        return [Value(public_id="i1", title=title, starts=at, ends=at + dt.timedelta(hours=1), speakers=["Mme X"])]

    def interventions(self, public_id):
        return [Value(item="Ouverture", delegation=self.seats[0], minutes=4)]
