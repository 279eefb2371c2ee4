"""Nothing is denied later: every step of the node is a line of an append-only log that partners cosign.

The tree is RFC 6962, checkpoints and cosignatures are C2SP's (``core.tlog``). The journal says who did what under which
clause; it never says what was searched.
"""
