"""The slice requests."""
