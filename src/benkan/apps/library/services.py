"""What other slices and the commands may ask of the library."""

from benkan.apps.library.files import path_of
from benkan.apps.library.keeping import add, add_edition, edition, file_name, get, newest, withdraw
from benkan.apps.library.models import Edition, Material
from benkan.apps.library.packing import MOST_BYTES, TakenIn, Verified, choose, make, make_file, take_in, verify

__all__ = [
    "MOST_BYTES",
    "Edition",
    "Material",
    "TakenIn",
    "Verified",
    "add",
    "add_edition",
    "choose",
    "edition",
    "file_name",
    "get",
    "make",
    "make_file",
    "newest",
    "path_of",
    "take_in",
    "verify",
    "withdraw",
]
