"""The five requests of the socket: each has exactly these fields and parts, and one answer of the service."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from benkan.core.blind import ELEMENT_BYTES
from benkan.core.errors import BenkanError
from benkan.signer.interface import Signer
from benkan.signer.messages import Frame, malformed, pieces, refusal, tokens_of

MAX_EPOCH = 10_000_000
MAX_TOKENS = 8_192
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
MAX_WORD = 300


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _is_epoch(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_EPOCH


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(word, str) and len(word) <= MAX_WORD and word.isprintable() for word in value
    )


FIELDS: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "public": {"convention": _is_name, "epoch": _is_epoch},
    "answer": {"convention": _is_name, "epoch": _is_epoch, "partner": _is_name},
    "evaluate": {"convention": _is_name, "epoch": _is_epoch, "kind": _is_name},
    "secret": {"purpose": _is_name, "words": _are_words},
    "status": {},
}
PARTS: Mapping[str, frozenset[str] | None] = {
    "public": frozenset(),
    "answer": None,  # one for each kind of token; which kinds there are the service knows
    "evaluate": frozenset({"lengths", "tokens"}),
    "secret": frozenset(),
    "status": frozenset(),
}


def replied(signer: Signer, asked: Frame) -> Frame:
    """The reply to a request: what it asked for, or the error that refuses it.

    Raises:
        Invalid: ``signer.request``: it has another form; whoever sends such a thing is not listened to any more.
    """
    fields = dict(asked.header)
    operation = fields.pop("op", None)
    wanted = FIELDS.get(operation) if isinstance(operation, str) else None
    if wanted is None or set(fields) != set(wanted):
        raise malformed("op")
    for name, fits in wanted.items():
        if not fits(fields[name]):
            raise malformed(name)
    parts = PARTS[str(operation)]
    if (parts is None and not all(map(_is_name, asked.parts))) or (parts is not None and set(asked.parts) != parts):
        raise malformed("parts")
    try:
        return _ANSWERS[str(operation)](signer, fields, asked.parts)
    except BenkanError as error:
        if error.code == "signer.request":
            raise
        return refusal(error)


def _public(signer: Signer, fields: dict[str, Any], _parts: dict[str, bytes]) -> Frame:
    return Frame({}, signer.public_keys(fields["convention"], fields["epoch"]))


def _answer(signer: Signer, fields: dict[str, Any], parts: dict[str, bytes]) -> Frame:
    elements = {kind: pieces(joined, ELEMENT_BYTES) for kind, joined in parts.items()}
    return Frame({}, signer.answer(fields["partner"], fields["convention"], fields["epoch"], elements))


def _evaluate(signer: Signer, fields: dict[str, Any], parts: dict[str, bytes]) -> Frame:
    tokens = tokens_of(parts["lengths"], parts["tokens"])
    if len(tokens) > MAX_TOKENS:
        raise malformed("tokens")
    return Frame({}, {"outputs": signer.evaluate(fields["convention"], fields["epoch"], fields["kind"], tokens)})


def _secret(signer: Signer, fields: dict[str, Any], _parts: dict[str, bytes]) -> Frame:
    return Frame({}, {"secret": signer.secret(fields["purpose"], *fields["words"])})


def _status(signer: Signer, _fields: dict[str, Any], _parts: dict[str, bytes]) -> Frame:
    # Names of partners are many and long: bytes of a part, not a header.
    return Frame({}, {"status": json.dumps(signer.status()).encode()})


_ANSWERS: Mapping[str, Callable[[Signer, dict[str, Any], dict[str, bytes]], Frame]] = {
    "public": _public,
    "answer": _answer,
    "evaluate": _evaluate,
    "secret": _secret,
    "status": _status,
}
