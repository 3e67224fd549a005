"""What surrounds a telling and helps to tell acts apart: who speaks in it, and the time that it names."""

from collections.abc import Callable, Sequence

from talion.record import Claim, Time
from talion.spans import Span, overlap

#: The time that governs the predicate at a token, if any does.
When = Callable[[int], Time | None]


def speaker_of(claims: Sequence[Claim], trigger: Span) -> str | None:
    """The actor whose saying a telling is ("*condemned*"), or in whose words it stands; the nearest such."""
    own = [c for c in claims if c.cue is not None and overlap(c.cue, trigger)]
    around = [c for c in claims if any(overlap(s, trigger) for s in c.content)]
    around.sort(key=lambda c: sum(end - start for start, end in c.content))
    return next((c.source.actor for c in (*own, *around)), None)


def meet(first: Time, second: Time | None) -> bool:
    """Whether two times are known to have a day in common."""
    if second is None or first.start is None or second.start is None:
        return False
    return not (_before(first, second) or _before(second, first))


def _before(first: Time, second: Time) -> bool:
    return first.end is not None and second.start is not None and first.end <= second.start
