"""The work of the users, one vertical slice per task. Slices call each other only through ``services``."""
