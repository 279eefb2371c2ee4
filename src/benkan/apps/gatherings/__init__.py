"""Gatherings: delegations and their people, badges and the door, the agenda, meetings of two."""
