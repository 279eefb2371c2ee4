"""The slice journal."""
