"""Kleene's three-valued logic: takes and gives ``True``, ``False`` and ``None`` for unknown."""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def all_of(items: Iterable[Truth]) -> Truth:
    """One false settles it; otherwise one unknown leaves it open; empty is true."""
    known = True
    for item in items:
        if item is False:
            return False
        if item is None:
            known = False
    return True if known else None


def any_of(items: Iterable[Truth]) -> Truth:
    """One true settles it; otherwise one unknown leaves it open; empty is false."""
    known = True
    for item in items:
        if item is True:
            return True
        if item is None:
            known = False
    return False if known else None


def negate(item: Truth) -> Truth:
    return None if item is None else not item
