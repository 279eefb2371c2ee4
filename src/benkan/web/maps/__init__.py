"""Maps without tiles: a page hands over places, lines and values, and gets a picture, a legend and a table.

The server draws the picture as SVG, for print and for browsers without scripts; ``static/web/map.js`` moves, plays and
refines the same picture, in the same projection, so that nothing jumps. Nothing is asked from outside. How a disputed
border is drawn is a setting of the node (``[maps]`` in node.toml). Decision: docs/decisions/0020-map-without-tiles.md.
"""

from benkan.web.maps.drawing import Picture, draw
from benkan.web.maps.values import Area, Flow, MapValues, Place, Point

__all__ = ["Area", "Flow", "MapValues", "Picture", "Place", "Point", "draw"]
