"""The slice records."""
