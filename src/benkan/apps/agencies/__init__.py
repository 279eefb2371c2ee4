"""The slice agencies."""
