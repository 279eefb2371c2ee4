"""The library: materials of courses in versions and languages, and packages of them for a stick."""
