"""A loan of the demonstration: Mali's own dog team in use for a case, with its first costs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benkan.apps.accounts.services import Officer

OWN_DOGS = "K9-GAO-1"


def lend(asker: Officer, coordinator: Officer, case: str, today: dt.date) -> dict[str, Any]:
    """One loan under way with its first costs.

    Args:
        asker: a supervisor, who asks, accepts and uses.
        coordinator: lends.
        case: number of the case that the dogs serve.
    """
    from benkan.apps.deployments import services
    from benkan.apps.means import services as means

    dogs = next(one for one in means.Asked(query=OWN_DOGS).means())
    last = today + dt.timedelta(days=6)
    one = services.request(asker, "dogs", "Gao", today, last, case=case, text="Fouille de camions au poste de Gao")
    made = services.offer(coordinator, one.pk, dogs.pk, today, last, "315000", "XOF", "avec maître-chien et véhicule")
    services.accept(asker, one.pk, made.pk)
    services.sign(coordinator, one.pk)
    services.send(coordinator, one.pk)
    services.deploy(asker, one.pk)
    services.add_cost(coordinator, one.pk, "Carburant Bamako–Gao", "148500", "XOF", today, "F-2031")
    services.add_cost(coordinator, one.pk, "Visite vétérinaire", "45", "EUR", today, "V-118")
    services.enter_rate(coordinator, "MAD", "61.20", today, "Cours publié par la banque centrale")
    return {"loans": services.listed().count()}
