import dataclasses

import pytest
from tests.apps.exchange.conftest import convention, network, own_signing, partner  # noqa: F401 - fixtures

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.records import services as records
from benkan.apps.search import asking, partner_index
from benkan.core.blind import LARGEST
from benkan.core.matching import Identifier, Subject

MOUSSA = {"name": "Moussa AG ALHASSANE", "born": "1984", "phone": "+223 76 12 34 56"}
NOBODY = {"name": "Ingrid Svendsdottir Bjørnstad", "born": "1971"}


@pytest.fixture(autouse=True)
def _fresh_memory(settings, tmp_path):
    """No index, key or question of another test."""
    import dataclasses

    settings.BENKAN_NODE = dataclasses.replace(settings.BENKAN_NODE, home=_home(settings.BENKAN_NODE.home, tmp_path))
    asking._recovered.set()
    partner_index._load.cache_clear()


def _home(real, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "keys").symlink_to(real / "keys")
    return home


@pytest.fixture
def analyst(db):
    return accounts.create_officer("analyste", "Fatoumata Traoré", "analyst")


@pytest.fixture
def case(analyst):
    return cases.open_case(analyst, "Cargaison de Gao", "drug-trafficking", number="2025-117")


@pytest.fixture
def whole_shape(settings):
    """This node asks every question in the largest shape."""
    settings.BENKAN_NODE = dataclasses.replace(settings.BENKAN_NODE, smallest_question=LARGEST)


@pytest.fixture
def their_moussa():
    """What the partner holds: another script, another year, the same phone."""
    return Subject(names=("موسى أغ الحسن",), birth_dates=("1984",), identifiers=(Identifier("phone", "+22376123456"),))


@pytest.fixture
def our_moussa(db):
    return records.add(
        "Person",
        {"name": "Mousa ag Alhassan", "birthDate": "1984", "phone": "+22376123456"},
        subject_category="suspect",
        crime_area="drug-trafficking",
        officer="analyste",
    )
