"""Signatures never hide a document that holds the words, and questions answer the same with and without them."""

import random
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import talion
from talion.record import Record
from talion.store import queries
from talion.store.trigrams import fill, may_hold, signatures

Border = Callable[..., Record]
LETTERS = st.characters(exclude_categories=["Cs"])


def meets(text: str, words: str) -> bool:
    """Whether the signature of the text meets the condition of the words."""
    condition = may_hold(words)
    if condition is None:
        return True
    (row,) = signatures([1], [text]).to_pylist()
    return bool(eval(condition[0].replace(" = ", " == ").replace("AND", "and"), row))


@given(st.text(LETTERS, max_size=40), st.text(LETTERS, max_size=12), st.text(LETTERS, max_size=40))
def test_a_text_meets_the_condition_of_any_words_in_it(before: str, words: str, after: str) -> None:
    assert meets(before + words + after, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [("The İstanbul road", "istanbul"), ("ΟΔΥΣΣΕΥΣ ran", "οδυσσευσ ran"), ("MIGORI", "migori")],
)
def test_cases_do_not_matter(text: str, words: str) -> None:
    assert meets(text, words)
    assert meets(text.lower(), words.upper()) or not text.isascii()


def test_other_texts_do_not_meet_it() -> None:
    dice = random.Random(3)
    words = ["".join(dice.choices("abcdefgh", k=6)) for _ in range(400)]
    texts = [" ".join(words[n : n + 20]) for n in range(380)]
    wrong = sum(meets(t, words[-1]) for t in texts if words[-1] not in t)
    assert wrong < 20
    assert may_hold("ab") is None


def test_words_that_stand_apart_do_not_meet_it() -> None:
    dice = random.Random(3)
    words = ["".join(dice.choices("abcdefgh", k=6)) for _ in range(40)]
    texts = [" ".join(dice.sample(words, 40)) for _ in range(20)]
    pairs = [" ".join(dice.sample(words, 2)) for _ in range(40)]
    apart = [meets(t, asked) for t in texts for asked in pairs if asked not in t]
    assert sum(apart) < len(apart) / 3
    assert all(meets(t, asked) for t in texts for asked in pairs if asked in t)


QUESTIONS: list[Callable[[talion.Database], Any]] = [
    lambda db: db.events(text="BRIDGE"),
    lambda db: db.events(text="bridge", limit=2),
    lambda db: db.events(text="bridge", limit=5),
    lambda db: db.events(text="bridge", document=["border 4", "border 6"]),
    lambda db: db.events(text=["bridge", "council"], limit=9),
    lambda db: db.events(text="at", limit=3),
    lambda db: db.events(actor="police", limit=3),
    lambda db: db.events(actor=["police", "KEN"], text="bridge", limit=3),
    lambda db: db.events(dyad=("Kenya", "Tanzania"), limit=3),
    lambda db: db.events(place="migo", order="-confidence", limit=3),
    lambda db: db.events(text="nowhere at all", limit=3),
    lambda db: db.counts("type", actor="police", text="boats"),
    lambda db: db.documents(text="dodoma"),
    lambda db: db.documents(actor="police"),
    lambda db: db.actors(actor="niger", text="envoy"),
]


@pytest.fixture(name="several")
def make_several(full: talion.Database, border: Border) -> talion.Database:
    """A database with some stories more, of which one has no event."""
    full.add(border(f"border {n}", published=f"2031-0{n}-07") for n in (4, 5, 6))
    empty = msgspec.structs.replace(border("none"), events=(), links=(), claims=(), pairs=())
    full.add([empty])
    return full


def test_answers_are_the_same_however_they_are_found(several: talion.Database) -> None:
    def answers() -> list[Any]:
        with several as db:
            return [ask(db) for ask in QUESTIONS]

    found = answers()
    for names in (
        {"_PARTS": (1, 3)},
        {"_MANY": 1, "_WINDOWS": (1, 40)},
        {"_MANY": -1, "_WINDOWS": ()},
        {"likely": lambda _: None},
    ):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in names.items():
                patch.setattr(queries, name, value)
            assert answers() == found


def test_documents_of_an_older_database_get_their_signatures(full: talion.Database) -> None:
    before = full.sql("SELECT * FROM trigrams ORDER BY doc")
    assert before.num_rows == 2
    with full._home.writing() as session, session.transaction():
        session.rows("DELETE FROM trigrams WHERE doc = 1")
        fill(session)
    assert full.sql("SELECT * FROM trigrams ORDER BY doc") == before
