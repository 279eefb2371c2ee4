"""Template tags of charts."""
