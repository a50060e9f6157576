"""Tests of score; `sheets` lays out small desks for them and for those of gaps."""
