from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talion.errors import DocumentError, KnowledgeError, RecordError
from talion.grouping import NotTheSame, sketch
from talion.grouping.apart import load, save
from talion.grouping.inputs import holds_records, read_records
from talion.grouping.linkage import groups, matrix
from talion.grouping.neighbourhoods import Neighbourhoods
from talion.grouping.pairs import likeness, pair_features
from talion.grouping.shingles import resemblance, shingled
from talion.grouping.weights import Cut, shipped_weights, weights_from
from talion.grouping.words import shipped_counts, tokens
from talion.record import FailedDocument, Failure, FailureReason

from .conftest import EXPULSION, QUAKE, UPDATE, Make

CUT = Cut(edge=0.05, join=0.5, apart=0.7, several=2)


def test_common_words_are_common_and_unknown_ones_rare() -> None:
    counts = shipped_counts()
    assert counts.rarity("the") < 0.2
    assert counts.rarity("envoy") > 4
    assert counts.rarity("zubrovka") > counts.rarity("envoy")


def test_a_copy_resembles_and_another_text_does_not() -> None:
    a, b = (shingled([t.lower() for t in tokens(text)]) for text in (EXPULSION, QUAKE))
    assert resemblance(a, a) == 1
    assert resemblance(a, b) == 0
    assert resemblance(a, ()) == 0


def test_runs_are_hashed_as_in_sketches_that_were_stored() -> None:
    words = ["a", "b", "c", "d", "e", "f"]
    assert shingled(words) == (2437609066225696169, 7015759838542357076)
    assert shingled(words[:5]) == (2437609066225696169,)
    assert shingled(words[:2]) == (6745248006143212692,)
    assert shingled([]) == ()
    many = [str(n) for n in range(400)]
    each = sorted(shingled(many[n : n + 5])[0] for n in range(396))
    assert list(shingled(many)) == each[:128]


def test_resemblance_is_near_the_true_share() -> None:
    a = [f"w{n}" for n in range(1000)]
    b = a[:800] + [f"x{n}" for n in range(200)]
    assert resemblance(shingled(a), shingled(b)) == pytest.approx(796 / 1196, abs=0.13)


def test_a_pair_is_the_same_both_ways(make: Make) -> None:
    a, b = sketch(make("a", EXPULSION)), sketch(make("b", UPDATE))
    assert pair_features(a, b) == pair_features(b, a)
    assert likeness(a, b, shipped_weights().pair) > 0.5


def test_days_between_publications_cost(make: Make) -> None:
    a = sketch(make("a", EXPULSION, "2031-05-01"))
    near, far = (sketch(make("b", UPDATE, f"2031-05-{d}")) for d in ("02", "25"))
    weights = replace(shipped_weights().pair, learned={})
    assert likeness(a, near, weights) == 0.5
    assert likeness(a, far, weights) < 0.1


def test_every_weight_is_of_a_feature(make: Make) -> None:
    found = pair_features(sketch(make("a", EXPULSION)), sketch(make("b", UPDATE)))
    assert shipped_weights().pair.learned.keys() <= found.keys()


def test_broken_weights_are_an_error() -> None:
    with pytest.raises(KnowledgeError, match="no weights"):
        weights_from("[pair]\nbias = 1")


def test_groups_are_joined_by_their_average() -> None:
    scores = np.array([[0, 0.9, 0.8], [0.9, 0, 0.1], [0.8, 0.1, 0]], float)
    np.fill_diagonal(scores, -np.inf)
    assert [n.members for n in groups(scores, CUT)] == [(0, 1), (2,)]


def test_halves_that_hang_together_better_than_with_each_other_are_parted() -> None:
    scores = np.full((4, 4), 0.6)
    scores[0, 1] = scores[1, 0] = scores[2, 3] = scores[3, 2] = 1.0
    np.fill_diagonal(scores, -np.inf)
    assert [n.members for n in groups(scores, CUT)] == [(0, 1), (2, 3)]
    assert len(groups(scores, replace(CUT, apart=0.5))) == 1


def test_a_pair_told_apart_is_not_joined_through_a_third() -> None:
    scores = matrix(["a", "b", "c"], lambda a, b: 0.9, lambda a, b: {a, b} == {"a", "c"})
    found = [n.members for n in groups(scores, CUT)]
    assert not any(0 in m and 2 in m for m in found)
    assert len(found) == 2


Ties = dict[tuple[int, int], float]
TIES = st.dictionaries(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda t: t[0] < t[1]),
    st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.9, 0.99]),
    max_size=40,
)


def hoods(ties: Ties, order: list[int], most: int) -> dict[str, frozenset[str]]:
    """Neighbourhoods as they were reported when documents came in this order."""
    near, out = Neighbourhoods(most), {}
    for position, n in enumerate(order):
        before = order[:position]
        edges = {
            str(m): ties[min(m, n), max(m, n)] for m in before if (min(m, n), max(m, n)) in ties
        }
        for hood in near.add(str(n), edges):
            out |= dict.fromkeys(hood, hood)
    assert out == {id: near.of(id) for id in out}
    return out


@given(TIES, st.permutations(list(range(12))), st.integers(1, 12))
def test_neighbourhoods_do_not_depend_on_order(ties: Ties, order: list[int], most: int) -> None:
    assert hoods(ties, order, most) == hoods(ties, sorted(order), most)


def test_pairs_told_apart_are_kept_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "apart.jsonl"
    assert load(file) == NotTheSame()
    pairs = NotTheSame().told("b", "a", "two trials").told("c", "a")
    save(pairs, file)
    assert load(file) == pairs
    assert ("a", "b") in pairs
    assert ("b", "c") not in pairs


def test_a_broken_line_of_pairs_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "apart.jsonl"
    file.write_text('{"a": "x"}\n', "utf-8")
    with pytest.raises(DocumentError, match=r"apart\.jsonl:1"):
        load(file)
    with pytest.raises(DocumentError, match="itself"):
        NotTheSame().told("a", "a")


def test_records_are_told_from_documents(tmp_path: Path, make: Make) -> None:
    records, documents = tmp_path / "r.jsonl", tmp_path / "d.jsonl"
    failure = Failure(
        document=FailedDocument(id="z"), error=FailureReason(kind="empty", message="no text")
    )
    records.write_text(make("a", EXPULSION).to_json() + "\n" + failure.to_json() + "\n", "utf-8")
    documents.write_text('{"id": "a", "text": "Some text."}\n', "utf-8")
    assert holds_records(str(records))
    assert not holds_records(str(documents))
    assert not holds_records("-")
    assert list(read_records(records)) == [make("a", EXPULSION), failure]
    records.write_text('{"schema": "talion/1"}\n', "utf-8")
    with pytest.raises(RecordError, match=r"r\.jsonl:1"):
        list(read_records(records))
