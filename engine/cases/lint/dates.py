"""Days: takes a pack, names deadlines, parameters and documents that do not fit the dates in force."""

from __future__ import annotations

from gongti.engine.cases.lint.linted import Linted


def check_dates(linted: Linted) -> None:
    model, problems = linted.pack.model, linted.problems
    first, last = model.in_force.from_, model.in_force.until
    force = {"from_": first.isoformat(), "until": last.isoformat() if last is not None else "…"}
    for path, criterion, _ in linted.criteria():
        due = criterion.due
        if due is not None and (due < first or (last is not None and due > last)):
            problems.add("due-out-of-force", linted.at(*path, "due"), due=due.isoformat(), **force)
    for name, entries in model.parameters.items():
        earliest = min(range(len(entries)), key=lambda i, entries=entries: entries[i].from_, default=None)  # type: ignore[misc]
        for i, entry in enumerate(entries):
            at, begins = linted.at("parameters", name, i, "from"), entry.from_.isoformat()
            if last is not None and entry.from_ > last:
                problems.add("parameter-after-force", at, name=name, begins=begins, **force)
            elif i == earliest and entry.from_ > first:
                problems.add("parameter-begins-late", at, name=name, begins=begins, **force)
    for name, document in model.documents.items():
        if document.date is not None and document.date > first:
            at = linted.at("documents", name, "date")
            problems.add("document-after-force", at, id=name, date=document.date.isoformat(), **force)
