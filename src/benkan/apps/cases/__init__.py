"""The slice cases."""
