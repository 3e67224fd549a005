"""Fits how sure links are (``talion.reading.links.weigh``) on annotated stories.

    python benchmarks/fit_links.py [--eval FOLDER] [--train N] [--write]

Codes the ``dev`` and ``later`` parts of the annotated stories and N of the ``train`` part with links unweighed,
and fits one logistic model of a link's being right: wholly where its ends and a reader's share words, half
where they only stand in the same sentences. Most stories of ``train`` have one reader, who leaves out what
another would note; a weight of its own for these stories takes that up and is not kept. Prints, for links of
``dev`` and ``later`` weighed by the stories of other folds, how many are left from each threshold on, and how
many of the links that both readers have are found. ``--write`` puts the weights into the package, with the
highest threshold from which the share ``KEEP`` of what was found stays found. Never reads the ``test`` or the
fresh part.
"""

import argparse
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))
from calibrate import KEPT, kept_stories, once_read
from fit_groups import newton
from run import lines
from talion.coder import Coder, Reading
from talion.intake import document_from
from talion.reading.links import LinkWeights, Story
from talion.reading.links.weigh import features, shipped_link_weights
from talion.record import Event, Link, LinkEnd
from talion.spans import Span, overlap

DATA = Path(__file__).parents[1] / "src/talion/reading/data/linking.toml"
ANNOTATIONS = Path(__file__).parent / "annotations"
LEFT_OUT = ("relations", "synthetic")  # sets of single sentences, and of texts that a machine wrote
FOLDS, RIDGE, RARE = 10, 4.0, 15
TWO_READERS = 1.5  # the weight of an example whose story was read twice
KEEP = 0.85
THRESHOLDS = (0.0, *(round(0.02 + 0.01 * n, 2) for n in range(49)))
Json = dict[str, Any]
Numbers = NDArray[np.float64]
Pairs = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Example:
    """A link of ours; ``right`` is 0, 0.5 or 1, ``found`` those of both readers in the same sentences."""

    story: str
    kept: bool
    twice: bool
    acts: int
    features: Mapping[str, float]
    right: float
    found: Pairs


def examples(coder: Coder, folder: Path, train: int) -> Iterator[Example]:
    """The links of all stories, first those of ``dev`` and ``later``."""
    readers = [
        {n["id"]: n for n in lines(ANNOTATIONS / f"reader{number}.jsonl")} for number in (1, 2)
    ]
    gold, documents = kept_stories(folder)
    once, others = once_read(folder)
    once = sorted((n for n in once if n["set"] not in LEFT_OUT), key=lambda n: digest(n["id"]))
    texts = {d["id"]: d for d in (*others, *documents)}
    for story in (*gold, *once[:train]):
        document = texts[story["id"]]
        reading = coder.read(document_from(document["text"], published=document.get("published")))
        noted = [k for r in readers for k in r.get(story["id"], {"links": []})["links"]]
        yield from of_story(story, reading, noted, twice=story["id"] in readers[1])


def of_story(story: Json, reading: Reading, noted: list[Json], *, twice: bool) -> Iterator[Example]:
    """The links of one story; ``noted`` are those of its readers."""
    spans, kept = [tuple(s) for s in story["sentences"]], story.get("part") in KEPT
    events = {e.id: e for e in reading.record.events}
    around = Story(reading.parsed, events, reading.tags.triggers if reading.tags else ())
    words = shipped_link_weights()
    seen = {_places(k, spans) for k in noted}
    both = {_places(k, spans) for k in story["links"]} if kept else set()
    for link in reading.record.links:
        first, second = tellings(link.antecedent, events), tellings(link.response, events)
        tied = {(_sentence(a, spans), _sentence(b, spans)) for a in first for b in second}
        same = any(_meets(first, k["antecedent"]) and _meets(second, k["response"]) for k in noted)
        yield Example(
            story["id"], kept, twice, _acts(link), features(link, around, words),
            (bool(tied & seen) + same) / 2, frozenset(tied & both),
        )  # fmt: skip


def tellings(end: LinkEnd, events: Mapping[str, Event]) -> list[Span]:
    """The words of an end, and all that tell its event."""
    event = events.get(end.event or "")
    told = (event.trigger, *(m.trigger for m in event.mentions)) if event else ()
    return [end.span, *told]


def _acts(link: Link) -> int:
    return (link.antecedent.event is not None) + (link.response.event is not None)


def _meets(spans: Sequence[Span], words: Span) -> bool:
    return any(overlap(span, words) for span in spans)


def _places(link: Json, sentences: Sequence[Span]) -> tuple[int, int]:
    return _sentence(link["antecedent"], sentences), _sentence(link["response"], sentences)


def _sentence(span: Sequence[int], sentences: Sequence[Span]) -> int:
    return next((n for n, (a, b) in enumerate(sentences) if a <= span[0] < b), -1)


def digest(id: str) -> int:
    """A number from an id that says nothing of the story."""
    return int(hashlib.sha256(id.encode()).hexdigest(), 16)


def fit(rows: Sequence[Example]) -> dict[str, float]:
    """The weights of a ridge logistic regression, of features that enough of ``rows`` have."""
    counts = Counter(name for r in rows for name, value in r.features.items() if value)
    names = sorted(name for name, count in counts.items() if count >= RARE)
    x = np.array([[*(r.features.get(n, 0.0) for n in names), float(not r.twice)] for r in rows])
    ridge = np.array([*(0.01 if n == "bias" else RIDGE for n in names), 0.1])
    each = np.array([TWO_READERS if r.twice else 1.0 for r in rows])
    weights = newton(x, np.array([r.right for r in rows]), each, ridge)
    return {n: round(float(w), 3) for n, w in zip(names, weights, strict=False)}


def cross_validated(rows: Sequence[Example], shipped: LinkWeights) -> Numbers:
    """How sure each link of ``dev`` and ``later`` is by weights fitted on the stories of other folds."""
    out = np.zeros(len(rows))
    for fold in range(FOLDS):
        others = [r for r in rows if digest(r.story) % FOLDS != fold]
        weights = replace(shipped, weights=fit(others))
        for n, row in enumerate(rows):
            if row.kept and digest(row.story) % FOLDS == fold:
                out[n] = weights.confidence(row.features)
    return out


def found(rows: Sequence[Example]) -> int:
    """How many links of both readers these find."""
    return len({(r.story, pair) for r in rows for pair in r.found})


def shown(rows: Sequence[Example]) -> str:
    """How many links, the share that some reader ties too, and that with the same words."""
    count = max(len(rows), 1)
    tied, same = sum(r.right > 0 for r in rows) / count, sum(r.right == 1 for r in rows) / count
    return f"{len(rows)} links, right {tied:.2f}, in the same words {same:.2f}"


def chosen(rows: Sequence[Example], sure: Numbers) -> float:
    """The highest threshold that keeps the share ``KEEP`` of what is found."""
    everything = found(rows)
    return max(
        t for t in THRESHOLDS
        if found([r for r, s in zip(rows, sure, strict=True) if s >= t]) >= KEEP * everything
    )  # fmt: skip


def written(text: str, weights: Mapping[str, float], threshold: float) -> str:
    """The TOML ``text`` with threshold and weights replaced; weights of zero are left out."""
    body = "".join(f'"{n}" = {w}\n' for n, w in weights.items() if w)
    text = re.sub(r"^threshold = .*", f"threshold = {threshold}", text, flags=re.MULTILINE)
    return text[: text.index("[weights]")] + f"[weights]\n{body}"


def main() -> None:
    """Fits, prints, writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eval", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--train", type=int, default=900, metavar="N")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    coder = replace(Coder.load(threads=2), links=None)
    report(list(examples(coder, options.eval, options.train)), write=options.write)


def report(rows: Sequence[Example], *, write: bool) -> None:
    """Prints what each threshold leaves, and writes the weights where that is asked for."""
    sure = cross_validated(rows, shipped_link_weights())
    kept = [r for r in rows if r.kept]
    sure = sure[[r.kept for r in rows]]
    threshold = chosen(kept, sure)
    for t in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, threshold):
        left = [r for r, s in zip(kept, sure, strict=True) if s >= t]
        acts, others = [r for r in left if r.acts == 2], [r for r in left if r.acts < 2]
        print(
            f"from {t}: {found(left)} of both readers' found; two acts: {shown(acts)}; others: {shown(others)}"
        )
    if write:
        DATA.write_text(written(DATA.read_text("utf-8"), fit(rows), threshold), "utf-8")


if __name__ == "__main__":
    main()
