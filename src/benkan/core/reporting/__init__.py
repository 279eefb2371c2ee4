"""Reports of non-state reporters: what may be told back to them, and the receipt that proves what came when."""

from benkan.core.reporting.feedback import REASONS, STATES, Answer
from benkan.core.reporting.receipts import Receipt, of_text, sign, verify

__all__ = ["REASONS", "STATES", "Answer", "Receipt", "of_text", "sign", "verify"]
