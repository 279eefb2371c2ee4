"""Tests before and after a course: the questions, the two sittings, what a group learned."""
