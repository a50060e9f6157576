"""Things to be worked through, one by one, and on a terminal a bar on stderr once that takes more than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

Item = TypeVar("Item")
PATIENCE: Final = 1.0
"""Seconds before anything is shown: what is quicker needs no bar."""


def tracked(items: Iterable[Item], words: str) -> Iterator[Item]:
    """The same items. Where stderr is no terminal nothing is ever written, and rich is not imported."""
    if not sys.stderr.isatty():
        yield from items
        return
    every: Sequence[Item] = list(items)
    started = time.monotonic()
    for done, item in enumerate(every):
        if time.monotonic() - started > PATIENCE:
            yield from _shown(every, done, words)
            return
        yield item


def _shown(every: Sequence[Item], done: int, words: str) -> Iterator[Item]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(words, total=len(every), completed=done)
        for item in every[done:]:
            yield item
            progress.advance(task)
