"""Takes a view, gives views to try the HTML report on: a very large one, and one whose every word is hostile."""

from __future__ import annotations

import copy
from typing import Any

View = dict[str, Any]

FACILITIES, CRITERIA = 40, 100
# Forty characters, and as wide as names get: one without a place to break, one in Chinese.
LATIN = "W" * 36 + "{:04d}"
CHINESE = "云州市青禾县黑水河流域高山峡谷地区第二中心卫生院暨县域医疗共同体康复疗养分院{:02d}号"
STATUSES = (
    "met", "partial", "unmet", "undetermined", "contested", "explained", "waived", "not_applicable", "not_due",
    "not_reviewed", "watched",
)  # fmt: skip
HOSTILE = "<script>alert(1)</script>\"'&=cmd|'/c calc'!A0\u202e\u0007\ufffe]]>"


def big(view: View, *, latin: bool = False) -> View:
    """Forty facilities and a hundred criteria in nine dimensions, every status, names of forty characters."""
    made = copy.deepcopy(view)
    name = LATIN if latin else CHINESE
    facility = made["facilities"][0]
    made["facilities"] = [{**facility, "id": f"f{n}", "name": name.format(n)} for n in range(1, FACILITIES + 1)]
    ids = [f["id"] for f in made["facilities"]]
    dimension = made["dimensions"][0]
    made["dimensions"] = [{**dimension, "id": f"d{n}", "title": name.format(n)} for n in range(9)]
    criterion, gap = made["criteria"][0], made["gaps"][0]
    made["criteria"], made["gaps"] = [], []
    for n in range(CRITERIA):
        status = STATUSES[n % len(STATUSES)]
        units = [
            {"id": id_, "status": STATUSES[(n + k) % len(STATUSES)], "value": "3/10", "distance": "4"}
            for k, id_ in enumerate(ids)
        ]
        used = [{"facility": id_, "indicator": "slots", "value": "360/1200", "at": f"{id_}.yaml:12"} for id_ in ids]
        row = {**criterion, "id": f"c{n}", "dimension": f"d{n % 9}", "title": name.format(n), "status": status}
        row |= {"facilities": units, "used": used, "low": "7.20", "high": "7.90" if n % 2 else "7.20", "of": "8.00"}
        made["criteria"].append(row)
        made["gaps"].append(
            {**gap, "criterion": row["id"], "title": row["title"], "facilities": ids, "owner": name.format(n % 7)}
        )
    return made


def hostile(node: Any, *, key: str = "") -> Any:
    """The view with every free text made hostile; ids, codes, numbers and days stay what they are."""
    free = {
        "name", "title", "text", "label", "owner", "action", "quote", "clause", "document", "issuer", "path", "at",
        "reasons", "region", "note", "by", "reason", "claimed_text", "verified_text", "reviewers", "evidence_missing",
    }  # fmt: skip
    if isinstance(node, dict):
        return {k: hostile(v, key=k) for k, v in node.items()}
    if isinstance(node, list):
        return [hostile(item, key=key) for item in node]
    if isinstance(node, str) and key in free and not (key == "at" and node.replace(".", "").isdigit()):
        return node if key == "reason" and node.replace("-", "").isascii() else HOSTILE + node
    return node


def with_prior(view: View, *, same: bool = False) -> View:
    """The view with last period's scores: of the first dimension an interval, of the last nothing."""
    made = copy.deepcopy(view)
    made["prior"] = {
        "period": "2023", "assessed_on": "2024-01-20", "side": "verified", "version": "0.9.0", "same_pack": same,
    }  # fmt: skip
    for number, row in enumerate(made["dimensions"]):
        low, high = f"{41 + number}.10", f"{41 + number}.10" if number else "57.30"
        row["prior"] = {"percent": low, "low_percent": low, "high_percent": high}
    made["dimensions"][-1]["prior"] = None
    return made
