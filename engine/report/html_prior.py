"""A view → last period's scores in words: whose and of when they are, each dimension's percent, and a caution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from gongti.engine.report.phrases import Data, Phrases
from gongti.engine.words import say


@dataclass(frozen=True)
class LastPeriod(Phrases):
    """What pages and charts say of the earlier result."""

    @cached_property
    def there(self) -> bool:
        """Whether any dimension has a score of last period."""
        return bool(self.view.get("prior")) and any(d.get("prior") for d in self.view["dimensions"])

    @property
    def label(self) -> str:
        prior = self.view["prior"]
        return say("html.prior", self.lang, period=prior["period"], side=self.say(f"side.{prior['side']}"))

    @property
    def note(self) -> str:
        """That it was scored by another version of the pack; nothing where it was not."""
        prior = self.view["prior"]
        if prior["same_pack"]:
            return ""
        version = prior["version"]
        return say("html.prior-other", self.lang, version=self.say("brackets", text=version) if version else "")

    def percents(self, part: Data | None) -> str:
        """Percent at least and at most; a dash where there is none."""
        if part is None or part.get("low_percent") is None:
            return "–"
        return self.interval(f"{part['low_percent']}%", f"{part['high_percent']}%")
