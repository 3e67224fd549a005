"""Fits the weights of who takes the sides of an event on the stories of the ``train`` part.

    python benchmarks/fit_roles.py [--eval FOLDER] [--stories N] [--unseen IDS] [--mean] [--write]

Codes the stories as their first reader noted them (never those of ``dev`` or ``test``), pairs their events
with the readers', and fits for each side a logistic model of a candidate's being the one that the reader
named (``talion.reading.events.roles``): with the learned part, and without it. Prints how often an actor
that takes a side is right, on the rows fitted, and how many weights have the sign of the shipped ones;
``--write`` puts the weights into the package. ``--stories N`` reads N of them only, the same ones each
time: to try it out, not to ship. The thresholds are not fitted here and stay as they are.

The tagger was trained on these very stories, so here it is right about their arguments far more often than
on text that it never saw; weights fitted on that would trust it blindly, and grammar and the rest of the
story would count for nothing. So its arguments are dropped at random (``DROPPED``), put on another noun of
the sentence (``SWAPPED``), or made up where it has none (``MADE_UP``), until it is about as unsure as it is
on unseen text. What it says of places, claims and participants is left alone: that only brings candidates.

``--unseen IDS`` reads instead the stories of a file of ids that this checkout's tagger was never trained on,
and believes it as it is, with the learned part only; ``--mean`` gives the mean of such weights and the shipped
ones. The shipped ones are of the whole part with noise, read with version 5 of the tagger; those before were the
mean of such and of the 725 stories that version 3 had not seen (``annotations/unseen-by-version-3-ids.txt``).
"""

import argparse
import dataclasses
import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))
from calibrate import ANNOTATIONS
from run import TEXT_FILES, lines
from talion.coder import Coder, _furniture, _home, _participants
from talion.errors import DocumentError
from talion.intake import Loaded, document_from
from talion.language.base import Parsed
from talion.models.tags import Tags, TriggerTag
from talion.reading.actors import ActorReading, read_actors
from talion.reading.claims import read_claims
from talion.reading.events import read_events
from talion.reading.events.arguments import Finder
from talion.reading.events.draft import Draft
from talion.reading.events.roles import Cast, Parts, Roles, RoleWeights, Side, shipped_roles
from talion.reading.places import read as read_places
from talion.record import Claim
from talion.spans import Span, overlap

TARGET = Path(__file__).parents[1] / "src/talion/reading/data/roles.toml"
HEAD = """\
# Weights (log odds) of what speaks for an actor's taking a side of an event (see events/roles.py).
# Origin: fitted by benchmarks/fit_roles.py.
# Two logistic regressions a set, on the sides of annotated stories, the tagger's arguments made as unsure as
# they are on text that it never saw. Licence: as Talion. Version: 1.
# A path is the relations from the predicate up (<) and down (>) to the actor, coordination left out.
version = 1
"""
WRITTEN_STORIES = "gold/synthetic-stories.jsonl"
SEED = 1
DROPPED, SWAPPED, MADE_UP = 0.05, 0.12, 0.06  # of the tagger's sides: none, another noun, a name
RIDGE, BIAS_RIDGE = 15.0, 0.01
SEEN = {"with_model": 60, "without_model": 40}  # rows that a feature must be found in
SEEN_UNSEEN = 25  # the same, of fewer stories
SMALLEST = 0.03  # a weight under it is left out
SIDES: tuple[Side, ...] = get_args(Side)
# every actor that the tellings name takes its side, and nobody else: the events before roles are weighed
AS_NAMED = RoleWeights({"read": 1.0}, {"read": 1.0}, first=0.5, kept=0.5, further=0.5, against=0.5)
Json = dict[str, Any]
Matrix = NDArray[np.float32]


@dataclass(slots=True)
class Rows:
    """Features of the candidates for a side, and whether the reader has them there."""

    numbers: dict[str, int] = field(default_factory=dict)
    columns: list[NDArray[np.int32]] = field(default_factory=list)
    values: list[Matrix] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)

    def add(self, found: Mapping[str, float], right: bool) -> None:
        """One candidate more."""
        columns = [self.numbers.setdefault(n, len(self.numbers)) for n in found]
        self.columns.append(np.array(columns, np.int32))
        self.values.append(np.array(list(found.values()), np.float32))
        self.right.append(right)

    def matrix(self, least: int) -> tuple[list[str], Matrix]:
        """The names of the features found in ``least`` rows, sorted, and a column for each."""
        counts = Counter(c for row in self.columns for c in row.tolist())
        names = sorted(n for n, c in self.numbers.items() if counts[c] >= least)
        place = np.full(len(self.numbers), -1)
        place[[self.numbers[n] for n in names]] = range(len(names))
        x = np.zeros((len(self.columns), len(names)), np.float32)
        for row, columns, values in zip(x, self.columns, self.values, strict=True):
            kept = place[columns] >= 0
            row[place[columns[kept]]] = values[kept]
        return names, x

    def odds(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """The log odds of each candidate."""
        by_number = np.array([weights.get(n, 0.0) for n in self.numbers])
        pairs = zip(self.columns, self.values, strict=True)
        return np.array([float(by_number[columns] @ values) for columns, values in pairs])


@dataclass(frozen=True, slots=True)
class Told:
    """A story's events before roles are weighed, and the cast that they are weighed from."""

    events: tuple[Draft, ...]
    actors: ActorReading
    cast: Cast


def train_stories(folder: Path, most: int | None) -> list[tuple[Json, Loaded]]:
    """What the first reader noted of each story, and its document, in an order drawn once and for all."""
    index = {row["id"]: row for row in lines(ANNOTATIONS / "index.jsonl")}
    for part in ("test", "dev", "fresh", "later"):
        for id in (ANNOTATIONS / f"{part}-ids.txt").read_text("utf-8").split():
            index.pop(id, None)
    documents = {
        d["id"]: d
        for name in (*TEXT_FILES, WRITTEN_STORIES)
        for d in lines(folder / name)
        if d["id"] in index and index[d["id"]]["sha256"] == _digest(d["text"])
    }
    notes = [
        n | index[n["id"]] for n in lines(ANNOTATIONS / "reader1.jsonl") if n["id"] in documents
    ]
    drawn = sorted(notes, key=lambda n: _digest(n["id"]))[:most]
    return [(note, loaded(documents[note["id"]])) for note in drawn]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def loaded(story: Json) -> Loaded:
    """The document of a story, undated where its date is not written in a way that can be read."""
    publisher = story.get("publisher")
    try:
        return document_from(story["text"], published=story.get("published"), publisher=publisher)
    except DocumentError:
        return document_from(story["text"], publisher=publisher)


def unsure(tag: TriggerTag, parsed: Parsed, rng: random.Random) -> TriggerTag:
    """The tag with arguments as uncertain as on text that the tagger was not trained on."""
    sentence = parsed.sentence_at(tag.span[0])
    tokens = parsed.sentence_tokens(sentence) if sentence else ()
    names = [t.span for t in tokens if t.pos == "PROPN"]
    nouns = [t.span for t in tokens if t.pos in ("NOUN", "PROPN")]
    actors, recipients = (_unsure(s, nouns, names, rng) for s in (tag.actors, tag.recipients))
    return dataclasses.replace(tag, actors=actors, recipients=recipients)


def _unsure(
    spans: tuple[Span, ...], nouns: Sequence[Span], names: Sequence[Span], rng: random.Random
) -> tuple[Span, ...]:
    drawn = rng.random()
    if not spans:
        return (rng.choice(names),) if names and drawn < MADE_UP else ()
    if drawn < DROPPED:
        return ()
    if drawn < DROPPED + SWAPPED:
        return (rng.choice(nouns),) if nouns else ()
    return spans


def told(coder: Coder, story: Loaded, rng: random.Random | None) -> Told:
    """The events of a document as :class:`Coder` reads them; with ``rng`` the tagger's arguments are unsure."""
    parsed = next(iter(coder.parser.parse_many([story.document.text])))
    tags = coder._tags([parsed])[0]
    actors, claims = _parties(coder, story, parsed, tags)
    events = read_events(
        parsed, actors.actors, actors.by_token, coder.ontology, coder.cues, coder.weights,
        coder.kin, Roles(AS_NAMED, AS_NAMED), claims=claims,
        tags=[unsure(t, parsed, rng) if rng else t for t in tags.triggers] if tags else None,
        skip=_furniture(story), relate=coder._relate(parsed.text) if tags else None,
    )  # fmt: skip
    finder = Finder(parsed, actors.by_token)
    cast = Cast(parsed, {a.id: a for a in actors.actors}, actors.by_token, finder, claims)
    return Told(events.events, actors, cast)


def _parties(
    coder: Coder, story: Loaded, parsed: Parsed, tags: Tags | None
) -> tuple[ActorReading, Sequence[Claim]]:
    """The actors and claims of a document, as :class:`Coder` reads them."""
    document, skip = story.document, _furniture(story)
    places = read_places(
        parsed, coder.gazetteer, toponyms=tags.toponyms if tags else (),
        publisher=document.publisher,
    )  # fmt: skip
    actors = read_actors(
        parsed, coder.knowledge, places, date=(document.published or "")[:10] or None,
        home=_home(story, places), participants=_participants(tags) if tags else (), skip=skip,
    )  # fmt: skip
    claims = read_claims(
        parsed, actors.actors, actors.by_token, tags=tags.claims if tags else None, skip=skip
    )
    return actors, claims


def paired(story: Json, events: Sequence[Draft]) -> Iterator[tuple[Json, Draft]]:
    """Each event of the reader with the first of ours, not yet taken, of its type and place."""
    left = list(events)
    for noted in story["events"]:
        found = next((e for e in left if e.type == noted["type"] and _met(story, noted, e)), None)
        if found is not None:
            left.remove(found)
            yield noted, found


def _met(story: Json, noted: Json, event: Draft) -> bool:
    """Whether a telling of ours overlaps the reader's trigger, or starts in its sentence."""
    trigger = tuple(noted["trigger"])
    sentence = next((s for s in story["sentences"] if s[0] <= trigger[0] < s[1]), trigger)
    return any(
        overlap(t.trigger, trigger) or sentence[0] <= t.trigger[0] < sentence[1]
        for t in event.tellings
    )


def gather(
    coder: Coder,
    stories: Sequence[tuple[Json, Loaded]],
    say: Callable[[str], None],
    noise: bool = True,
) -> dict[Side, Rows]:
    """The rows of each side; sides whose noted actor is none of ours teach nothing."""
    out: dict[Side, Rows] = {side: Rows() for side in SIDES}
    for n, (story, document) in enumerate(stories, 1):
        # drawn for each story anew, so that neither order nor number of stories changes its noise
        rng = random.Random(f"{SEED} {story['id']}") if noise else None
        read = told(coder, document, rng)
        parts = Parts(read.events)
        for noted, event in paired(story, read.events):
            for side in SIDES:
                candidates = dict.fromkeys((*getattr(event, side), *read.cast.candidates(event)))
                right = {i for i in candidates if _named(read.actors, i, noted[side])}
                for id in candidates if right else ():
                    out[side].add(read.cast.features(event, id, side, parts), id in right)
        if n % 50 == 0:
            say(f"{n} of {len(stories)} stories")
    return out


def _named(actors: ActorReading, id: str, spans: Sequence[Sequence[int]]) -> bool:
    mentions = actors.get(id).mentions
    return any(overlap(m, (start, end)) for m in mentions for start, end in spans)


def fitted(rows: Rows, least: int) -> dict[str, float]:
    """Weights of a ridge logistic regression, by Newton's method, sorted by name."""
    names, x = rows.matrix(least)
    if "bias" not in names:
        raise SystemExit(
            f"only {len(rows.right)} candidates, {least} are needed: read more stories"
        )
    y = np.array(rows.right, np.float32)
    ridge = np.array([BIAS_RIDGE if n == "bias" else RIDGE for n in names])
    w = np.zeros(len(names))
    for _ in range(12):
        p = 1 / (1 + np.exp(-(x @ w)))
        scaled = x * np.sqrt(p * (1 - p)).astype(np.float32)[:, None]
        hessian = (scaled.T @ scaled).astype(np.float64) + np.diag(ridge)
        step = np.linalg.solve(hessian, x.T @ (y - p) - ridge * w)
        w += step
        if abs(step).max() < 1e-3:
            break
    return {n: round(float(v), 3) for n, v in zip(names, w, strict=True) if abs(v) >= SMALLEST}


def mean(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """The mean of two sets of weights; a feature that one lacks counts as none there."""
    names = sorted({*one, *other})
    return {n: round((one.get(n, 0.0) + other.get(n, 0.0)) / 2, 3) for n in names}


def report(rows: Rows, weights: Mapping[str, float], shipped: Mapping[str, float]) -> None:
    """How the weights do on their own rows, and how they stand to the shipped ones."""
    takes = rows.odds(weights) > 0
    right = np.array(rows.right, bool)
    precision, recall = (float((takes & right).sum() / max(a.sum(), 1)) for a in (takes, right))
    both = [n for n in weights if n in shipped]
    same = [n for n in both if (weights[n] > 0) == (shipped[n] > 0)]
    print(
        f"{len(right)} candidates, {right.sum()} right; precision {precision:.2f}, recall {recall:.2f}"
    )
    print(
        f"{len(weights)} weights, shipped {len(shipped)}; signs alike: {len(same)} of {len(both)}"
    )
    turned = sorted(set(both) - set(same), key=lambda n: -abs(weights[n] - shipped[n]))
    for n in turned[:5]:
        print(f"  turned: {n!r} {shipped[n]} to {weights[n]}")


def as_toml(roles: Roles) -> str:
    """The data file: head, thresholds, and a table for each mode and side, sorted by name."""
    kept = roles.with_model
    out = [HEAD, "[threshold]"]
    out += [f"{name} = {getattr(kept, name)}" for name in ("first", "kept", "further", "against")]
    for mode in SEEN:
        for side in SIDES:
            out += ["", f"[{mode}.{side}]"]
            weights = sorted(getattr(roles, mode).of(side).items())
            out += [f"{json.dumps(n, ensure_ascii=False)} = {v}" for n, v in weights]
    return "\n".join(out) + "\n"


def main() -> None:
    """Fits both sets of weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eval", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--stories", type=int, metavar="N")
    parser.add_argument("--unseen", type=Path, metavar="IDS", help="stories new to the tagger")
    parser.add_argument("--mean", action="store_true", help="with the shipped weights")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    stories = train_stories(options.eval, options.stories)
    if options.unseen:
        ids = set(options.unseen.read_text("utf-8").split())
        stories = [s for s in stories if s[0]["id"] in ids]
    roles = shipped_roles()
    for mode, least in {"with_model": SEEN_UNSEEN}.items() if options.unseen else SEEN.items():
        print(f"== {mode}: {len(stories)} stories")
        coder = Coder.load(fast=mode == "without_model", threads=2)
        gathered = gather(
            coder,
            stories,
            lambda line: print(line, file=sys.stderr, flush=True),
            not options.unseen,
        )
        shipped: RoleWeights = getattr(roles, mode)
        weights = {side: fitted(rows, least) for side, rows in gathered.items()}
        for side, rows in gathered.items():
            print(f"-- {side}")
            report(rows, weights[side], shipped.of(side))
            if options.mean:
                weights[side] = mean(weights[side], shipped.of(side))
        both = dataclasses.replace(
            shipped, actors=weights["actors"], recipients=weights["recipients"]
        )
        roles = dataclasses.replace(roles, **{mode: both})
    if options.write:
        TARGET.write_text(as_toml(roles), "utf-8")


if __name__ == "__main__":
    main()
