"""The slice exchange."""
