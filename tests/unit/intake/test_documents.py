"""Documents from texts and dicts."""

import hashlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talion.errors import DocumentError, EmptyDocument
from talion.intake import Loaded, document_from, document_from_dict
from talion.intake.documents import primary_language
from talion.intake.lines import lines

HEADS = ("", "Dam bursts in Bora\n\n", "AFP, 3 March 2014\r\n", "BORA (AP) - ", "Short link:\n")
ANY_TEXT = st.text(st.characters(), min_size=1).filter(
    lambda text: text.strip("\ufeff\u200b") != ""
)
STORIES = st.tuples(st.sampled_from(HEADS), ANY_TEXT, st.sampled_from(HEADS)).map("".join)
NOTHING = ("", " \n\u00a0", "\ufeff\u200b\n")


def spans(loaded: Loaded) -> list[tuple[int, int]]:
    line = loaded.dateline
    found = [*loaded.furniture, loaded.byline, line and line.span, line and line.place]
    return [span for span in found if span is not None]


@given(STORIES)
def test_any_text_passes_unchanged_and_spans_lie_inside(text: str) -> None:
    try:
        loaded = document_from(text)
    except EmptyDocument:
        assert not any(c.isalnum() for c in text)
        return
    assert loaded.document.text == text
    assert loaded.document.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert all(0 <= start < end <= len(text) for start, end in spans(loaded))
    assert list(loaded.furniture) == sorted(loaded.furniture)
    if loaded.document.title is not None:
        assert loaded.document.title in " ".join(text.split())


def _without_surrogates(text: str) -> str:
    """Half of a character is kept as U+FFFD, of the same length."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


@given(ANY_TEXT.filter(str.strip), ANY_TEXT)
def test_a_separate_title_stands_before_the_text(title: str, text: str) -> None:
    loaded = document_from_dict({"id": "a", "title": title, "text": text})
    title, text = _without_surrogates(title), _without_surrogates(text)
    start = len(text) - len(text.lstrip())
    if text.startswith((f"{title}\n", f"{title}\r"), start):
        assert loaded.document.text == text
    else:
        assert loaded.document.text == f"{title}\n\n{text}"
    assert loaded.document.title == title


@given(STORIES)
def test_reading_a_document_again_gives_the_same(text: str) -> None:
    try:
        once = document_from(text, id="a").document
    except EmptyDocument:
        return
    again = document_from_dict({"id": "a", "title": once.title, "text": once.text}).document
    if once.title is None or once.title in text:
        assert again.text == once.text


@given(st.text())
def test_lines_are_in_order_and_trimmed(text: str) -> None:
    end = 0
    for line in lines(text):
        assert line.span[0] >= end
        assert line.text == text[slice(*line.span)] == line.text.strip() != ""
        end = line.span[1]


def test_lone_surrogates_are_replaced_one_for_one() -> None:
    loaded = document_from_dict({"id": "\ud800", "title": "T\udfff", "text": "a\ud83dbc"})
    assert loaded.document.text == "T\ufffd\n\na\ufffdbc"
    assert loaded.document.id == "\ufffd"
    loaded.document.text.encode()


@pytest.mark.parametrize("text", NOTHING)
def test_empty(text: str) -> None:
    with pytest.raises(EmptyDocument, match="no text"):
        document_from(text)


def test_a_title_alone_is_a_document() -> None:
    assert document_from("", title="Dam bursts").document.text == "Dam bursts\n\n"


def test_without_an_id_the_digest_stands_for_one() -> None:
    document = document_from("Rebels left.").document
    assert document.id == document.sha256[:16]


def test_all_fields() -> None:
    loaded = document_from_dict(
        {
            "id": 7,
            "title": "Dam bursts",
            "text": "Vanora blamed Bora.",
            "published": "2014-03-03T10:00:00Z",
            "publisher": "The Example",
            "url": "https://example.org/",
            "language": "en-US",
            "pairs": [{"id": "p", "actor": [12, 18], "recipient": [26, 30], "type": "x"}],
            "unknown": {"a": [None]},
        }
    )
    document = loaded.document
    assert (document.id, document.published) == ("7", "2014-03-03T10:00:00Z")
    assert (document.publisher, document.url) == ("The Example", "https://example.org/")
    assert document.language == "en"
    (pair,) = loaded.pairs
    assert document.text[slice(*pair.actor)] == "Vanora"
    assert document.text[slice(*pair.recipient)] == "Bora"


def test_given_fields_are_kept_before_found_ones() -> None:
    text = "Dam bursts in Bora\n\nAFP, 3 March 2014\n\nWater ran out."
    document = document_from(text, published="2014-03-05", publisher="The Example").document
    assert (document.published, document.publisher) == ("2014-03-05", "The Example")


def test_empty_fields_are_unknown() -> None:
    data = {"id": "a", "text": "Rebels left.", "title": " ", "published": "", "publisher": ""}
    document = document_from_dict({**data, "url": None, "language": None, "pairs": None}).document
    assert (document.title, document.published, document.publisher) == (None, None, None)
    assert document.text == "Rebels left."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"text": "a"}, "no 'id'"),
        ({"id": None, "text": "a"}, "no 'id'"),
        ({"id": "a"}, "text"),
        ({"id": "a", "text": None}, "text"),
        ({"id": "a", "text": 3}, "text"),
        ({"id": [], "text": "a"}, "id"),
        ({"id": True, "text": "a"}, "id"),
        ({"id": "a", "text": "a", "title": {}}, "title"),
        ({"id": "a", "text": "a", "pairs": [{"id": "p"}]}, "actor"),
        ({"id": "a", "text": "a", "pairs": 3}, "pairs"),
        ([], "a list"),
        ("a", "a string"),
        (3, "a number"),
    ],
)
def test_wrong_fields(data: Any, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        document_from_dict(data)
    assert caught.value.remedy


@pytest.mark.parametrize("span", [[-1, 1], [0, 0], [2, 1], [0, 13]])
def test_wrong_spans(span: list[int]) -> None:
    pair = {"id": "p", "actor": span, "recipient": [0, 1]}
    with pytest.raises(DocumentError, match="pair p"):
        document_from_dict({"id": "a", "text": "Rebels left.", "pairs": [pair]})


@pytest.mark.parametrize(
    "published",
    [
        "yesterday",
        "2014",
        "2014-13-01",
        "2014-02-30",
        "3 March 2014",
        "2014-03-03T25:00",
        "２０１４-03-03",
    ],
)
def test_wrong_dates(published: str) -> None:
    with pytest.raises(DocumentError, match="no date"):
        document_from("Rebels left.", published=published)


@pytest.mark.parametrize(
    "published",
    ["2014-03-03", "2014-03-03T10:00", "2014-03-03 10:00:00.5+01:00", "2014-03-03t10:00:00z"],
)
def test_right_dates(published: str) -> None:
    assert document_from("Rebels left.", published=published).document.published == published


@pytest.mark.parametrize(
    ("tag", "language"), [("en", "en"), ("EN_us", "en"), ("fr-CA", "fr"), ("", None), ("?", None)]
)
def test_languages(tag: str, language: str | None) -> None:
    assert primary_language(tag) == language
