"""goAML reports, with the XSD of any financial intelligence unit: read, checked, shown, written. No schema is shipped.

``load`` takes a unit's XSD; ``read`` gives a whole report with everything in it, ``Reader`` the transfers of a file of
any size; ``write`` gives the bytes that a unit takes, ``compose`` a new report in the order of a schema.
"""

from benkan.formats.goaml.document import Document, read
from benkan.formats.goaml.reading import Reader
from benkan.formats.goaml.schema import Schema, load
from benkan.formats.goaml.transfers import Codes
from benkan.formats.goaml.writing import compose, write

__all__ = ["Codes", "Document", "Reader", "Schema", "compose", "load", "read", "write"]
