"""The index of a service's own records: posting pages and scoring entries in the node's own database.

``store`` is the only place with SQL, which ``statements`` hands to the driver; ``pages`` is the only one that knows how
postings are packed. A search reads ``finding``; records come and go by ``writing``, and ``identity`` knows which entry
is of a record; ``compacting`` folds what is new into the pages.
"""
