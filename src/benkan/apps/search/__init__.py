"""The slice search."""
