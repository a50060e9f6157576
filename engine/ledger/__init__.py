"""The ledger of a consortium's gaps (整改台账): append-only, each line with the hash of the one before."""

from gongti.engine.ledger.chain import Chain, Line, hash_of, read_chain
from gongti.engine.ledger.replay import Tracked, replay
from gongti.engine.ledger.status import schema, status
from gongti.engine.ledger.store import append, read_file
from gongti.engine.ledger.update import belongs, next_line

__all__ = [
    "Chain",
    "Line",
    "Tracked",
    "append",
    "belongs",
    "hash_of",
    "next_line",
    "read_chain",
    "read_file",
    "replay",
    "schema",
    "status",
]
