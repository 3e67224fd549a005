"""Annotations of whole stories: from readers' notes to standoff files, merged, with their agreement.

    python benchmarks/standoff.py NOTES STORIES OUT

NOTES holds ``r1/*.txt`` and ``r2/*.txt``, the notes of two independent readers in the line format of
``benchmarks/annotations/GUIDE.md``; STORIES is a JSONL file with the texts and their sentences. OUT gets
``reader1.jsonl``, ``reader2.jsonl`` (every field as offsets) and ``stories.jsonl`` (merged, as the scorer
reads it). Stories that only one reader read stand in ``reader1.jsonl`` alone: the models learn from them,
nothing is scored on them. ``index.jsonl`` says of every story read which text it is (the SHA-256) and
where its sentences stand. No text is written.

What OUT holds already of other stories stays: NOTES may hold new ones alone.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from run import lines

Json = dict[str, Any]
#: What the index says of a story.
KEPT = ("id", "set", "sha256", "sentences")


def words_at(text: str, sentence: list[int], words: str) -> list[int] | None:
    """The offsets of ``words`` in a sentence, white space and case apart; ``None`` when not there."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    start, end = sentence
    found = re.compile(pattern).search(text, start, end) or re.compile(pattern, re.I).search(
        text, start, end
    )
    return [found.start(), found.end()] if found else None


def anywhere(story: Json, words: str, near: int) -> list[int] | None:
    """The offsets of ``words`` in the sentence nearest to ``near`` that has them."""
    order = sorted(range(len(story["sentences"])), key=lambda i: abs(i - near))
    spans = (words_at(story["text"], story["sentences"][i], words) for i in order)
    return next((s for s in spans if s), None)


def notes(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Each story's id with its lines."""
    for path in sorted(folder.glob("*.txt")):
        current, found = "", []
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("####"):
                if current:
                    yield current, found
                current, found = line.split()[1], []
            elif line.strip():
                found.append(line)
        if current:
            yield current, found


def parties(story: Json, field: str, near: int) -> tuple[list[list[int]], list[str]]:
    """Spans and countries of a field such as ``a court:TJK; police:-``."""
    spans, countries = [], []
    for part in field.split(";"):
        words, _, codes = part.strip().rpartition(":")
        if words:
            span = anywhere(story, words.strip(), near)
            if span:
                spans.append(span)
            countries += [c.strip() for c in codes.split(",") if c.strip() not in ("", "-")]
    return spans, countries


def event(story: Json, fields: list[str]) -> Json | None:
    """An ``E`` line as offsets."""
    sentence = int(fields[1])
    type_, _, mode = fields[3].partition("/")
    trigger = words_at(story["text"], story["sentences"][sentence], fields[2])
    if trigger is None:
        return None
    tellings = [trigger]
    extra: Json = {"main": False, "date": None, "place": None}
    for field in fields[7:]:
        if field == "main":
            extra["main"] = True
        elif field.startswith("also"):
            for telling in field[4:].split(";"):
                at, _, words = telling.strip().partition(":")
                if at.isdigit():
                    span = words_at(story["text"], story["sentences"][int(at)], words.strip())
                    tellings += [span] if span else []
        elif field.startswith(("date ", "place ")):
            key, _, value = field.partition(" ")
            extra[key] = value
    actors, actor_countries = parties(story, fields[5], sentence)
    recipients, recipient_countries = parties(story, fields[6], sentence)
    return {
        "type": type_,
        "mode": mode or None,
        "status": fields[4],
        "trigger": trigger,
        "tellings": tellings,
        "actors": actors,
        "actor_countries": actor_countries,
        "recipients": recipients,
        "recipient_countries": recipient_countries,
        **extra,
    }


def claim(story: Json, fields: list[str]) -> Json | None:
    """A ``C`` line as offsets."""
    sentence = int(fields[1])
    content = words_at(story["text"], story["sentences"][sentence], fields[4])
    if content is None:
        return None
    optional = [None if f in ("-", "") else anywhere(story, f, sentence) for f in fields[2:4]]
    return {
        "content_start": content[0],
        "source": optional[0],
        "cue": optional[1],
        "stance": fields[5],
    }


def link(story: Json, fields: list[str]) -> Json | None:
    """An ``L`` line as offsets."""
    ends = []
    for field in fields[1:3]:
        at, _, words = field.partition(":")
        span = words_at(story["text"], story["sentences"][int(at)], words.strip())
        if span is None:
            return None
        ends.append(span)
    return {"antecedent": ends[0], "response": ends[1], "kind": fields[3], "status": fields[4]}


READ = {"E": ("events", event), "C": ("claims", claim), "L": ("links", link)}


def one_reader(story: Json, noted: list[str]) -> Json:
    """A reader's notes on one story as offsets."""
    out: Json = {"id": story["id"], "events": [], "claims": [], "links": [], "contexts": []}
    for line in noted:
        fields = [f.strip() for f in line.split("|")]
        if fields[0] in READ:
            key, read = READ[fields[0]]
            found = read(story, fields)
            if found:
                out[key].append(found)
        elif fields[0] == "X":
            out["contexts"] += [c.strip() for c in fields[1].partition(":")[2].split(",")]
    return out


def sentence_of(story: Json, at: int) -> int:
    """The number of the sentence that holds an offset."""
    return next((i for i, (a, b) in enumerate(story["sentences"]) if a <= at < b), -1)


def same_event(story: Json, a: Json, b: Json) -> bool:
    """Whether two readers mean the same event: the type, and a telling in one sentence."""
    mine = {sentence_of(story, t[0]) for t in a["tellings"]}
    return a["type"] == b["type"] and bool(mine & {sentence_of(story, t[0]) for t in b["tellings"]})


def near(first: list[int] | None, second: list[int] | None) -> bool:
    """Whether two spans overlap."""
    return bool(first and second and first[0] < second[1] and second[0] < first[1])


def pairs(
    mine: list[Json], theirs: list[Json], same: Any
) -> Iterator[tuple[Json | None, Json | None]]:
    """What one reader marked with what the other did; ``None`` on the side that did not."""
    left = list(theirs)
    for a in mine:
        b = next((b for b in left if same(a, b)), None)
        if b is not None:
            left.remove(b)
        yield a, b
    for b in left:
        yield None, b


def both(a: Json | None, b: Json | None, key: str) -> list[Any]:
    """Both readers' answers to a field, each once."""
    values = [x[key] for x in (a, b) if x is not None and x[key] is not None]
    return list(dict.fromkeys(values))


def tellings(a: Json | None, b: Json | None) -> list[list[int]]:
    """Where either reader saw the event told."""
    spans = [tuple(t) for x in (a, b) if x is not None for t in x["tellings"]]
    return [list(s) for s in sorted(set(spans))]


def merged(story: Json, one: Json, two: Json) -> Json:
    """The story as the scorer reads it."""
    events = []
    for a, b in pairs(one["events"], two["events"], lambda x, y: same_event(story, x, y)):
        base: Json = a or b or {}
        countries = {
            key: sorted({c for x in (a, b) if x is not None for c in x[key]})
            for key in ("actor_countries", "recipient_countries")
        }
        events.append(
            {
                "type": base["type"],
                "mode": both(a, b, "mode"),
                "status": both(a, b, "status"),
                "trigger": base["trigger"],
                "tellings": tellings(a, b),
                **countries,
                "date": base["date"],
                "place": base["place"],
                "main": bool(a and b and (a["main"] or b["main"])),
                "required": bool(a and b),
            }
        )
    claims = []
    for a, b in pairs(
        one["claims"],
        two["claims"],
        lambda x, y: abs(x["content_start"] - y["content_start"]) <= 40,
    ):
        base = a or b or {}
        claims.append(
            {
                "content_start": base["content_start"],
                "source": base["source"],
                "stance": both(a, b, "stance"),
                "required": bool(a and b),
            }
        )
    links = []
    for a, b in pairs(one["links"], two["links"], lambda x, y: same_link(story, x, y)):
        if a and b:
            links.append({k: a[k] for k in ("antecedent", "response", "kind")})
    return {
        "id": story["id"],
        "set": story["set"],
        "sha256": story["sha256"],
        "part": part(story["id"]),
        "sentences": story["sentences"],
        "events": events,
        "claims": claims,
        "links": links,
    }


def same_link(story: Json, a: Json, b: Json) -> bool:
    """Whether two links tie the same sentences."""
    return all(
        sentence_of(story, a[k][0]) == sentence_of(story, b[k][0])
        for k in ("antecedent", "response")
    )


#: The ids of each part but ``train``.
PARTS: dict[str, set[str]] = {"test": set(), "fresh": set(), "dev": set(), "later": set()}


def part(id: str) -> str:
    """Models learn from ``train``, ``dev`` and ``later`` set thresholds, the others are for reports alone."""
    return next((name for name, ids in PARTS.items() if id in ids), "train")


def agreement(stories: list[Json], one: dict[str, Json], two: dict[str, Json]) -> Json:
    """F1 of one reader against the other, and how often they agree on the fields of what both marked."""
    counts: dict[str, list[int]] = {k: [0, 0, 0] for k in ("events", "claims", "links")}
    same: dict[str, list[int]] = {k: [0, 0] for k in ("status", "mode", "stance")}
    rules = {
        "events": same_event,
        "claims": lambda _, x, y: abs(x["content_start"] - y["content_start"]) <= 40,
        "links": same_link,
    }
    for story in stories:
        a, b = one[story["id"]], two[story["id"]]
        for key, rule in rules.items():
            for x, y in pairs(a[key], b[key], lambda p, q, r=rule, s=story: r(s, p, q)):
                counts[key][0 if x and y else 1 if x else 2] += 1
                for field in ("status", "mode", "stance"):
                    if x and y and field in x and key != "links":
                        same[field][0] += x[field] == y[field]
                        same[field][1] += 1
    out = {
        f"{k} F1": round(2 * c[0] / max(2 * c[0] + c[1] + c[2], 1), 3) for k, c in counts.items()
    }
    return out | {f"{k} same": round(n / max(t, 1), 3) for k, (n, t) in same.items()}


def rows(path: Path) -> dict[str, Json]:
    """The stories of a JSONL file by their ids; none where there is no file."""
    return {row["id"]: row for row in lines(path)} if path.exists() else {}


def write(path: Path, found: Iterable[Json]) -> None:
    """Writes a JSONL file."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    path.write_text(text, "utf-8")


def main(notes_folder: str, stories_path: str, out: str) -> None:
    """Writes the files and prints the agreement."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    stories = rows(Path(stories_path))
    for story in stories.values():
        story["sha256"] = hashlib.sha256(story["text"].encode()).hexdigest()
    readers = [
        rows(folder / f"reader{n}.jsonl")
        | {id: one_reader(stories[id], found) for id, found in notes(Path(notes_folder) / f"r{n}")}
        for n in (1, 2)
    ]
    known = rows(folder / "index.jsonl") | stories
    done = [s for s in known.values() if all(s["id"] in r for r in readers)]
    once = [s for s in known.values() if s["id"] in readers[0] and s["id"] not in readers[1]]
    for name, ids in PARTS.items():
        told = folder / f"{name}-ids.txt"
        ids.update(told.read_text().split() if told.exists() else ())
    both_readers = [merged(s, readers[0][s["id"]], readers[1][s["id"]]) for s in done]
    write(folder / "reader1.jsonl", (readers[0][s["id"]] for s in (*done, *once)))
    write(folder / "reader2.jsonl", (readers[1][s["id"]] for s in done))
    write(folder / "index.jsonl", ({k: s[k] for k in KEPT} for s in (*done, *once)))
    write(folder / "stories.jsonl", both_readers)
    print(f"stories: {len(done)}; no event: {sum(not m['events'] for m in both_readers)}")
    print(json.dumps(agreement(done, *readers)))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
