"""What the hostile files share: one case with what must come of it, and the good report of which each is a copy.

Expectations are written by hand, not taken from a run. The report scores 95.00 of 100.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BAD: Final = Path(__file__).parents[1] / "bad"
REPORT: Final = (BAD / "report.yaml").read_text("utf-8")
POINTS: Final = "95.00"
BOOK: Final = "表.xlsx"
MIB: Final = 1024 * 1024


@dataclass(frozen=True)
class Case:
    """One hostile file: how it is made in a folder, which path is given, and what must come of it.

    ``low`` and ``high`` are the points where it is assessed all the same, None where it cannot be used. ``said`` are
    all problems but those of severity info, as ``place: severity: code``, in order. ``more`` are options; a ``heavy``
    case takes seconds to make or to read.
    """

    name: str
    make: Callable[[Path], None]
    said: tuple[str, ...]
    low: str | None = None
    high: str | None = None
    path: str = BOOK
    more: tuple[str, ...] = ()
    heavy: bool = False
    left_out: bool = True
    """Whether --partial can leave the file out and assess the good report beside it."""


def write(data: bytes | str, name: str = BOOK) -> Callable[[Path], None]:
    return lambda folder: put(folder / name, data)


def put(path: Path, data: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)


def later(make: Callable[[], bytes | str], name: str = BOOK) -> Callable[[Path], None]:
    return lambda folder: put(folder / name, make())
