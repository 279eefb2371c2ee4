"""What an extension says of the danger of a file. A warning only: any file can attack the program that opens it."""

from __future__ import annotations

from typing import Final

from benkan.core.attachments import extension


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PROGRAMS: Final = _words(
    "apk app appimage bat bash bin cmd com cpl csh deb dll dmg elf exe gadget hta inf ins iso img jar js jse "
    "ksh lnk mde msc msi msp mst pif pkg pl ps1 ps2 psc1 psc2 py pyc pyw rb reg rpm run scf scr sct service sh "
    "so sys url vb vbe vbs vhd vhdx wasm ws wsc wsf wsh xpi"
)
ACTIVE: Final = _words(
    "chm docm dotm htm html mht mhtml one pot potm ppam ppsm pptm rtf shtml sldm svg svgz swf xht xhtml xla "
    "xlam xll xlm xlsb xlsm xltm xml xps xsl"
)
ARCHIVES: Final = _words("7z ace arj cab gz lha lzh rar tar tgz xz zip")


def danger(name: str) -> str:
    """``program``, ``active`` (a document that runs something), ``archive`` (holds other files), or nothing."""
    ending = extension(name)
    if ending in PROGRAMS:
        return "program"
    if ending in ACTIVE:
        return "active"
    return "archive" if ending in ARCHIVES else ""
