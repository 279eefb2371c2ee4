"""The rules, one module each: what they look for, from which source, and what innocently explains it."""
