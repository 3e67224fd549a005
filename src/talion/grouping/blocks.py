"""Which documents are compared at all: those that share rare words, published near each other.

Two documents are candidates when they share at least two of their keys and, where both days of publication
are known, these lie within the window. That is a property of the pair, so it does not depend on arrival.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from talion.grouping.pairs import days_between
from talion.grouping.sketch import Sketch

WINDOW_DAYS = 60
SHARED_KEYS = 2
_UNDATED = -1


class Blocks:
    """An index from keys to documents, cut into windows of days."""

    def __init__(self) -> None:
        self._posted: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._published: dict[str, str | None] = {}

    def add(self, sketch: Sketch) -> None:
        """Let a document be found."""
        self._published[sketch.id] = sketch.published
        for key in sketch.keys:
            self._posted[key][_window(sketch.published)].add(sketch.id)

    def remove(self, sketch: Sketch) -> None:
        """Let a document be found no more."""
        del self._published[sketch.id]
        for key in sketch.keys:
            self._posted[key][_window(sketch.published)].discard(sketch.id)

    def candidates(self, sketch: Sketch) -> list[str]:
        """The ids of the documents to compare with, in order; the document itself left out."""
        shared = Counter(id for key in sketch.keys for id in self._under(key, sketch.published))
        return sorted(
            id
            for id, n in shared.items()
            if n >= SHARED_KEYS and id != sketch.id and self._near(sketch, id)
        )

    def _under(self, key: str, published: str | None) -> list[str]:
        """The documents of one key in the windows that can hold a near one."""
        windows = self._posted.get(key)
        if windows is None:
            return []
        here = _window(published)
        near = windows if here == _UNDATED else (_UNDATED, here - 1, here, here + 1)
        return [id for w in near if w in windows for id in windows[w]]

    def _near(self, sketch: Sketch, id: str) -> bool:
        return days_between(sketch.published, self._published[id], 0) <= WINDOW_DAYS


def _window(published: str | None) -> int:
    return date.fromisoformat(published[:10]).toordinal() // WINDOW_DAYS if published else _UNDATED
