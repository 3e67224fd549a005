"""Fits the weights of claims' stances (``talion.reading.claims.weigh``) on annotated claims.

    python benchmarks/fit_stances.py [--eval FOLDER] [--write]

Reads the ``dev`` and ``later`` parts of the annotated stories, an eighth of the ``train`` part and the articles
of ``annotations/stances.jsonl``, whose attributions one reader gave a stance. The tagger knows the ``train`` part
too well: more of it would say that the tagger is always right. Stories that one reader read are left out: with
5,430 claims of theirs no more of these came out right, cross-validated (0.736; without them 0.737), and fewer of
``dev`` (0.811; 0.817). Each claim that Talion finds where readers have one is an example; where two readers
differ, half an example of each. Prints how many stances of the ``dev`` part are right when weights come from the
other nine tenths of the stories, with the tagger and without it; ``--write`` puts the weights of all examples
into the package. Never reads stories of the ``test`` part or the fresh ones.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))
from run import TEXT_FILES, lines, story_documents
from talion.coder import Coder, Reading
from talion.intake import document_from
from talion.language.base import Parsed
from talion.reading.claims.stance import quotations, shown_by_words
from talion.reading.claims.weigh import Heard, features, likeliest
from talion.record import Claim, Stance
from talion.spans import overlap

DATA = Path(__file__).parents[1] / "src/talion/reading/data/stances.toml"
LABELS = Path(__file__).parent / "annotations" / "stances.jsonl"
HELD_OUT = ("dev", "later", "test", "fresh")
STANCES: tuple[Stance, ...] = ("asserts", "denies", "doubts", "approves", "condemns", "asks")
FOLDS, STEPS = 10, 12
RIDGE, RIDGE_TAGGER, RIDGE_ALWAYS = 5.0, 1.0, 0.01
WEIGHTS = {"dev": 2.0, "later": 2.0, "train": 1.0, "articles": 0.6}  # articles: one kind of news
ONE_READER, SLACK = 0.8, 30
TRAIN_SHARE = 8
Json = dict[str, Any]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A claim of ours: the stance that plain words show, its features, the stances that readers gave it."""

    story: str
    part: str
    shown: Stance | None
    heard: Mapping[str, float]
    unheard: Mapping[str, float]
    right: frozenset[str]
    required: bool


def one_of(count: int, story: str) -> int:
    """Which of ``count`` parts a story is drawn into, once and for all."""
    return int(hashlib.sha256(story.encode()).hexdigest(), 16) % count


def labelled(folder: Path) -> Iterator[tuple[str, Json, Json]]:
    """Part, notes and document of every text with annotated claims."""
    for part in ("dev", "later", "train"):
        gold, documents = story_documents(folder, part)
        texts = {d["id"]: d for d in documents}
        taken = gold if part != "train" else [s for s in gold if one_of(TRAIN_SHARE, s["id"]) == 0]
        yield from ((part, story, texts[story["id"]]) for story in taken)
    texts = {
        hashlib.sha256(d["text"].encode()).hexdigest(): d
        for name in TEXT_FILES
        for d in lines(folder / name)
    }
    apart = {
        id
        for name in HELD_OUT
        for id in (LABELS.parent / f"{name}-ids.txt").read_text("utf-8").split()
    }
    for row in lines(LABELS):
        if row["id"] not in apart:
            yield "articles", row, texts[row["sha256"]]


def examples(coder: Coder, folder: Path) -> Iterator[Example]:
    """The claims that Talion finds where readers have one."""
    for part, notes, document in labelled(folder):
        reading = coder.read(document_from(document["text"], published=document.get("published")))
        for claim in reading.record.claims:
            matching = (n for n in notes["claims"] if same(n, claim))
            note = min(matching, key=lambda n: abs(n["content_start"] - begin(claim)), default=None)
            heard = heard_of(reading, claim)
            if note is not None and heard is not None:
                yield example(part, notes["id"], note, reading.parsed, claim, heard)


def example(
    part: str, story: str, note: Json, parsed: Parsed, claim: Claim, heard: Heard
) -> Example:
    """A claim of ours beside a reader's note of it."""
    stance, quotes = note["stance"], quotations(parsed.text)
    return Example(
        story, part, shown_by_words(parsed, claim.cue, claim.content),
        features(parsed, claim.cue, claim.content, quotes, heard),
        features(parsed, claim.cue, claim.content, quotes, None),
        frozenset([stance] if isinstance(stance, str) else stance), note.get("required", False),
    )  # fmt: skip


def heard_of(reading: Reading, claim: Claim) -> Heard | None:
    """What the tagger says of a claim; ``None`` for hearsay that it passed over."""
    tags = reading.tags
    stances = next((t.stances for t in tags.claims if t.cue == claim.cue), {}) if tags else {}
    return Heard(stances, tags.triggers) if tags and stances else None


def same(note: Json, claim: Claim) -> bool:
    """Whether a reader's note is of a claim: by its cue, where the note has one, and where it begins."""
    at_cue = not note.get("cue") or (claim.cue is not None and overlap(claim.cue, note["cue"]))
    return at_cue and any(a - SLACK <= note["content_start"] < b for a, b in claim.content)


def begin(claim: Claim) -> int:
    """Where the content of a claim begins."""
    return claim.content[0][0]


def fitted(
    rows: Sequence[Mapping[str, float]], right: Sequence[frozenset[str]], weights: Numbers
) -> dict[Stance, dict[str, float]]:
    """Weights by stance of a ridge multinomial logistic regression, by Newton's method; of "asserts", none."""
    names = sorted({n for r in rows for n in r})
    x = np.array([[r.get(n, 0.0) for n in names] for r in rows])
    y = np.array([[(s in r) / len(r) for s in STANCES[1:]] for r in right])
    count, kinds = len(names), len(STANCES) - 1
    penalty = np.tile([_ridge(n) for n in names], kinds)
    w = np.zeros(count * kinds)
    for _ in range(STEPS):
        p = chances(x @ w.reshape(kinds, count).T)
        slope = ((p - y) * weights[:, None]).T @ x
        hessian = np.diag(penalty)
        for a in range(kinds):
            for b in range(kinds):
                curve = weights * p[:, a] * ((a == b) - p[:, b])
                block = x.T @ (x * curve[:, None])
                hessian[a * count : (a + 1) * count, b * count : (b + 1) * count] += block
        w -= np.linalg.solve(hessian, slope.ravel() + penalty * w)
    table = w.reshape(kinds, count).round(3)
    return {
        stance: dict(zip(names, map(float, row), strict=True))
        for stance, row in zip(STANCES[1:], table, strict=True)
    }


def _ridge(name: str) -> float:
    if name == "always":
        return RIDGE_ALWAYS
    return RIDGE_TAGGER if name.startswith("tagger_") else RIDGE


def chances(scores: Numbers) -> Numbers:
    """The probability of each stance but "asserts", whose score is 0."""
    full = np.concatenate([np.zeros((len(scores), 1)), scores], axis=1)
    grown = np.exp(full - full.max(axis=1, keepdims=True))
    return np.asarray(grown[:, 1:] / grown.sum(axis=1, keepdims=True))


def weight(example: Example) -> float:
    return WEIGHTS[example.part] * (1.0 if example.required else ONE_READER)


def fit(rows: Sequence[Example], *, heard: bool) -> dict[Stance, dict[str, float]]:
    """The weights that those of ``rows`` give whose words do not show a stance."""
    rows = [r for r in rows if r.shown is None]
    kinds = [r.heard if heard else r.unheard for r in rows]
    return fitted(kinds, [r.right for r in rows], np.array([weight(r) for r in rows]))


def cross_validated(rows: Sequence[Example], *, heard: bool) -> dict[str, tuple[int, int]]:
    """Of each part, how many stances are right by the weights of other stories, and how many there are."""
    out: dict[str, tuple[int, int]] = {}
    for k in range(FOLDS):
        weights = fit([r for r in rows if one_of(FOLDS, r.story) != k], heard=heard)
        for row in rows:
            if one_of(FOLDS, row.story) == k:
                guess = row.shown or likeliest(row.heard if heard else row.unheard, weights)
                ok = guess in row.right
                for name in (row.part, *([f"{row.part}, both readers"] if row.required else [])):
                    a, b = out.get(name, (0, 0))
                    out[name] = (a + ok, b + 1)
    return out


def written(text: str, section: str, weights: Mapping[Stance, Mapping[str, float]]) -> str:
    """The TOML ``text`` with the tables of ``section`` replaced; weights of zero are left out."""
    kept = re.sub(rf"\[{section}\.\w+\]\n(?:\w+ = .*\n)*\n*", "", text).rstrip("\n")
    tables = (
        f"[{section}.{stance}]\n" + "".join(f"{n} = {v}\n" for n, v in table.items() if v)
        for stance, table in weights.items()
    )
    return kept + "\n\n" + "\n".join(tables)


def main() -> None:
    """Fits both sets of weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eval", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = list(examples(Coder.load(threads=2), options.eval))
    text = DATA.read_text("utf-8")
    for section, heard in (("with_model", True), ("without_model", False)):
        for part, (right, count) in sorted(cross_validated(rows, heard=heard).items()):
            print(f"{section}: {part}: {right / count:.3f} of {count}")
        text = written(text, section, fit(rows, heard=heard))
    if options.write:
        DATA.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
