"""Stories: documents that tell one story, grouped as they come, in whatever order they come.

A group depends on which documents have been placed, on the pairs told apart, and on shipped numbers. A new
document is compared with those it shares rare words with; only its own neighbourhood is grouped again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from itertools import combinations

from msgspec import Struct

from talion.errors import DocumentError
from talion.grouping.apart import NotTheSame
from talion.grouping.blocks import Blocks
from talion.grouping.events import EventPairs, SharedEvent, Tellers, shared_events, voices
from talion.grouping.linkage import Node, groups, matrix
from talion.grouping.neighbourhoods import MOST, Neighbourhoods
from talion.grouping.pairs import likeness
from talion.grouping.reasons import story_reasons
from talion.grouping.shingles import resemblance
from talion.grouping.sketch import Sketch, sketch
from talion.grouping.weights import Weights, shipped_weights
from talion.grouping.words import WordCounts, shipped_counts
from talion.record import Record


class StoryMerge(Struct, frozen=True):
    """A merge of documents: its likeliest pair, the average likeness of the two sides, and why."""

    a: str
    b: str
    average: float
    because: tuple[str, ...]


class Story(Struct, frozen=True):
    """Documents that tell one story, the first published first; ``id`` and ``title`` are those of the first.

    ``merges`` are in the order in which they were made, one fewer than documents.
    """

    id: str
    title: str | None
    documents: tuple[str, ...]
    merges: tuple[StoryMerge, ...]


class Placed(Struct, frozen=True):
    """Where a document went: its story, and the documents whose story is now another, in order."""

    id: str
    story: str
    moved: tuple[str, ...]


class Stories:
    """Stories and events over documents that come one by one.

    >>> import talion
    >>> stories = Stories()
    >>> stories.place(talion.code("Chad expelled two envoys of Niger.", id="a", fast=True)).story
    'a'
    """

    def __init__(
        self,
        not_the_same: NotTheSame | None = None,
        *,
        weights: Weights | None = None,
        counts: WordCounts | None = None,
        most: int = MOST,
    ) -> None:
        """``most`` is the size from which a neighbourhood is looked at more narrowly."""
        self._apart = (not_the_same or NotTheSame()).ids()
        self._weights = weights or shipped_weights()
        self._counts = counts or shipped_counts()
        self._sketches: dict[str, Sketch] = {}
        self._blocks, self._near = Blocks(), Neighbourhoods(most)
        self._hoods: dict[str, _Hood] = {}

    def __len__(self) -> int:
        """How many documents have been placed."""
        return len(self._sketches)

    def __contains__(self, id: str) -> bool:
        """Whether a document has been placed."""
        return id in self._sketches

    def place(self, document: Record | Sketch) -> Placed:
        """Place a document; one of the same id is replaced."""
        new = document if isinstance(document, Sketch) else sketch(document, self._counts)
        if self._sketches.get(new.id) == new:
            return Placed(new.id, self.story_of(new.id), ())
        gone = self._take_out(new.id) if new.id in self._sketches else {}
        edges = self._edges(new)
        self._sketches[new.id] = new
        self._blocks.add(new)
        changed = self._regroup(self._near.add(new.id, edges))
        before = gone | {k: v for k, v in changed.items() if k not in gone}
        return Placed(new.id, self.story_of(new.id), self._moved(before, new.id))

    def remove(self, id: str) -> tuple[str, ...]:
        """Take a document out; gives the documents whose story is now another.

        :class:`DocumentError` when it was never placed.
        """
        if id not in self._sketches:
            raise DocumentError("was never placed", where=id, remedy="name a document that was")
        return self._moved(self._take_out(id), id)

    def sketch(self, id: str) -> Sketch:
        """What is kept of a document; ``KeyError`` when it was never placed."""
        return self._sketches[id]

    def story_of(self, id: str) -> str:
        """The id of a document's story; ``KeyError`` when it was never placed."""
        return self._hoods[id].story[id]

    def groups(self) -> list[Story]:
        """All stories, in the order of their ids."""
        return sorted((s for h in self._distinct() for s in h.stories), key=lambda s: s.id)

    def group(self, id: str) -> Story:
        """The story of a document; ``KeyError`` when it was never placed."""
        return next(s for s in self._hoods[id].stories if id in s.documents)

    def witnesses(self, id: str | None = None) -> list[SharedEvent]:
        """All events with their tellings, or those that a document tells, in the order of their ids."""
        if id is None:
            return sorted((e for h in self._distinct() for e in h.events), key=lambda e: e.id)
        return [e for e in self._hoods[id].events if any(t.document == id for t in e.tellings)]

    def likeness(self, a: str, b: str) -> float:
        """The probability that two documents tell one story; 0 where they are not compared at all."""
        return self._near.edges(a).get(b, 0.0)

    def why(self, a: str, b: str) -> tuple[str, ...]:
        """What two documents share, in words."""
        return story_reasons(self._sketches[a], self._sketches[b], self._weights.pair)

    def _edges(self, new: Sketch) -> dict[str, float]:
        found = {
            id: likeness(new, self._sketches[id], self._weights.pair)
            for id in self._blocks.candidates(new)
        }
        return {id: value for id, value in found.items() if value >= self._weights.story.edge}

    def _take_out(self, id: str) -> dict[str, str]:
        """The stories that documents around it were in."""
        self._blocks.remove(self._sketches[id])
        left = self._near.remove(id)
        changed = {id: self.story_of(id)} | self._regroup(left)
        del self._sketches[id], self._hoods[id]
        return changed

    def _regroup(self, changed: Iterable[frozenset[str]]) -> dict[str, str]:
        """Group the neighbourhoods again; gives the stories that their documents were in."""
        before: dict[str, str] = {}
        for ids in changed:
            before |= {id: self.story_of(id) for id in ids if id in self._hoods}
            hood = _Hood(self, ids)
            self._hoods |= dict.fromkeys(ids, hood)
        return before

    def _moved(self, before: dict[str, str], but: str) -> tuple[str, ...]:
        return tuple(
            sorted(id for id, story in before.items() if id != but and self.story_of(id) != story)
        )

    def _distinct(self) -> Collection[_Hood]:
        return {id(h): h for h in self._hoods.values()}.values()


class _Hood:
    """A neighbourhood, grouped; its merges and events are found when they are first asked for."""

    def __init__(self, all: Stories, ids: frozenset[str]) -> None:
        self._all, self._ids = all, sorted(ids)
        scores = matrix(self._ids, all.likeness, lambda a, b: (a, b) in all._apart)
        self._nodes = groups(scores, all._weights.story)
        self.story = {id: self._first(node) for node in self._nodes for id in self._named(node)}

    @cached_property
    def stories(self) -> list[Story]:
        """The stories of the neighbourhood."""
        return [self._story(node) for node in self._nodes]

    @cached_property
    def events(self) -> list[SharedEvent]:
        """The events that its documents tell."""
        sketches = [self._all.sketch(id) for id in self._ids]
        told = [t for s in sketches for t in s.events]
        near = {id: self._all._near.edges(id) for id in self._ids}
        tellers = Tellers(story=self.story, voice=voices(self._ids, self._copied()), near=near)
        pairs = EventPairs(told, tellers, self._all._weights, self._all._counts)
        return shared_events(pairs, tellers, self._all._weights, self._all._apart)

    def _copied(self) -> set[tuple[str, str]]:
        least = self._all._weights.pair.copied_from
        both = (p for p in combinations(self._ids, 2) if p[1] in self._all._near.edges(p[0]))
        return {
            (a, b) for a, b in both
            if resemblance(self._all.sketch(a).copies, self._all.sketch(b).copies) >= least
        }  # fmt: skip

    def _named(self, node: Node) -> list[str]:
        return [self._ids[i] for i in node.members]

    def _first(self, node: Node) -> str:
        return min(self._named(node), key=self._by_date)

    def _by_date(self, id: str) -> tuple[bool, str, str]:
        published = self._all.sketch(id).published
        return (published is None, published or "", id)

    def _story(self, node: Node) -> Story:
        documents = tuple(sorted(self._named(node), key=self._by_date))
        title = self._all.sketch(documents[0]).title
        return Story(documents[0], title, documents, tuple(self._merges(node)))

    def _merges(self, node: Node) -> Iterable[StoryMerge]:
        if node.parts is None:
            return
        left, right = node.parts
        options = [(a, b) for a in self._named(left) for b in self._named(right)]
        a, b = max(options, key=lambda p: (self._all.likeness(*p), p))
        yield from self._merges(left)
        yield from self._merges(right)
        yield StoryMerge(a, b, round(node.average, 3), self._all.why(a, b))
