"""Every reader of a partner's bytes, fed with spoilt ones: shortly in each test run, for hours by scripts/fuzz.py."""
