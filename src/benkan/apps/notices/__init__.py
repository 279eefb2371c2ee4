"""Notices: what a service tells its partners without being asked, typed, reviewed, addressed, expiring, taken back."""
