"""Open Badges 3.0: certificates that anybody with the issuer's key verifies, also without a network.

A certificate is an AchievementCredential of the W3C data model 2.0, secured as a compact JWS with Ed25519; whether it
was revoked stands in a Bitstring Status List. Sources: Open Badges 3.0 (1EdTech), VC-JOSE-COSE and Bitstring Status
List 1.0 (W3C), did:key (W3C CCG), RFC 7515, RFC 8037. docs/protocol/BKP-09-certificates.md says what we use of them.
"""

from benkan.formats.open_badges.credential import Achievement, Certificate, Holder, Issuer, read, write
from benkan.formats.open_badges.did_key import key_in, name_of
from benkan.formats.open_badges.judging import Presented, Worth, judge, read_any
from benkan.formats.open_badges.short_form import ShortForm, read_short, write_short
from benkan.formats.open_badges.status_list import ENTRIES, StatusList, read_list, write_list

__all__ = [
    "ENTRIES",
    "Achievement",
    "Certificate",
    "Holder",
    "Issuer",
    "Presented",
    "ShortForm",
    "StatusList",
    "Worth",
    "judge",
    "key_in",
    "name_of",
    "read",
    "read_any",
    "read_list",
    "read_short",
    "write",
    "write_list",
    "write_short",
]
