"""Courses and workshops: who is nominated, who comes, who completes; nobody's face or finger is ever taken."""
