"""Names nobody vouched for → names of sheets and files that every office program and Windows take."""

from __future__ import annotations

import re
from typing import Final

from gongti.engine.report.visible import visible

SHEET_LENGTH: Final = 31
"""Excel counts so many UTF-16 units."""
FILE_LENGTH: Final = 80
_NOT_IN_SHEETS: Final = re.compile(r"[\[\]:*?/\\'!\"<>|=+@%&#$^`~{};,]+")
_NOT_IN_FILES: Final = re.compile(r'[<>:"/\\|?*%$&!\x00-\x1f]+')
_DEVICES: Final = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\.|\Z)", re.IGNORECASE)
"""What Windows takes for a device, whatever follows the dot."""
_RESERVED: Final = frozenset({"history"})


class Names:
    """Gives each name once, whatever its case; of equal ones the later get a number."""

    def __init__(self, *taken: str) -> None:
        self._taken = {name.casefold() for name in taken} | _RESERVED

    def sheet(self, wanted: str, instead: str) -> str:
        """A sheet's name; ``instead`` where nothing is left of the one wanted."""
        clean = " ".join(_NOT_IN_SHEETS.sub(" ", visible(wanted)).split()).strip(". ")
        return self._once(clean or instead, SHEET_LENGTH)

    def file(self, wanted: str, instead: str) -> str:
        """A file's name without its ending: nothing Windows refuses, no dot or blank at its end."""
        clean = " ".join(_NOT_IN_FILES.sub(" ", visible(wanted)).split()).strip(". ")
        if _DEVICES.match(clean):
            clean = f"_{clean}"
        return self._once(clean or instead, FILE_LENGTH)

    def _once(self, name: str, length: int) -> str:
        found, number = _cut(name, length), 1
        while found.casefold() in self._taken:
            number += 1
            end = f" {number}"
            found = _cut(name, length - len(end)) + end
        self._taken.add(found.casefold())
        return found


def _cut(name: str, length: int) -> str:
    """As many of the first characters as make so many UTF-16 units."""
    kept, units = "", 0
    for char in name:
        units += 2 if ord(char) > 0xFFFF else 1
        if units > length:
            break
        kept += char
    return kept.strip(". ")
