"""Neighbourhoods: sets of documents that are regrouped together when a new one arrives.

A neighbourhood is a connected component of the pairs whose likeness reaches a rung of a fixed ladder: the
lowest rung on which the component is small enough. Components depend on the set of pairs alone, so
neighbourhoods do too, and a new document touches only its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LADDER = (0.0, 0.2, 0.4, 0.6, 0.8, 0.95)
MOST = 300
Edges = Mapping[str, float]


class _Rung:
    """Components of the pairs from a likeness on: the smaller is always poured into the larger."""

    def __init__(self, least: float) -> None:
        self.least = least
        self.of: dict[str, int] = {}
        self.members: dict[int, set[str]] = {}
        self._next = 0

    def add(self, id: str, edges: Edges) -> None:
        """A new document, and whom it is tied to."""
        self.of[id], self.members[self._next] = self._next, {id}
        self._next += 1
        for other in self.tied(edges):
            self._unite(self.of[id], self.of[other])

    def tied(self, edges: Edges) -> list[str]:
        """Those that a document's edges reach here."""
        return [
            other
            for other, likeness in edges.items()
            if likeness >= self.least and other in self.of
        ]

    def component(self, id: str) -> set[str]:
        """The documents that hang together with one."""
        return self.members[self.of[id]]

    def dissolve(self, ids: Iterable[str]) -> None:
        """Forget documents, a whole component or several."""
        for id in ids:
            self.members.pop(self.of.pop(id), None)

    def _unite(self, a: int, b: int) -> None:
        if a == b:
            return
        small, large = sorted((a, b), key=lambda k: len(self.members[k]))
        for id in self.members[small]:
            self.of[id] = large
        self.members[large] |= self.members.pop(small)


class Neighbourhoods:
    """The neighbourhood of each document, kept as documents come and go."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._rungs = [_Rung(least) for least in LADDER]
        self._edges: dict[str, dict[str, float]] = {}

    def edges(self, id: str) -> Edges:
        """Whom a document was found like, and how much."""
        return self._edges[id]

    def add(self, id: str, edges: Edges) -> list[frozenset[str]]:
        """Place a document; gives the neighbourhoods that are new or changed."""
        stale = {id}
        self._edges[id] = dict(edges)
        for other, likeness in edges.items():
            self._edges[other][id] = likeness
        for rung in self._rungs:
            before = [rung.component(o) for o in rung.tied(edges)]
            small = set().union(*(c for c in before if len(c) <= self._most))
            rung.add(id, edges)
            if len(rung.component(id)) > self._most:
                stale |= small
        return self._of_all(stale)

    def remove(self, id: str) -> list[frozenset[str]]:
        """Take a document out; gives the neighbourhoods of those that hung together with it."""
        left = sorted(self._rungs[0].component(id) - {id})
        for other in self._edges.pop(id):
            del self._edges[other][id]
        for rung in self._rungs:
            rung.dissolve([*left, id])
            for other in left:
                rung.add(other, self._edges[other])
        return self._of_all(set(left))

    def of(self, id: str) -> frozenset[str]:
        """The neighbourhood of a document."""
        found = (rung.component(id) for rung in self._rungs)
        small = next((c for c in found if len(c) <= self._most), None)
        return frozenset(small if small is not None else self._rungs[-1].component(id))

    def _of_all(self, ids: set[str]) -> list[frozenset[str]]:
        out, left = [], set(ids)
        while left:
            out.append(self.of(min(left)))
            left -= out[-1]
        return out
