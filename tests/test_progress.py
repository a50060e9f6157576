"""The bar of long work: takes items, gives the same items, and writes only to a terminal and only after a second."""

from __future__ import annotations

import io
import sys

import pytest

from gongti.engine import progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_where_nobody_looks_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress.tracked(iter("abc"), "reading")) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")


def test_what_is_quick_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    assert list(progress.tracked("abc", "reading")) == ["a", "b", "c"] and screen.getvalue() == ""


def test_what_is_slow_shows_one(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, clock = Screen(), iter(range(100))
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    monkeypatch.setenv("TERM", "xterm")
    assert list(progress._shown("abc", 1, "reading [bold]")) == ["b", "c"]
    assert "reading [bold]" in screen.getvalue() and "3/3" in screen.getvalue()
    assert list(progress.tracked("abcd", "reading")) == ["a", "b", "c", "d"]
