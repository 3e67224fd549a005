"""Near-copies: runs of five words, hashed, the lowest hashes kept (a bottom-k sketch, Broder 1997)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

RUN = 5
KEPT = 128


def shingled(words: Sequence[str]) -> tuple[int, ...]:
    """The lowest 128 of the 64-bit hashes of a text's runs of five words; of a shorter text its one run."""
    runs = {" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}
    return tuple(sorted(_hashed(run) for run in runs)[:KEPT]) if words else ()


def resemblance(a: Sequence[int], b: Sequence[int]) -> float:
    """The estimated share of two texts' runs that both have (Jaccard), 0 to 1.

    >>> a = "the envoy left the capital at dawn on a military plane".split()
    >>> resemblance(shingled(a), shingled(a))
    1.0
    """
    if not a or not b:
        return 0.0
    one, other = set(a), set(b)
    lowest = sorted(one | other)[:KEPT]
    return sum(h in one and h in other for h in lowest) / len(lowest)


def _hashed(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") >> 1
