"""Counts in how many news texts each word stands: the table behind how rare a word is.

    python benchmarks/count_words.py [--eval FOLDER]

Counts words, and keeps nothing else, of the texts under FOLDER that are not the grouped stories, each text
once. Writes ``src/talion/grouping/data/word-counts.tsv``.
"""

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from run import lines
from talion.grouping.words import is_number, tokens

TARGET = Path(__file__).parents[1] / "src/talion/grouping/data/word-counts.tsv"
TEXTS = ("gold/claims.jsonl", "gold/places.jsonl", "gold/times.jsonl", "text/syria.jsonl")
LEAST = 2
HEAD = """\
# In how many news texts a word stands; "*" is the number of texts. Words in fewer than two are left out.
# Version 1. Origin: counted by benchmarks/count_words.py over news texts in English of 2005 to 2016 (PolNeAR,
# Local-Global Lexicon, MEANTIME, and reports on Syria); counts only, no text. Licence: CC0-1.0.
"""


def texts(folder: Path) -> Iterator[str]:
    """Each text once."""
    seen = set()
    for name in TEXTS:
        for document in lines(folder / name):
            digest = hashlib.sha256(document["text"].encode()).digest()
            if digest not in seen:
                seen.add(digest)
                yield document["text"]


def main() -> None:
    """Counts and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eval", type=Path, default=Path(__file__).parents[2] / "shared")
    found = list(texts(parser.parse_args().eval))
    counts: Counter[str] = Counter()
    for text in found:
        counts.update({t.lower() for t in tokens(text) if not is_number(t) and len(t) > 1})
    rows = [("*", len(found)), *sorted((w, n) for w, n in counts.items() if n >= LEAST)]
    TARGET.write_text(HEAD + "".join(f"{w}\t{n}\n" for w, n in rows), "utf-8")
    print(f"{len(rows) - 1} words of {len(found)} texts")


if __name__ == "__main__":
    main()
