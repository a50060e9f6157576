"""Comparing: takes what a case expects and the view of its result, gives a problem for each difference."""

from __future__ import annotations

from typing import Any

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping


def compare(title: str, expect: Mapping, shown: dict[str, Any], problems: Problems) -> None:
    """Only what is named is compared; each difference is a problem where the expectation stands."""
    for key, wanted in expect.items():
        at = expect.values_at[key]
        if key in ("claimed", "verified", "register") and isinstance(wanted, Mapping):
            _compare_row(title, key, wanted, shown[key] or {}, problems)
        elif key in ("criteria", "dimensions", "facilities", "watched") and isinstance(wanted, Mapping):
            rows = {row["criterion" if key == "watched" else "id"]: row for row in shown[key]}
            for name, fields in wanted.items():
                if name not in rows or not isinstance(fields, Mapping):
                    problems.add("case-unknown", wanted.keys_at[name], case=title, what=name)
                    continue
                _compare_row(title, name, fields, rows[name], problems)
        elif key in ("vetoes", "contradictions", "notes", "conclusions"):
            _compare_list(title, key, wanted, shown[key], at, problems)
        elif key == "problems":
            found = {p["code"] for p in shown["problems"]}
            serious = {p["code"] for p in shown["problems"] if p["severity"] != "info"}
            listed = {str(w) for w in wanted or []}
            if not listed <= found or (not listed and serious):
                _differs(title, key, sorted(listed), sorted(found), at, problems)
        else:
            problems.add("case-unknown", expect.keys_at[key], case=title, what=key)


def _compare_row(title: str, name: str, wanted: Mapping, row: dict[str, Any], problems: Problems) -> None:
    for field, value in wanted.items():
        at = wanted.values_at[field]
        if field not in row:
            problems.add("case-unknown", wanted.keys_at[field], case=title, what=f"{name}.{field}")
        elif field == "verified" and isinstance(value, Mapping):
            _compare_row(title, f"{name}.verified", value, row[field] or {}, problems)
        elif field == "facilities" and isinstance(value, Mapping):
            units = {u["id"]: u for u in row["facilities"]}
            for unit, fields in value.items():
                if unit in units and isinstance(fields, Mapping):
                    _compare_row(title, f"{name}.{unit}", fields, units[unit], problems)
                else:
                    problems.add("case-unknown", value.keys_at[unit], case=title, what=f"{name}.{unit}")
        elif not _same(value, row[field]):
            _differs(title, f"{name}.{field}", value, row[field], at, problems)


def _compare_list(title: str, key: str, wanted: Any, rows: list[dict[str, Any]], at: Place, problems: Problems) -> None:
    """Lists are compared as sets of ids; an entry that is a mapping compares what it names."""
    ident = {"contradictions": "id", "conclusions": "name"}.get(key, "rule")
    if key == "notes":
        rows = [r for r in rows if r["kind"] != "caps"] + [r for r in rows if r["kind"] == "caps"]
    entries = wanted or []
    names = {e.get(ident) if isinstance(e, Mapping) else str(e) for e in entries}
    found = {r[ident] for r in rows}
    if names != found:
        _differs(title, key, sorted(map(str, names)), sorted(found), at, problems)
        return
    for entry in entries:
        if isinstance(entry, Mapping) and not any(all(_same(v, r.get(k)) for k, v in entry.items()) for r in rows):
            _differs(title, key, dict(entry), [r for r in rows if r[ident] == entry.get(ident)], at, problems)


def _same(wanted: Any, found: Any) -> bool:
    """Equal as written: a number may be given bare, a text in quotes."""
    if isinstance(wanted, (list, dict)) or isinstance(found, (list, dict)) or wanted is None or found is None:
        return bool(wanted == found)
    if isinstance(wanted, bool) or isinstance(found, bool):
        return bool(wanted == found)
    return str(wanted) == str(found)


def _differs(title: str, what: str, wanted: Any, found: Any, at: Place, problems: Problems) -> None:
    problems.add("case-differs", at, case=title, what=what, expected=_show(wanted), found=_show(found))


def _show(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_show(v) for v in value) + "]"
    return "null" if value is None else str(value)
