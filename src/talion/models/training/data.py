"""Reads the gold files and the annotations into documents, and documents into labelled windows."""

import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from talion.models.pieces import Ints, Window, split_pieces, windows, word_range
from talion.models.training.labels import MODE_CLASSES, MODES, STANCES, STATUSES, TYPES
from talion.spans import Span, overlap

_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])|\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Anchored:
    """A cue or a trigger with its arguments by role; ``None`` for a role that isn't known.

    ``kind``, ``mode`` and ``status`` are label indices of a trigger; -1 for a cue, whose ``kind``
    is its stance where that is known. Triggers that tell one event of a document have its ``event``.
    """

    span: Span
    arguments: tuple[tuple[Span, ...] | None, tuple[Span, ...] | None]
    kind: int = -1
    mode: int = -1
    status: int = -1
    event: str = ""


@dataclass(frozen=True, slots=True)
class Doc:
    """A text with what one task's gold says of it."""

    id: str
    task: str
    text: str
    sentences: tuple[Span, ...]
    anchored: tuple[Anchored, ...] = ()
    tagged: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    causal: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """An `Anchored` in words of a window: ``arguments`` [2, words], ``known`` [2]."""

    lo: int
    hi: int
    arguments: NDArray[np.bool_]
    known: tuple[bool, bool]
    kind: int
    mode: int
    status: int
    event: str


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled window of ``doc``; ``tags`` holds a label a word and head."""

    doc: Doc
    task: str
    window: Window
    tags: dict[str, Ints]
    anchors: tuple[Anchor, ...]
    causal: tuple[tuple[int, int, bool], ...] = ()


def held_out(key: str, parts: int = 10) -> bool:
    """Whether the document or sentence ``key`` belongs to the part that is never trained on."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % parts == 0


def rough_sentences(text: str) -> tuple[Span, ...]:
    """Sentences by their marks alone, as good as training needs them."""
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    cuts = [0, *ends, len(text)]
    return tuple((s, e) for s, e in pairwise(cuts) if text[s:e].strip())


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _spans(values: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple((v[0], v[1]) for v in values)


def claim_docs(path: Path) -> list[Doc]:
    """The articles of a claims file."""
    docs = []
    for d in read_lines(path):
        anchored = tuple(
            Anchored(_cover(c["cue"]), (_spans(c.get("source", [])), _spans(c.get("content", []))))
            for c in d["claims"]
            if c.get("cue")
        )
        docs.append(Doc(d["id"], "claims", d["text"], rough_sentences(d["text"]), anchored))
    return docs


def _cover(spans: Sequence[Sequence[int]]) -> Span:
    return min(s[0] for s in spans), max(s[1] for s in spans)


def link_docs(path: Path) -> list[Doc]:
    """The sentences of a links file, each one document of one sentence."""
    docs = []
    for d in read_lines(path):
        tagged = {
            "antecedent": _spans(k["antecedent"] for k in d["links"]),
            "response": _spans(k["response"] for k in d["links"]),
            "signal": _spans(c for k in d["links"] for c in k["cue"]),
        }
        whole = ((0, len(d["text"])),)
        docs.append(
            Doc(d["id"], "links", d["text"], whole, tagged=tagged, causal=(bool(d["causal"]),))
        )
    return docs


def place_docs(path: Path) -> list[Doc]:
    """The articles of a places file."""
    docs = []
    for d in read_lines(path):
        spans = [p["span"] for p in d["places"] if d["text"][slice(*p["span"])] == p["text"]]
        tagged = {"toponym": _spans(spans)}
        docs.append(
            Doc(d["id"], "toponyms", d["text"], rough_sentences(d["text"]), tagged=tagged)
        )
    return docs


def written_docs(folder: Path, second: Path | None = None) -> list[Doc]:
    """The written sentences (``S |`` and ``E |`` lines) of every text file of a folder.

    Where the folder ``second`` holds another reader's labels (``N | number`` and ``E |`` lines) of a file, each
    of its sentences comes twice, once as each reader has it.
    """
    docs = []
    for path in sorted(folder.glob("*.txt")):
        told = _blocks(path, r"^S\s*\|")
        docs += [_written(first.strip(), lines) for first, lines in told]
        again = second / path.name if second else None
        if again and again.exists():
            for number, lines in _blocks(again, r"^N\s*\|"):
                docs.append(_written(told[int(number) - 1][0].strip(), lines))
    return docs


def _blocks(path: Path, opening: str) -> list[tuple[str, list[str]]]:
    """The parts of a file that a pattern opens: the rest of the opening line, and the lines under it."""
    parts = re.split(opening, path.read_text(encoding="utf-8"), flags=re.M)[1:]
    return [(part.splitlines()[0], part.splitlines()[1:]) for part in parts]


def _written(text: str, lines: Sequence[str]) -> Doc:
    events = [_fields(line) for line in lines if re.match(r"E\s*\|", line)]
    whole = ((0, len(text)),)
    anchored = _events(text, whole, [[e[0], "0", *e[1:]] for e in events])
    return Doc(text, "events", text, whole, tuple(anchored))


def short_docs(folder: Path, second: Path | None = None) -> list[Doc]:
    """The short stories of a folder: ``####`` blocks of a title (``T |``), sentences and events.

    The file ``second`` holds another reader's blocks, without the texts: each story there comes twice.
    """
    docs = []
    texts: dict[str, tuple[str, tuple[Span, ...]]] = {}
    paths = [*sorted(folder.glob("*.txt")), *([second] if second and second.exists() else [])]
    for path in paths:
        for id, lines in _blocks(path, r"^####\s*"):
            told = [line.split("|", 1)[1].strip() for line in lines if re.match(r"[TS]\s*\|", line)]
            text, sentences = texts.setdefault(id.strip(), set_out(told))
            events = [_fields(line) for line in lines if re.match(r"E\s*\|", line)]
            anchored = _events(text, sentences, events)
            docs.append(Doc(id.strip(), "events", text, sentences, tuple(anchored)))
    return docs


def set_out(told: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
    """A title and sentences as a text of paragraphs of two sentences, and where each stands."""
    text, sentences = "", []
    for i, sentence in enumerate(told):
        text += "" if not text else " " if i > 1 and i % 2 == 0 else "\n\n"
        sentences.append((len(text), len(text) + len(sentence)))
        text += sentence
    return text, tuple(sentences)


def annotated_docs(folder: Path, texts: dict[str, str]) -> tuple[list[Doc], list[Doc]]:
    """The annotated stories whose texts are at hand: their events, and their claims with stances.

    One document a reader and story. ``texts`` are by SHA-256.
    """
    index = {row["id"]: row for row in read_lines(folder / "index.jsonl")}
    events, stances = [], []
    for reader in sorted(folder.glob("reader*.jsonl")):
        for notes in read_lines(reader):
            row = index[notes["id"]]
            text = texts.get(row["sha256"])
            if text is None:
                continue
            sentences = _spans(row["sentences"])
            told = _noted_events(text, sentences, notes["events"], reader.stem)
            events.append(Doc(row["id"], "events", text, sentences, tuple(told)))
            said = tuple(
                Anchored((c["cue"][0], c["cue"][1]), (None, _content(c, sentences)),
                         STANCES.index(c["stance"]))
                for c in notes["claims"]
                if c["cue"]
            )
            if said:
                stances.append(Doc(row["id"], "stances", text, sentences, said))
    return events, stances


def _content(claim: dict[str, Any], sentences: Sequence[Span]) -> tuple[Span, ...]:
    """What is said, of which notes give the start: to its sentence's end, or to its cue or source."""
    start = claim["content_start"]
    ends = [end for first, end in sentences if first <= start < end]
    ends += [at[0] for at in (claim["cue"], claim["source"]) if at and start < at[0]]
    return ((start, min(ends)),) if ends else ()


def _noted_events(
    text: str, sentences: Sequence[Span], notes: Sequence[dict[str, Any]], reader: str
) -> Iterator[Anchored]:
    for number, note in enumerate(notes):
        kind = note["type"]
        labels = (
            TYPES.index(kind),
            MODE_CLASSES.index(f"{kind}/{note['mode'] or ''}"),
            STATUSES.index(note["status"]),
        )
        names = [
            [text[slice(*span)] for span in note[side]] for side in ("actors", "recipients")
        ]
        for i, (start, end) in enumerate(note["tellings"]):
            at = next((k for k, s in enumerate(sentences) if s[0] <= start < s[1]), None)
            if at is None:
                continue
            roles = [_places(text, sentences, at, (start, end), side, i == 0) for side in names]
            yield Anchored((start, end), (roles[0], roles[1]), *labels, f"{reader} {number}")


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def known_texts(paths: Iterable[Path]) -> dict[str, str]:
    """The texts of JSONL files by their SHA-256."""
    return {digest(d["text"]): d["text"] for path in paths for d in read_lines(path)}


def _fields(line: str) -> list[str]:
    return [part.strip() for part in line.split("|")]


def _find(text: str, span: Span, words: str) -> list[Span]:
    pattern = r"\s+".join(map(re.escape, words.split()))
    if not pattern:
        return []
    part = text[span[0] : span[1]]
    found = list(re.finditer(rf"(?<!\w){pattern}(?!\w)", part)) or list(
        re.finditer(pattern, part, re.I)
    )
    return [(span[0] + m.start(), span[0] + m.end()) for m in found]


def _events(text: str, sentences: Sequence[Span], rows: Sequence[list[str]]) -> list[Anchored]:
    """The triggers of ``E`` rows, every ``also`` too; rows that don't fit are skipped."""
    out: list[Anchored] = []
    for number, row in enumerate(rows):
        if len(row) < 7 or not row[1].isdigit() or int(row[1]) >= len(sentences):
            continue
        kind, _, mode = row[3].partition("/")
        if kind not in TYPES or row[4] not in STATUSES or (mode and mode not in MODES[kind]):
            continue
        labels = (TYPES.index(kind), MODE_CLASSES.index(f"{kind}/{mode}"), STATUSES.index(row[4]))
        tellings = [(int(row[1]), row[2], True), *_also(row[7:], len(sentences))]
        for at, words, first in tellings:
            places = _find(text, sentences[at], words)
            if not places:
                continue
            span = next((p for p in places if all(p != a.span for a in out)), places[0])
            roles = [
                _places(text, sentences, at, span, _names(field), first) for field in row[5:7]
            ]
            out.append(Anchored(span, (roles[0], roles[1]), *labels, str(number)))
    return out


def _also(extras: Sequence[str], count: int) -> Iterator[tuple[int, str, bool]]:
    for part in (p for e in extras if e.startswith("also") for p in e[4:].split(";")):
        match = re.match(r"\s*(\d+)\s*:\s*(.+?)\s*$", part)
        if match and int(match[1]) < count:
            yield int(match[1]), match[2], False


def _names(field: str) -> list[str]:
    """The words of a field such as ``a court:TJK; police:-``."""
    found = (part.rpartition(":")[0].strip() for part in field.split(";"))
    return [words for words in found if words]


def _places(
    text: str,
    sentences: Sequence[Span],
    at: int,
    trigger: Span,
    names: Sequence[str],
    first: bool,
) -> tuple[Span, ...] | None:
    """Where the arguments stand: in the trigger's sentence or, for a first telling, near."""
    out: list[Span] = []
    for words in names:
        places = _find(text, sentences[at], words)
        if not places and first:
            places = _find(text, (0, sentences[-1][1]), words)
        if not places:
            return None
        out.append(min(places, key=lambda p: abs(p[0] - trigger[0])))
    return tuple(out)


def text_docs(paths: Iterable[Path], least: int = 600) -> list[Doc]:
    """All texts of JSONL files, without what their gold says; short ones eight together."""
    out = []
    for path in paths:
        texts = [d["text"].rstrip() for d in read_lines(path)]
        if sum(map(len, texts)) < least * len(texts):
            texts = ["\n".join(texts[i : i + 8]) for i in range(0, len(texts), 8)]
        out += [Doc(t[:40], "texts", t, rough_sentences(t)) for t in texts]
    return out


def join(docs: Sequence[Doc]) -> Doc:
    """Short documents of one task as the paragraphs of one."""
    text, sentences, anchored = "", [], []
    tagged: dict[str, tuple[Span, ...]] = {}
    for number, doc in enumerate(docs):
        by = len(text)
        text += doc.text + "\n"
        sentences += [_shift(s, by) for s in doc.sentences]
        for a in doc.anchored:
            roles = [None if r is None else tuple(_shift(s, by) for s in r) for r in a.arguments]
            anchored.append(
                replace(
                    a,
                    span=_shift(a.span, by),
                    arguments=(roles[0], roles[1]),
                    event=f"{number} {a.event}",
                )
            )
        for name, spans in doc.tagged.items():
            tagged[name] = tagged.get(name, ()) + tuple(_shift(s, by) for s in spans)
    causal = tuple(c for d in docs for c in d.causal)
    ids = "+".join(d.id for d in docs[:1])
    return Doc(ids, docs[0].task, text, tuple(sentences), tuple(anchored), tagged, causal)


def _shift(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def packed(docs: Sequence[Doc], rng: random.Random, most: int = 6) -> list[Doc]:
    """Single sentences in shuffled groups of one to ``most``, half of them alone."""
    order = list(docs)
    rng.shuffle(order)
    out, at = [], 0
    while at < len(order):
        size = 1 if rng.random() < 0.6 else rng.randint(2, most)
        out.append(join(order[at : at + size]))
        at += size
    return out


def examples(docs: Sequence[Doc], tokenizer: Tokenizer) -> list[Example]:
    """The labelled windows of documents."""
    marks = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
    encodings = tokenizer.encode_batch([d.text for d in docs], add_special_tokens=False)
    out: list[Example] = []
    for doc, encoding in zip(docs, encodings, strict=True):
        pieces = split_pieces(encoding, doc.text)
        out += [_label(doc, w) for w in windows(pieces, doc.text, doc.sentences, marks)]
    return out


def _label(doc: Doc, window: Window) -> Example:
    words = window.words
    edge = (words[0][0], words[-1][1])
    anchors = []
    for a in doc.anchored:
        if not overlap(a.span, edge):
            continue
        lo, hi = word_range(words, a.span)
        if lo < hi:
            roles = np.zeros((2, len(words)), dtype=np.bool_)
            known = [_fill(role, words, edge, a, row) for role, row in
                     zip(a.arguments, roles, strict=True)]
            anchors.append(
                Anchor(lo, hi, roles, (known[0], known[1]), a.kind, a.mode, a.status, a.event)
            )
    tags = _tags(doc, window, anchors, edge)
    return Example(doc, doc.task, window, tags, tuple(anchors), _causal(doc, window))


def _fill(
    spans: tuple[Span, ...] | None,
    words: Sequence[Span],
    edge: Span,
    anchored: Anchored,
    row: NDArray[np.bool_],
) -> bool:
    """Marks the words of ``spans`` in ``row``; whether they are known, and in this window."""
    if spans is None:
        return False
    near = [s for s in spans if overlap(s, edge)]
    for span in near:
        row[slice(*word_range(words, span))] = True
    return bool(near) or not spans or anchored.kind < 0


def _tags(doc: Doc, window: Window, anchors: Sequence[Anchor], edge: Span) -> dict[str, Ints]:
    count = len(window.words)
    tags: dict[str, Ints] = {}
    for name, spans in doc.tagged.items():
        tags[name] = np.zeros(count, dtype=np.int64)
        for span in sorted((s for s in spans if overlap(s, edge)), key=lambda s: s[0] - s[1]):
            _begin_inside(tags[name], *word_range(window.words, span))
    if doc.task == "claims":
        tags["cue"] = np.zeros(count, dtype=np.int64)
        tags["said"] = np.zeros((count, 2), dtype=np.int64)
        for a in anchors:
            _begin_inside(tags["cue"], a.lo, a.hi)
            tags["said"] |= a.arguments.T
    if doc.task == "events":
        tags["trigger"] = np.zeros(count, dtype=np.int64)
        tags["begins"] = np.zeros((count, 1), dtype=np.int64)
        for a in anchors:
            tags["trigger"][a.lo : a.hi] = a.kind + 1
            tags["begins"][a.lo] = 1
    return tags


def _begin_inside(tags: Ints, lo: int, hi: int) -> None:
    tags[lo:hi] = 2
    if lo < hi:
        tags[lo] = 1


def _causal(doc: Doc, window: Window) -> tuple[tuple[int, int, bool], ...]:
    out = []
    for sentence, causal in enumerate(doc.causal):
        at = np.flatnonzero(window.sentence == sentence)
        if len(at):
            out.append((int(at[0]), int(at[-1]) + 1, causal))
    return tuple(out)
