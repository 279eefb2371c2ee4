"""Three invented square countries in a row, AA, BB and EH, and a line between two regions of AA; arcs as TopoJSON."""

import json

from benkan.web.maps.outlines import Outlines, read

# AA is 0..10 east, BB 10..20, EH 20..30, all 0..10 north. Arc 0: AA|BB. 1: BB|EH. 2-4: the coasts. 5: a line in AA.
ARCS = [
    [[10, 0], [0, 10]],
    [[20, 0], [0, 10]],
    [[10, 10], [-10, 0], [0, -10], [10, 0]],
    [[20, 10], [10, 0], [0, -10], [-10, 0]],
    [[10, 0], [10, 0]],
    [[5, 0], [0, 10]],
    [[20, 10], [-10, 0]],
    [[25, 0], [0, 10]],
]
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [1, 1], "translate": [0, 0]},
    "arcs": ARCS,
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "AA", "arcs": [[0, 2]]},
                {"type": "MultiPolygon", "id": "BB", "arcs": [[[4, 1, 6, -1]]]},
                {"type": "Polygon", "id": "EH", "arcs": [[3, 1]]},
            ],
        },
        "regions": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "MultiLineString", "id": "AA", "arcs": [[5]]},
                {"type": "LineString", "id": "BB", "properties": {"inside": "EH"}, "arcs": [7]},
            ],
        },
    },
}


def small_world() -> Outlines:
    return read(json.dumps(TOPOLOGY))
