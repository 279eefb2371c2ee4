"""Bank messages of ISO 20022: account reports and statements (camt.052, .053, .054), credit transfers (pacs.008).

Any version: elements are known by their local names, since each version has a namespace of its own. Every booked
entry, or each of its details where they say an amount of their own, becomes one transfer; what is pending or is no
transfer is told. Names of elements: message definition reports of ISO 20022.
"""

from benkan.formats.iso20022.reading import Reader

__all__ = ["Reader"]
