"""JSON and JSON lines, read piece by piece."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talion.errors import DocumentError, DocumentTooLarge, EmptyDocument, IntakeError
from talion.intake import Failed, Item, Loaded
from talion.intake.json_documents import read_json, read_json_lines
from talion.intake.source import Settings, Source
from talion.intake.streams import TooLong, pieces, split_lines

SOURCE = Source("in", "folder/in.json")


def doc(id: str, text: str = "Rebels left Bora.", **more: Any) -> dict[str, Any]:
    return {"id": id, "text": text, **more}


def cut(data: bytes, size: int) -> Iterator[bytes]:
    yield from (data[i : i + size] for i in range(0, len(data), size))


def run(
    data: str | bytes, *, lines: bool = False, limit: int = 10_000, size: int = 7
) -> list[Item]:
    raw = data.encode() if isinstance(data, str) else data
    reader = read_json_lines if lines else read_json
    settings = Settings("2014-01-01", limit)
    return list(reader(SOURCE, cut(raw, size), settings))


def ids(items: list[Item]) -> list[str]:
    return [i.id if isinstance(i, Failed) else i.document.id for i in items]


def only_failure(items: list[Item]) -> Failed:
    (failed,) = (item for item in items if isinstance(item, Failed))
    return failed


def test_lines() -> None:
    data = "\ufeff" + json.dumps(doc("a")) + "\r\n\n" + json.dumps(doc("b", published="2015-01-01"))
    items = run(data, lines=True)
    assert ids(items) == ["a", "b"]
    dates = [i.document.published for i in items if isinstance(i, Loaded)]
    assert dates == ["2014-01-01", "2015-01-01"]


def test_line_separators_of_unicode_end_no_line() -> None:
    text = "Rebels\u2028left\u0085Bora."
    (item,) = run(json.dumps(doc("a", text), ensure_ascii=False), lines=True)
    assert isinstance(item, Loaded)
    assert item.document.text == text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_marked_encodings(encoding: str) -> None:
    data = (json.dumps(doc("a", "Zürich 🙂"), ensure_ascii=False) + "\n").encode(encoding)
    for lines in (True, False):
        (item,) = run(data, lines=lines, size=3)
        assert isinstance(item, Loaded)
        assert item.document.text == "Zürich 🙂"


@pytest.mark.parametrize(
    ("bad", "kind", "id"),
    [
        ('{"id": "x", "text": ', IntakeError, "in:2"),
        ("[" * 100_000, IntakeError, "in:2"),
        ("nonsense", IntakeError, "in:2"),
        ('{"id": 1' + "0" * 5000 + "}", IntakeError, "in:2"),
        ("[]", DocumentError, "in:2"),
        ('{"text": "a"}', DocumentError, "in:2"),
        ('{"id": "x", "text": "a", "published": "soon"}', DocumentError, "x"),
        ('{"id": "x", "text": " "}', EmptyDocument, "x"),
        ('{"id": "x", "text": "' + "a" * 200_000 + '"}', DocumentTooLarge, "in:2"),
    ],
)
def test_a_broken_line_fails_alone(bad: str, kind: type[Exception], id: str) -> None:
    data = f"{json.dumps(doc('a'))}\n{bad}\n{json.dumps(doc('b'))}"
    items = run(data, lines=True, limit=150_000, size=1000)
    assert ids(items) == ["a", id, "b"]
    failed = only_failure(items)
    assert type(failed.error) is kind
    assert failed.error.where == "folder/in.json:2"
    assert failed.error.remedy


def test_binary_line() -> None:
    data = b'\x00\xff\xfe\n{"id": "b", "text": "Rebels left."}'
    assert ids(run(data, lines=True)) == ["in:1", "b"]


def test_surrogates_of_json() -> None:
    (item,) = run('{"id": "a", "text": "x\\ud83d\\ude42y\\ud800z"}', lines=True)
    assert isinstance(item, Loaded)
    assert item.document.text == "x🙂y\ufffdz"


@pytest.mark.parametrize("size", [1, 7, 100_000])
@pytest.mark.parametrize("indent", [None, 2])
def test_lists_and_rows_of_documents(size: int, indent: int | None) -> None:
    docs = [doc("a", 'He said "no\\".'), doc("b", "]}[{"), doc("c", "Zürich 🙂")]
    listed = json.dumps(docs, indent=indent, ensure_ascii=False)
    rows = "\n".join(json.dumps(d, indent=indent) for d in docs)
    for data in (listed, rows, f" \n{listed}\n "):
        items = run(data, size=size)
        assert [i.document.text for i in items if isinstance(i, Loaded)] == [
            d["text"] for d in docs
        ]
    assert ids(run(json.dumps(docs[0], indent=indent), size=size)) == ["a"]


@pytest.mark.parametrize(
    ("data", "read", "line"),
    [
        ('[{"id": "a", "text": "x y"},\n{"id": "b" "text": ""}]', 1, 2),
        ('[{"id": "a", "text": "x y"}\n{"id": "b"}]', 1, 2),
        ('[{"id": "a", "text": "x y"},\n', 1, 2),
        ('[{"id": "a", "text": "x y"}', 1, 1),
        ('[{"id": "a", "text": "x y"}]\n]', 1, 2),
        ('\n\n{"id": "a", "text": "x', 0, 3),
        ("\n<html>", 0, 2),
    ],
)
def test_broken_json(data: str, read: int, line: int) -> None:
    found: list[Item] = []
    with pytest.raises(IntakeError, match=rf"in\.json:{line}: broken JSON"):
        found.extend(_collect(data, found))
    assert len(found) == read


def _collect(data: str, into: list[Item]) -> list[Item]:
    for item in read_json(SOURCE, cut(data.encode(), 5), Settings(None, 1000)):
        into.append(item)
    return []


def test_an_item_over_the_limit() -> None:
    with pytest.raises(DocumentTooLarge, match=r"in\.json:1"):
        run(json.dumps(doc("a", "x" * 100_000)), limit=5000, size=1000)


def test_nested_too_deeply() -> None:
    with pytest.raises(IntakeError, match="nested too deeply"):
        run('[{"id":' + "[" * 200_000 + "]" * 200_000 + "}]", limit=1_000_000, size=100_000)


@pytest.mark.parametrize("data", ["", "[]", " \n "])
def test_no_documents(data: str) -> None:
    assert isinstance(only_failure(run(data)).error, EmptyDocument)


def test_no_lines() -> None:
    assert isinstance(only_failure(run("\n\n", lines=True)).error, EmptyDocument)


@given(
    st.lists(st.binary().filter(lambda b: b"\n" not in b), max_size=8),
    st.integers(1, 9),
    st.integers(1, 12),
)
def test_split_lines(parts: list[bytes], size: int, limit: int) -> None:
    found = dict(split_lines(cut(b"\n".join(parts), size), limit))
    for number, part in enumerate(parts, 1):
        if len(part) > limit:
            assert isinstance(found[number], TooLong)
        else:
            assert found.get(number, b"") == part.strip()


def test_pieces_of_a_stream() -> None:
    assert b"".join(pieces(io.BytesIO(b"x" * 200_000))) == b"x" * 200_000
