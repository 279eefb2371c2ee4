"""The slice accords."""
