"""Matchers side by side: each takes rows of two names with their birth dates and gives a score for each row.

A module imports its peer only when a scorer is made, so that one missing package is one row of the table that says so.
"""
