"""Certificates: issued after a course, verified by anybody, revocable; the right to search may need a valid one."""
