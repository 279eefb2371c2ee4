"""The scripts of a chart's page, where the build has them."""

from __future__ import annotations

from typing import Final

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

SCRIPTS: Final = (
    "vendor/charts/cytoscape.min.js",
    "vendor/charts/layout-base.js",
    "vendor/charts/cose-base.js",
    "vendor/charts/cytoscape-fcose.js",
    "charts/chart.js",
)
"""In the order in which they need each other."""


@register.simple_tag
def chart_scripts() -> SafeString:
    """The scripts that are here; without the first the page is its list."""
    present = [path for path in SCRIPTS if finders.find(path)]
    return format_html_join("\n", '<script src="{}" defer></script>', ((static(path),) for path in present))
