"""Our own charts: rows of a view and their words → SVG text, each a pure function; for HTML and for paper alike.

Every picture has ``role="img"`` with a title and a description, says in letters what it says in colour, carries its
looks in attributes (no style sheet, no script, no address) and is as wide as it is asked to be.
"""

from gongti.engine.report.charts.heat import Kind, Line, heat_maps, numbered
from gongti.engine.report.charts.radar import Series, radar
from gongti.engine.report.charts.scale import Bar, Mark, scale
from gongti.engine.report.charts.svg import Caption
from gongti.engine.report.charts.waterfall import Loss, Total, waterfall

__all__ = [
    "Bar", "Caption", "Kind", "Line", "Loss", "Mark", "Series", "Total",
    "heat_maps", "numbered", "radar", "scale", "waterfall",
]  # fmt: skip
