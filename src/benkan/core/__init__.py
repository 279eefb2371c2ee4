"""Rules and mathematics: values in, values out. No Django, no I/O, no clock, no global state.

The rooms do not import each other; an app composes them. ``errors`` is the one thing they share.
"""
