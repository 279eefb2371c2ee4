"""Who else knows this person? Private search: the asker's side, the responder's side, and the indexes of both.

BKP-01 (blind search) and BKP-04 (index distribution). What was searched stays in this node's own table and on the
officer's own screen: never in a log, never in the journal, never in a message.
"""
