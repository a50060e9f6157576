"""The keys by which the cells of a form are found: what the writer puts into hidden cells, and the reader looks for.

A cell means what its sheet's mark, its row's key and its column's key say together; where it stands says nothing.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = 1
ABOUT: Final = "_gongti"
"""The hidden sheet of what the workbook is, rows of key and value."""
KIND_PROPERTY: Final = "gongti_kind"
PACKS_PROPERTY: Final = "gongti_packs"
"""Custom document properties; what a property cannot hold goes on in ``gongti_packs_2`` and so on."""

MARK: Final = "gongti:"
"""How the mark of a sheet begins, in the corner of its keys."""

ANSWER: Final = "answer"
PRIOR: Final = "prior"
EVIDENCE: Final = "evidence"
NOTE: Final = "note"
NOT_APPLICABLE: Final = "not_applicable"
CLERK: Final = (ANSWER, PRIOR, EVIDENCE, NOTE, NOT_APPLICABLE)
"""Columns that a clerk fills."""

CHECKED: Final = "checked"
METHOD: Final = "method"
DATE: Final = "date"
STATE: Final = "state"
CASES: Final = "cases"
REMARK: Final = "remark"
OBJECTION: Final = "objection"
REVIEWER: Final = (CHECKED, METHOD, DATE, STATE, CASES, REMARK, OBJECTION)
"""Columns that a reviewer fills."""

EXPLANATION: Final = "explanation"
UNTIL: Final = "until"
RULING: Final = "ruling"
INAPPLICABLE: Final = "inapplicable"
WAIVER_UNTIL: Final = "waiver_until"
WAIVER_REASON: Final = "waiver_reason"

CONSORTIUM_FIELDS: Final = ("consortium_id", "name", "kind", "region")
"""Rows of the cover, after an ``@``, that say whose report it is; ``@period``, ``@reviewer`` and ``@date`` follow."""
FACILITY_FIELDS: Final = ("id", "name", "role", "type", "level", "class", "ownership", "grid", "beds", "population")
"""Rows of a facility's sheet, with ``@`` before, that say which facility it is."""
