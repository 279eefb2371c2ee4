"""The responder's side of a search: evaluate what came, with proofs, learning nothing but its size.

Whether the asker may ask, and how often, is decided before: by the convention and the quotas of the app.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benkan.core.blind.oprf import SecretKey
from benkan.core.blind.shape import KINDS, check_shape


def answer(elements: Mapping[str, Sequence[bytes]], keys: Mapping[str, SecretKey]) -> dict[str, bytes]:
    """The evaluation of each kind: one proof, then the evaluated elements in the order asked.

    Args:
        elements: blinded elements of each kind, in one of the shapes.
        keys: the key of each kind.

    Raises:
        Invalid: ``blind.kind``, ``blind.too-many``, ``blind.shape`` or ``blind.element``; nothing is answered.
    """
    check_shape({kind: len(given) for kind, given in elements.items()})
    return {kind: keys[kind].evaluate(elements[kind]) for kind in KINDS}
