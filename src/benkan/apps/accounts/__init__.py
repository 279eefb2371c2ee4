"""The slice accounts."""
