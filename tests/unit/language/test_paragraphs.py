import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talion.language.paragraphs import paragraphs


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t\n ", []),
        ("One line.", ["One line."]),
        ("Head\n\nBody.", ["Head", "Body."]),
        ("Head\nBody.", ["Head", "Body."]),
        ("  Head  \r\n\r\n  Body. ", ["Head", "Body."]),
        ("a\u2028b\u2029c", ["a", "b", "c"]),
        ("\u00a0Paris\u00a0\n\u00a0Rome\u00a0", ["Paris", "Rome"]),
    ],
)
def test_lines_are_paragraphs(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


WRAPPED = """The harbour master of the small island said on Tuesday that
two ferries had been kept in port since the weekend because the
customs officers refused to inspect anything that had come from
the mainland without a stamp.

A second paragraph begins here and it goes on for some more words
until it ends on a line of its own."""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_lines_of_a_wrapped_text_are_joined(ending: str) -> None:
    text = WRAPPED.replace("\n", ending)
    first, second = cut(text)
    assert first.startswith("The harbour")
    assert first.endswith("stamp.")
    assert second.startswith("A second")
    assert second.endswith("own.")


def test_short_lines_are_not_joined() -> None:
    text = "Apples\nPears\nPlums\nCherries\nFigs"
    assert cut(text) == text.split("\n")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_nothing_but_white_space_is_left_out(text: str) -> None:
    spans = paragraphs(text)
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert kept.split() == text.split() or "".join(kept.split()) == "".join(text.split())
    assert all(text[s].strip() and text[e - 1].strip() for s, e in spans)
