"""The ``benkan`` command: one file for each group of commands, put together in ``command``."""
