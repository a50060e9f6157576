"""Results of many consortia by one pack → who stands where as far as it can be told, commonest gaps, pass rates."""

from gongti.engine.rank.rank import Counted, League, Place, Ranking, rank
from gongti.engine.rank.view import schema, view

__all__ = ["Counted", "League", "Place", "Ranking", "rank", "schema", "view"]
