"""Who trained whom: onward sessions as a tree, its reach, what is left of it after a year, and its targets."""
