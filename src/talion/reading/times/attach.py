"""Which time governs a predicate: by the syntax, never the nearest by distance."""
from talion.language.base import Parsed
from talion.record import Time
def governing(parsed: Parsed, predicate: int, times: tuple[Time, ...]) -> Time | None:
    return None
