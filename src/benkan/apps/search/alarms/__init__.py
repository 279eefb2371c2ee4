"""Alarms on enumeration: what looks like guessing or watching is shown to the control officer; it stops nothing itself.

``limits`` are the thresholds with their reasons, ``sequences`` and ``norms`` the arithmetic, ``watching`` looks at what
was searched and answered, ``ringing`` writes the row and the line, ``words`` says it.
"""
