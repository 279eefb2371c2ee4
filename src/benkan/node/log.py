"""Log lines without content: where an error arose and of which type, never its message, which may quote a subject."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Plain(logging.Formatter):
    """Formats a traceback as its frames and the types of the errors, from the cause to what came of it."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - logging's own name
        """The frames of each error of the chain, then its type."""
        parts: list[str] = []
        error = ei[1]
        while error is not None and len(parts) < 10:
            frames = traceback.extract_tb(error.__traceback__)
            told = "".join(f'  File "{one.filename}", line {one.lineno}, in {one.name}\n' for one in frames)
            parts.append(f"{told}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(parts))
