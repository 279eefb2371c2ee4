"""``benkan demo``: four nodes on this machine, invented people, and the main job played for real.

Nothing here is a mock: every step goes through the nodes' own processes, pages' API and partners' door.
"""
