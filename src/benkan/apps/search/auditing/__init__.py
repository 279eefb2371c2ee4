"""Auditable blindness: what partners cannot read, this service's own control officer can have opened, by lot.

``drawing`` draws elements by a seed that the journal had before, ``opening`` opens them against the commitments of the
journal, ``judging`` records whether they fit their case, ``coverage`` says what that proves, ``reading`` shows it.
"""
