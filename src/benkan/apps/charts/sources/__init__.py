"""Where a chart's items come from: each slice says how its items become entities and bonds.

A slice that is not of this list registers a ``Source`` of its own with ``charts.services.register`` from its ``ready``.
"""
