"""Wiring only: settings, addresses, the command, the worker loop, the demo."""
