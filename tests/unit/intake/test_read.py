"""Files, folders and standard input."""

import io
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from talion.errors import DocumentError, DocumentTooLarge, EmptyDocument, IntakeError
from talion.intake import Failed, Item, Loaded, read

TEXT = "Dam bursts in Bora\n\nWater ran out of the lake."


def run(*paths: object, stdin: bytes = b"", **more: object) -> list[Item]:
    return list(read(map(str, paths), stdin=io.BytesIO(stdin), **more))  # type: ignore[arg-type]


def ids(items: list[Item]) -> list[str]:
    return [i.id if isinstance(i, Failed) else i.document.id for i in items]


def write(path: Path, text: str = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_text_is_kept_as_it_is(tmp_path: Path) -> None:
    text = " \r\nDam bursts\u00a0in Bora\r\n\r\nWater\tran e\u0301 🙂\r\n\r\n"
    for name in ("a.txt", "a.md"):
        (item,) = run(write(tmp_path / name, "\ufeff" + text))
        assert isinstance(item, Loaded)
        assert item.document.text == text
        assert item.document.title == "Dam bursts in Bora"


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    for name in ("b/z.txt", "a.txt", "b/a/y.MD", ".hidden/x.txt", ".x.txt", "b/no.pdf", "c.json"):
        write(
            tmp_path / name, '{"id": "given", "text": "Rebels left."}' if "json" in name else TEXT
        )
    assert ids(run(tmp_path)) == ["a", "given", "z", "y"]


def test_ids_are_unique(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one/x.txt"), write(tmp_path / "two/x.txt")
    html = write(tmp_path / "two/y.html", "<p>Rebels left the town.</p>")
    text = write(tmp_path / "two/y.txt")
    items = run(one, two, html, text, text)
    assert ids(items) == ["one/x.txt", "two/x.txt", "y.html", "y.txt", "y.txt#2"]


def test_failures_do_not_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    binary = tmp_path / "b.txt"
    binary.write_bytes(b"\0\1\2")
    items = run(
        tmp_path / "none.txt",
        tmp_path / "folder",
        binary,
        write(tmp_path / "empty.txt", ""),
        write(tmp_path / "blank.txt", " \n"),
        write(tmp_path / "large.txt", "x" * 2000),
        write(tmp_path / "report.pdf", "%PDF-1.7"),
        write(tmp_path / "broken.json", '{"id": '),
        write(tmp_path / "good.txt"),
        limit=1000,
    )
    *failed, good = items
    assert isinstance(good, Loaded)
    errors = [item.error for item in failed if isinstance(item, Failed)]
    assert [type(e) for e in errors] == [
        IntakeError,
        IntakeError,
        IntakeError,
        EmptyDocument,
        EmptyDocument,
        DocumentTooLarge,
        IntakeError,
        IntakeError,
    ]
    assert "no such file" in errors[0].message
    assert "no documents" in errors[1].message
    assert all(e.where.startswith(str(tmp_path)) and e.remedy for e in errors)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission_denied(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    path.chmod(0)
    (item,) = run(path)
    assert isinstance(item, Failed)
    assert "permission denied" in item.error.message


def test_permission_error_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.txt")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    (item,) = run(path)
    assert isinstance(item, Failed)
    assert str(item.error) == (
        f"{path}: permission denied; make it readable, or run as a user who may read it"
    )


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"id": "a", "text": "Rebels left."}\n{"id": "b", "text": "x y"}\n', ["a", "b"]),
        (b'{"id": "a", "text": "Rebels left."}', ["a"]),
        (b'{"id": "a", "text": "R."}\nbroken\n{"id": "b", "text": "x"}', ["a", "stdin:2", "b"]),
        (b'{\n  "id": "a",\n  "text": "Rebels left."\n}', ["a"]),
        (b'\n[{"id": "a", "text": "x"}, {"id": "b", "text": "y"}]', ["a", "b"]),
        (b"[\n]", ["stdin"]),
        (b"<!DOCTYPE html><p>Rebels left the town of Bora.</p>", ["stdin"]),
        (b"  <html><body><p>Rebels left the town of Bora.</p></body></html>", ["stdin"]),
        (b"[Photo] Rebels left.\n\nThey said so.", ["stdin"]),
        (b"{sic} Rebels left.", ["stdin"]),
        (b"Rebels left.", ["stdin"]),
        ("Rebels left.".encode("utf-16"), ["stdin"]),
        ('{"id": "a", "text": "Rebels left."}'.encode("utf-16"), ["a"]),
        (b"", ["stdin"]),
    ],
)
def test_standard_input(data: bytes, found: list[str]) -> None:
    assert ids(run("-", stdin=data)) == found


def test_a_first_line_too_long_to_be_seen_whole() -> None:
    docs = [{"id": str(i), "text": "Rebels left. " * 20_000} for i in range(3)]
    data = "\n".join(map(json.dumps, docs)).encode()
    assert ids(run("-", stdin=data)) == ["0", "1", "2"]


def test_a_file_without_a_known_suffix_is_looked_into(tmp_path: Path) -> None:
    assert ids(run(write(tmp_path / "feed.log", '{"id": "a", "text": "Rebels left."}'))) == ["a"]
    assert ids(run(write(tmp_path / "story"))) == ["story"]


def test_published_stands_in_only_where_the_document_says_none(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "text": "Rebels left."},
        {"id": "b", "text": "Rebels left.", "published": "2013-01-01"},
        {"id": "c", "text": "Dam bursts in Bora\n\nAFP, 3 March 2014\n\nWater ran out."},
    ]
    path = write(tmp_path / "in.jsonl", "\n".join(map(json.dumps, lines)))
    items = run(path, published="2015-05-05")
    dates = [item.document.published for item in items if isinstance(item, Loaded)]
    assert dates == ["2015-05-05", "2013-01-01", "2014-03-03"]


def test_a_wrong_date_fails_at_once() -> None:
    with pytest.raises(DocumentError, match="ISO date"):
        read([], stdin=io.BytesIO(), published="soon")


def test_names_of_files_that_are_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"st\xffory.txt")
    try:
        write(tmp_path / name)
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    (item,) = run(tmp_path)
    assert isinstance(item, Loaded)
    assert item.document.id == "st\ufffdory"


class _Endless(io.RawIOBase):
    """JSON lines without end, and how much of them was read."""

    def __init__(self) -> None:
        self.taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self.taken += 1
        return b'{"id": "a", "text": "Rebels left the town."}\n' * 100


def test_a_stream_is_read_only_as_asked() -> None:
    stream = _Endless()
    items: Iterator[Item] = read(["-"], stdin=stream)  # type: ignore[arg-type]
    for _ in range(50):
        assert isinstance(next(items), Loaded)
    assert stream.taken < 5


def test_memory_stays_flat(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "text": "Rebels left the town of Bora. " * 100})
    path = tmp_path / "in.jsonl"
    with path.open("w") as file:
        for _ in range(2000):
            file.write(line + "\n")
        file.write('{"id": "long", "text": "' + "x" * 5_000_000 + '"}\n')
    next(read([str(path)], stdin=io.BytesIO()))
    tracemalloc.start()
    try:
        count = sum(1 for _ in read([str(path)], stdin=io.BytesIO(), limit=100_000))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 2001
    assert peak < 2_000_000


def test_import_loads_nothing_heavy() -> None:
    code = "import sys, talion.intake; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded.isdisjoint({"trafilatura", "lxml", "charset_normalizer", "spacy", "numpy"})
