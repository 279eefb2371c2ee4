"""Sealed letters between this node and its partners: outbox, inbox, retries, and the one door at ``/wire``.

Letters are ``core.envelope``'s, payloads are ``wire``'s, and who may send what is ``accords``' decision, asked on both
sides of every message. This slice knows nothing of what the letters are about: other slices register handlers.
"""
