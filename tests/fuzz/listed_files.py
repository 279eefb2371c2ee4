"""The readers of lists of sanctions, for the targets: each reads its file to the end, as ``screening.load`` does."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from benkan.formats import eu_list, ofac_list, un_list
from benkan.formats.entity import Entity
from benkan.formats.report import Report
from tests.formats import test_eu_list as eu
from tests.formats import test_ofac_list as ofac
from tests.formats import test_un_list as un

UN = [
    un.record(un.alias("Aïssata") + un.born("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1971-03-02</DATE>")).encode(),
    un.record(un.document("A 1234 567"), tag="ENTITY", group="ENTITIES").encode(),
]
OFAC = [
    ofac.whole(ofac.entry(), ofac.entry(uid="8", kind="Entity", first="")).encode(),
    ofac.whole(ofac.entry("<akaList><aka><uid>1</uid><lastName>HADJ</lastName></aka></akaList>")).encode(),
]
EU = [f"{eu.HEAD}{eu.record()}{eu.record(identity='84', kind='enterprise')}</export>".encode()]


def _to_its_end(read: Callable[[BinaryIO, Report], Iterator[Entity]]) -> Callable[[bytes], object]:
    def whole(data: bytes) -> object:
        found = Report()
        return list(read(io.BytesIO(data), found)), [one.as_object() for one in found.findings]

    return whole


un_entries = _to_its_end(un_list.read)
ofac_entries = _to_its_end(ofac_list.read)
eu_entries = _to_its_end(eu_list.read)
