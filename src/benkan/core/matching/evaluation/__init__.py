"""How good the matcher is on somebody's labelled pairs: what ``benkan eval matching`` prints.

``figures`` judges any scores, ``scoring`` those of compare, ``found_by_tokens`` the exact keys of names, and
``identifier_pairs`` those of identifiers. Nothing is imported here: a search does not pay for what only a trial needs.
"""
