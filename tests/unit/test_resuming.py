"""Going on with the output of a run that was stopped."""

from pathlib import Path

import pytest

from talion.errors import IntakeError, RecordError
from talion.intake import Failed, Item, document_from
from talion.record import Failure, Record
from talion.resuming import Resumed

BAD = Failed("bad", IntakeError("is broken", where="bad"))


def items(*texts: str) -> list[Item]:
    return [BAD if t == "bad" else document_from(t, id=f"d{n}") for n, t in enumerate(texts)]


def line(item: Item) -> str:
    if isinstance(item, Failed):
        return Failure.of(item.id, item.error).to_json()
    return Record(document=item.document).to_json()


def written(path: Path, given: list[Item], more: str = "") -> Path:
    path.write_text("".join(line(i) + "\n" for i in given) + more, encoding="utf-8")
    return path


def test_what_is_there_is_passed_and_a_half_line_taken_away(tmp_path: Path) -> None:
    every = items("one", "bad", "tło", "four")
    half = line(every[2])[:50]
    path = written(tmp_path / "out.jsonl", every[:2], half)
    resumed = Resumed(path)
    assert path.read_bytes().endswith(b"\n")
    assert list(resumed.rest(every)) == every[2:]
    assert (resumed.passed, resumed.failed) == (2, 1)


@pytest.mark.parametrize("there", [0, 2])
def test_nothing_or_all_may_be_there(tmp_path: Path, there: int) -> None:
    every = items("one", "two")
    path = written(tmp_path / "out.jsonl", every[:there])
    assert list(Resumed(path).rest(every)) == every[there:]
    assert list(Resumed(tmp_path / "none.jsonl").rest(every)) == every


def test_a_file_of_one_endless_line_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("x" * 200_000)
    assert list(Resumed(path).rest(items("one"))) == items("one")
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    ("there", "sources", "message"),
    [
        (["one", "two"], ["one"], r"out.jsonl:2: it tells of 'd1' .* no document"),
        (["one"], ["bad"], "it tells of 'd0' where the sources have document 'bad'"),
        (["one"], ["other"], "document 'd0' with another text"),
    ],
)
def test_the_output_of_other_sources_is_refused(
    tmp_path: Path, there: list[str], sources: list[str], message: str
) -> None:
    path = written(tmp_path / "out.jsonl", items(*there))
    with pytest.raises(RecordError, match=message):
        list(Resumed(path).rest(items(*sources)))


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("name,age\n")
    with pytest.raises(RecordError, match="it is no record"):
        list(Resumed(path).rest(items("one")))
