"""Bank and mobile-money accounts in one form each: IBANs, the RIB inside an IBAN, the phone that is an account.

ISO 13616 with the ISO 7064 mod 97 check and the national lengths of the IBAN registry; RIB keys as the BCEAO, the
central banks of the Maghreb and the Comité français d'organisation et de normalisation bancaires define them. Scanned
papers give O for 0 and I for 1: such a reading counts only if the check digits hold. Nobody is asked whether an account
exists.
"""

from __future__ import annotations

import re

from benkan.core.matching.scripts import ascii_digits

# Length of the whole IBAN. A country that is not here is accepted with any length that the standard allows.
IBAN_LENGTHS = {
    "ML": 28, "BF": 28, "NE": 28, "SN": 28, "CI": 28, "BJ": 28, "TG": 28, "GW": 25, "MR": 27, "MA": 28, "TN": 24,
    "DZ": 26, "LY": 25, "EG": 29, "SD": 18, "TD": 27, "CM": 27, "CF": 27, "CG": 27, "GA": 27, "GQ": 27, "DJ": 27,
    "FR": 27, "MC": 27, "ES": 24, "IT": 27, "DE": 22, "BE": 16, "NL": 18, "LU": 20, "CH": 21, "GB": 22, "IE": 22,
    "PT": 25, "AT": 20, "GR": 27, "CY": 28, "MT": 31, "TR": 26, "AE": 23, "SA": 24, "QA": 29, "KW": 30, "BH": 22,
    "OM": 23, "LB": 28, "JO": 30, "IQ": 23, "PS": 29, "PK": 24, "RU": 33, "UA": 29, "PL": 28, "RO": 24, "SE": 24,
    "DK": 18, "NO": 15, "FI": 18,
}  # fmt: skip
_UEMOA = ("ML", "BF", "NE", "SN", "CI", "BJ", "TG")
# The national number (RIB) by its country: its form; its last two digits are its key.
_RIB = {
    **{country: re.compile(rf"(?:{country}\d{{3}}|[A-Z]\d{{4}})\d{{5}}[A-Z0-9]{{12}}\d{{2}}") for country in _UEMOA},
    "MA": re.compile(r"\d{24}"),
    "TN": re.compile(r"\d{20}"),
    "MR": re.compile(r"\d{23}"),
    "FR": re.compile(r"\d{10}[A-Z0-9]{11}\d{2}"),
}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_LABEL = re.compile(
    r"\s*(?:(?:iban|rib|bban|compte|account|acct|bank|n|no|nr|num|numero|numéro|رقم|الحساب|حساب)[.:°º#\s]+)+|\s*iban",
    re.IGNORECASE,
)
_MOBILE_MONEY = re.compile(
    r"orange\s*money|moov\s*(?:money|africa|flooz)?|flooz|wave|mobi\s*cash|sama\s*money|mtn\s*(?:mobile\s*money|momo)?"
    r"|momo|airtel\s*money|m-?pesa|free\s*money|t-?money|wizall|mobile\s*money|bankily|masrvi|sedad|mauripay",
    re.IGNORECASE,
)
# The key of French numbers counts letters by their column: A, J = 1; B, K, S = 2; ...
_KEY_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def is_iban(plain: str) -> bool:
    """Whether the text has the form and the length of an IBAN of its country and its check digits hold."""
    if not _IBAN.fullmatch(plain) or len(plain) != IBAN_LENGTHS.get(plain[:2], len(plain)):
        return False
    return _mod_97(plain[4:] + plain[:4]) == 1


def bank_account(value: str, default_region: str | None) -> tuple[str, ...]:
    """The account in its canonical forms: an IBAN where the text is one or holds the RIB of one, else as written.

    A RIB of 23 digits is French or Mauritanian: without a region it has both forms.

    Args:
        value: as written, label and spaces included.
        default_region: ISO 3166 code of the country whose national form is tried first.
    """
    label = _LABEL.match(value)
    plain = _plain(value[label.end() :] if label else value) or _plain(value)
    for read in _readings(plain):
        if is_iban(read):
            return (read,)
    return _ibans_of_rib(plain, default_region) or (plain,)


def mobile_money_phone(value: str) -> str | None:
    """The phone of a mobile-money account such as "Orange Money 76 12 34 56"; nothing if no such service is named."""
    found = _MOBILE_MONEY.search(value)
    if found is None:
        return None
    rest = value[: found.start()] + " " + value[found.end() :]
    return rest if re.search(r"\d{2}.*\d{2}.*\d{2}", ascii_digits(rest)) else None


def _readings(plain: str) -> list[str]:
    """The text as it is and with the letters that scanners take for digits, in the order of the fewest changes."""
    found = [plain]
    for zeros, ones in ((True, False), (False, True), (True, True)):
        read = plain[2:].replace("O", "0") if zeros else plain[2:]
        read = read.replace("I", "1").replace("L", "1") if ones else read
        found.append(plain[:2] + read)
    # The letters of the country are sometimes the digits: 0M for OM.
    return list(dict.fromkeys([*found, *(one[:2].replace("0", "O").replace("1", "I") + one[2:] for one in found)]))


def _ibans_of_rib(plain: str, default_region: str | None) -> tuple[str, ...]:
    fitting = [country for country, form in _RIB.items() if form.fullmatch(plain)]
    if plain[:2] in fitting:  # ML016…: the bank's code says the country
        fitting = [plain[:2]]
    elif default_region in fitting:
        fitting = [default_region]
    else:  # the older codes (D0016…) do not say the country in a way that may be trusted
        fitting = [country for country in fitting if country not in _UEMOA and _key_holds(plain)]
    return tuple(f"{country}{98 - _mod_97(plain + country + '00'):02d}{plain}" for country in sorted(fitting))


def _key_holds(rib: str) -> bool:
    """Whether the last two digits of a RIB check the rest."""
    return int(rib.translate(_KEY_LETTERS)) % 97 == 0


def _mod_97(text: str) -> int:
    return int("".join(str(int(c, 36)) for c in text)) % 97


def _plain(value: str) -> str:
    return "".join(c for c in ascii_digits(value).upper() if c.isalnum())
