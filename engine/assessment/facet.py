"""What every part of an explanation is made from: one finding on its side of a result, in one language."""

from __future__ import annotations

from dataclasses import dataclass

from gongti.engine.assessment.models import Result, Side
from gongti.engine.assessment.spoken import Spoken
from gongti.engine.measure import Desk
from gongti.engine.score import Finding


@dataclass(frozen=True)
class Facet:
    """One finding, looked at."""

    result: Result
    side: Side
    finding: Finding
    spoken: Spoken

    @property
    def desk(self) -> Desk:
        return self.side.desk
