"""Pages of notices, one module for each part of the work."""

from benkan.apps.accounts.services import Role

WRITING = (Role.ANALYST, Role.LIAISON, Role.SUPERVISOR)
"""Roles that read and write notices."""
REVIEWING = (Role.LIAISON, Role.SUPERVISOR)
"""Roles that send or return what another officer wrote."""
