"""Blocks: cut at any size, they hold what reading the whole files gives, with the same ids."""

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talion.blocks.plan import LARGEST, SMALLEST, Block, File, cut, find_files, suited
from talion.blocks.reading import Reading, read_block
from talion.errors import IntakeError, StorageError
from talion.intake import Failed, Item, read


def seen(item: Item) -> tuple[str, str]:
    if isinstance(item, Failed):
        return item.id, str(item.error)
    return item.document.id, item.document.text


def whole(*paths: Path) -> list[tuple[str, str]]:
    return [seen(item) for item in read([str(p) for p in paths], stdin=io.BytesIO())]


def blocks(path: Path, size: int) -> list[Block]:
    return [block for file in find_files([str(path)]) for block in cut(file, size)]


def in_blocks(path: Path, size: int) -> list[tuple[str, str]]:
    return [seen(item) for block in blocks(path, size) for item in read_block(block, Reading())]


@pytest.mark.parametrize("size", [1, 100, 999, 1 << 30])
def test_blocks_hold_what_the_files_hold(day: Path, size: int) -> None:
    every = blocks(day, size)
    assert in_blocks(day, size) == whole(day)
    assert len({b.name for b in every}) == len(every)
    if size == 1 << 30:
        assert {b.unit for b in every} == {"whole"}
    else:
        assert len([b for b in every if b.unit == "rows"]) > 1
        assert len([b for b in every if b.file.url.endswith(".gz")]) > 1


@given(lines=st.lists(st.sampled_from(["", " ", "x", '{"id": "a", "text": "Rain fell."}', "ą" * 9])),
       size=st.integers(1, 60), end=st.sampled_from(["", "\n", "\r\n"]))  # fmt: skip
def test_any_lines_are_cut_without_loss(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], size: int, end: str
) -> None:
    path = tmp_path_factory.mktemp("x") / "x.jsonl"
    path.write_bytes(("\n".join(lines) + end).encode())
    found, expected = in_blocks(path, size), whole(path)
    if any(line.strip() for line in lines):
        assert found == expected
    else:
        assert found in (expected, [])  # a file of blank lines alone, cut between them


def test_a_file_that_few_blocks_of_the_largest_would_hold_is_shared_by_more(tmp_path: Path) -> None:
    line = '{"text": "' + "Rain fell. " * 90 + '"}\n'
    path = tmp_path / "x.jsonl"
    path.write_text(line * (20 * SMALLEST // len(line)))
    found = list(cut(*find_files([str(path)])))
    assert len(found) in (19, 20)
    assert max(b.end - b.start for b in found) < SMALLEST + len(line)
    path.write_text(line)
    assert [b.unit for b in cut(*find_files([str(path)]))] == ["whole"]


def test_blocks_grow_with_the_file_up_to_the_largest() -> None:
    assert suited(0) == suited(64 * SMALLEST) == SMALLEST
    assert suited(128 * SMALLEST) == 2 * SMALLEST
    assert suited(1 << 40) == LARGEST == suited(64 * LARGEST)


def test_what_can_not_be_cut_is_one_block(tmp_path: Path, day: Path) -> None:
    data = (day / "a.jsonl").read_bytes()
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(data))
    (tmp_path / "wide.jsonl").write_bytes(data.decode().encode("utf-16"))
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 nothing")
    (tmp_path / "broken.warc.gz").write_bytes((day / "c.warc.gz").read_bytes()[:-30])
    for name in ("packed.jsonl.gz", "wide.jsonl", "broken.parquet"):
        assert [b.unit for b in blocks(tmp_path / name, 100)] == ["whole"]
        assert in_blocks(tmp_path / name, 100) == whole(tmp_path / name)
    assert in_blocks(tmp_path / "broken.warc.gz", 300) == whole(tmp_path / "broken.warc.gz")


def test_a_broken_member_loses_no_other(tmp_path: Path, day: Path) -> None:
    data = bytearray((day / "c.warc.gz").read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20] = b"\xff" * 20
    path = tmp_path / "c.warc.gz"
    path.write_bytes(data)
    assert in_blocks(path, 300) == whole(path)


def test_names_follow_from_path_and_content(day: Path) -> None:
    before = {b.name for b in blocks(day, 300)}
    assert before == {b.name for b in blocks(day, 300)}
    with (day / "a.jsonl").open("a") as file:
        file.write("\n")
    after = {b.name for b in blocks(day, 300)}
    assert 0 < len(before & after) < len(before)


def test_sources_without_documents_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="no such file"):
        find_files([str(tmp_path / "gone.jsonl")])
    (tmp_path / ".hidden.jsonl").write_text("{}")
    with pytest.raises(IntakeError, match="no documents"):
        find_files([str(tmp_path)])
    with pytest.raises(StorageError):
        find_files(["nonsense://bucket/day"])


def test_a_file_that_went_away_is_a_failure_of_its_block(tmp_path: Path) -> None:
    gone = Block(File(str(tmp_path / "gone.jsonl"), "gone", "1", 0))
    assert isinstance(next(read_block(gone, Reading())), Failed)
