"""How well names of private persons are masked, and how many officials keep theirs.

    python benchmarks/masking.py

Codes the sentences of ``benchmarks/masking.toml``, masks them, and prints what went wrong and the figures,
which ``docs/explanation/ethics.md`` tells.
"""

import tomllib
from pathlib import Path

import talion
from talion.masking import COVER, Masker

HERE = Path(__file__).parent


def main() -> None:
    """Measures, prints what went wrong, and the figures."""
    masker = Masker.load()
    sentences = tomllib.loads((HERE / "masking.toml").read_text("utf-8"))["sentences"]
    figures = {"private": 0, "masked": 0, "public": 0, "kept": 0}
    for sentence in sentences:
        text = masker.record(talion.code(sentence["text"], published="2016-05-16")).document.text
        for side, right in (("private", "masked"), ("public", "kept")):
            for name in sentence.get(side, []):
                start = sentence["text"].index(name)
                shown = text[start : start + len(name)]
                good = shown == COVER * len(name) if side == "private" else shown == name
                figures[side] += 1
                figures[right] += good
                if not good:
                    print(f"{side}: {name} -> {shown}")
    print(figures)


if __name__ == "__main__":
    main()
