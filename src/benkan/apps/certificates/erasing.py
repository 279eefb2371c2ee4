"""The certificates of a learner who is erased: gone from here, and revoked for whoever holds a copy.

A signed text that was given out cannot be called back; so its place in the list stays revoked, and nothing else of it
is left. Partners learn it with the next list, as of every revoked one.
"""

from __future__ import annotations

import uuid

from django.db import transaction

from benkan.apps.certificates.models import Certificate, ErasedPlace


def erase_learner(learner: uuid.UUID, username: str = "") -> int:
    """Erases the certificates of a learner, those that were issued to the own user name by hand too; how many.

    The slice that erases the learner has checked the right and writes the line of the journal.
    """
    with transaction.atomic():
        rows = list(Certificate.objects.select_for_update().filter(learner=learner))
        if username:
            rows += list(Certificate.objects.select_for_update().filter(username=username).exclude(learner=learner))
        ErasedPlace.objects.bulk_create(ErasedPlace(list_number=one.list_number, place=one.place) for one in rows)
        Certificate.objects.filter(pk__in=[one.pk for one in rows]).delete()
    return len(rows)
