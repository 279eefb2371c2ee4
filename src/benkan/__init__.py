"""Benkan: private search, requests and sealed answers between services that signed a convention.

The layers are ``node -> apps -> formats | wire | web -> core``; ARCHITECTURE.md walks one search through them.
"""

__version__ = "0.1.0"
