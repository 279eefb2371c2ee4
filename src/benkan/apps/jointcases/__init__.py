"""The slice joint cases: cases that this service keeps together with others."""
