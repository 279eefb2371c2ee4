"""ISO 3166 codes (FollowTheMoney writes them in lower case) of the names that United Nations documents use.

English short names of the UN's own terminology, older ones included where the list still carries them.
"""

from __future__ import annotations

import unicodedata

_NAMES = """
AF Afghanistan|AL Albania|DZ Algeria|AD Andorra|AO Angola|AG Antigua and Barbuda|AR Argentina|AM Armenia
AU Australia|AT Austria|AZ Azerbaijan|BS Bahamas|BH Bahrain|BD Bangladesh|BB Barbados|BY Belarus|BE Belgium
BZ Belize|BJ Benin|BT Bhutan|BO Bolivia (Plurinational State of)|BO Bolivia|BA Bosnia and Herzegovina|BW Botswana
BR Brazil|VG British Virgin Islands|BN Brunei Darussalam|BG Bulgaria|BF Burkina Faso|BI Burundi|CV Cabo Verde
CV Cape Verde|KH Cambodia|CM Cameroon|CA Canada|CF Central African Republic|TD Chad|CL Chile|CN China
HK China, Hong Kong Special Administrative Region|HK Hong Kong|MO China, Macao Special Administrative Region
CO Colombia|KM Comoros|CG Congo|CG Republic of the Congo|CR Costa Rica|CI Cote d'Ivoire|CI Ivory Coast|HR Croatia
CU Cuba|CY Cyprus|CZ Czechia|CZ Czech Republic|KP Democratic People's Republic of Korea
CD Democratic Republic of the Congo|DK Denmark|DJ Djibouti|DM Dominica|DO Dominican Republic|EC Ecuador|EG Egypt
SV El Salvador|GQ Equatorial Guinea|ER Eritrea|EE Estonia|SZ Eswatini|SZ Swaziland|ET Ethiopia|FJ Fiji|FI Finland
FR France|GA Gabon|GM Gambia|GE Georgia|DE Germany|GH Ghana|GR Greece|GD Grenada|GT Guatemala|GN Guinea
GW Guinea-Bissau|GY Guyana|HT Haiti|HN Honduras|HU Hungary|IS Iceland|IN India|ID Indonesia
IR Iran (Islamic Republic of)|IR Iran|IQ Iraq|IE Ireland|IL Israel|IT Italy|JM Jamaica|JP Japan|JO Jordan
KZ Kazakhstan|KE Kenya|KI Kiribati|KW Kuwait|KG Kyrgyzstan|LA Lao People's Democratic Republic|LV Latvia|LB Lebanon
LS Lesotho|LR Liberia|LY Libya|LY Libyan Arab Jamahiriya|LI Liechtenstein|LT Lithuania|LU Luxembourg|MG Madagascar
MW Malawi|MY Malaysia|MV Maldives|ML Mali|MT Malta|MH Marshall Islands|MR Mauritania|MU Mauritius|MX Mexico
FM Micronesia (Federated States of)|MC Monaco|MN Mongolia|ME Montenegro|MA Morocco|MZ Mozambique|MM Myanmar
NA Namibia|NR Nauru|NP Nepal|NL Netherlands|NL Netherlands (Kingdom of the)|NZ New Zealand|NI Nicaragua|NE Niger
NG Nigeria|MK North Macedonia|NO Norway|OM Oman|PK Pakistan|PW Palau|PA Panama|PG Papua New Guinea|PY Paraguay
PE Peru|PH Philippines|PL Poland|PT Portugal|QA Qatar|KR Republic of Korea|MD Republic of Moldova|RO Romania
RU Russian Federation|RU Russia|RW Rwanda|KN Saint Kitts and Nevis|LC Saint Lucia
VC Saint Vincent and the Grenadines|WS Samoa|SM San Marino|ST Sao Tome and Principe|SA Saudi Arabia|SN Senegal
RS Serbia|SC Seychelles|SL Sierra Leone|SG Singapore|SK Slovakia|SI Slovenia|SB Solomon Islands|SO Somalia
ZA South Africa|SS South Sudan|ES Spain|LK Sri Lanka|PS State of Palestine|PS Palestine|SD Sudan|SR Suriname
SE Sweden|CH Switzerland|SY Syrian Arab Republic|SY Syria|TW Taiwan|TJ Tajikistan|TH Thailand|TL Timor-Leste
TG Togo|TO Tonga|TT Trinidad and Tobago|TN Tunisia|TR Türkiye|TR Turkey|TM Turkmenistan|TV Tuvalu|UG Uganda
UA Ukraine|AE United Arab Emirates|GB United Kingdom of Great Britain and Northern Ireland|GB United Kingdom
TZ United Republic of Tanzania|TZ Tanzania|US United States of America|US United States|UY Uruguay|UZ Uzbekistan
VU Vanuatu|VA Holy See|VE Venezuela (Bolivarian Republic of)|VE Venezuela|VN Viet Nam|VN Vietnam|EH Western Sahara
YE Yemen|ZM Zambia|ZW Zimbabwe|SUHH former Soviet Union
"""


def _folded(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(plain.replace("’", "'").casefold().split())


_CODES = {
    _folded(name): code.lower()
    for line in _NAMES.strip().splitlines()
    for code, _, name in (entry.partition(" ") for entry in line.split("|"))
}


def code_of(name: str) -> str:
    """The code of a country's UN name, or nothing if the name is not known."""
    return _CODES.get(_folded(name), "")


def known_code(text: str) -> str:
    """The two-letter code itself, in lower case, or nothing if no country has it."""
    code = text.casefold()
    return code if len(code) == 2 and code in _KNOWN else ""


_KNOWN = frozenset(_CODES.values())
