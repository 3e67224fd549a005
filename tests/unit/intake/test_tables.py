"""CSV, TSV and Parquet."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talion.errors import DocumentError, DocumentTooLarge, IntakeError
from talion.intake import Failed, Loaded, read
from talion.intake.bytestream import ByteStream
from talion.intake.delimited import _rows

CELLS = st.text(st.sampled_from('ab",;\n é'), max_size=8)


def table(rows: list[list[str]], mark: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    return out.getvalue()


def parquet(**columns: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_fields_are_found_by_their_names(intake: Any, name: str, mark: str) -> None:
    head = ["Article ID", "Headline", "Body", "Pub-Date", "Outlet", "Link", "Lang", "Other"]
    row = [
        "7",
        "Dam, bursts",
        'He said: "Out!"\nAll left; then quiet.',
        "2014-03-03",
        "The Example",
    ]
    rows = [head, [*row, "https://example.org/7", "en", "x"]]
    (item,) = intake.loaded(intake.of(name, table(rows, mark)))
    document = item.document
    assert document.id == "7"
    assert document.text == 'Dam, bursts\n\nHe said: "Out!"\nAll left; then quiet.'
    assert (document.title, document.published) == ("Dam, bursts", "2014-03-03")
    assert (document.publisher, document.url) == ("The Example", "https://example.org/7")
    assert document.language == "en"


def test_columns_that_are_named(intake: Any) -> None:
    data = table([["nr", "text", "story_en"], ["9", "no", intake.STORY]])
    (item,) = intake.of("a.csv", data, columns={"text": "story_en", "id": "nr"})
    assert (item.document.id, item.document.text) == ("9", intake.STORY)


def test_a_column_that_is_not_there(intake: Any) -> None:
    (item,) = intake.of("a.csv", "a,b\n1,2\n", columns={"text": "c"})
    assert "no column 'c'" in item.error.message
    (item,) = intake.of("a.csv", "a,b\n1,2\n")
    assert item.error.message == "no column holds the text; there are a, b"
    with pytest.raises(DocumentError, match="no field"):
        intake.run(columns={"words": "a"})


def test_broken_rows_fail_alone(intake: Any) -> None:
    data = f'text,date\n{intake.STORY!r}\n"Rebels left.",2014-03-03\na,b,c\n"Troops left.",soon\n\n'
    data += 'Envoys left.,3 March 2014\n"open,2014\nQuiet fell.,20140304\n,2014-01-01\n'
    items = intake.of("a.csv", data)
    assert intake.ids(items) == [f"a:{n}" for n in (2, 3, 4, 5, 7, 8, 9, 10)]
    dates = [i.document.published if isinstance(i, Loaded) else None for i in items]
    assert dates == [None, "2014-03-03", None, None, "2014-03-03", None, "2014-03-04", None]
    messages = intake.errors(items)
    assert "3 fields, where the first row has 2" in messages[1]
    assert "no date" in messages[2]
    assert "never closed" in messages[3]
    assert "no text" in messages[4]


def test_rows_over_the_limit_are_passed_over(intake: Any) -> None:
    long = "x" * 300_000
    data = f'id,text\na,{long}\nb,Rebels left.\nc,"{long}\n{long}"\nd,Troops left.\n'
    items = intake.of("a.csv", data, limit=200_000)
    assert [i.document.id for i in intake.loaded(items)] == ["b", "d"]
    assert isinstance(items[0].error, DocumentTooLarge)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(intake: Any, encoding: str) -> None:
    text = "The café’s owner left the town of Bora with all that he had, he said."
    (item,) = intake.of("a.csv", f'id,text\na,"{text}"\n'.encode(encoding))
    assert item.document.text == text


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=6))
def test_rows_are_cut_where_the_csv_module_cuts_them(rows: list[list[str]]) -> None:
    data = table(rows).encode()
    found = [r.data for r in _rows(ByteStream(iter([data])), b",", 1, 10_000)]
    again = [next(csv.reader(io.StringIO(d.decode(), newline=""))) for d in found if d]
    assert again == rows


@given(st.binary(max_size=200).filter(lambda data: data.strip()))
def test_any_bytes_give_items(tmp_path_factory: Any, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(b"id,text\n" + data)
    assert all(isinstance(i, Loaded | Failed) for i in read([str(path)], stdin=io.BytesIO()))


def test_an_empty_table(intake: Any) -> None:
    for data in ("", "\n", "id,text\n", "id,text"):
        assert intake.errors(intake.of("a.csv", data)) == ["the table holds no rows"]


def test_parquet(intake: Any) -> None:
    data = parquet(
        article_id=[1, 2, 3, 4],
        maintext=[intake.STORY, "Troops left.", None, "Envoys left."],
        date_publish=[datetime(2014, 3, 3, 10, tzinfo=UTC), datetime(2014, 3, 4, tzinfo=UTC)] * 2,
        embedding=[[0.5] * 4] * 4,
    )
    items = intake.of("a.parquet", data)
    assert intake.ids(items) == ["1", "2", "3", "4"]
    assert items[0].document.published == "2014-03-03T10:00:00+00:00"
    assert intake.errors(items) == ["the document has no text"]


def test_parquet_without_ids_and_with_days(intake: Any) -> None:
    data = parquet(text=["Rebels left."] * 3, date=[date(2014, 3, 3)] * 3)
    items = intake.of("a.parquet", data)
    assert intake.ids(items) == ["a:1", "a:2", "a:3"]
    assert items[2].document.published == "2014-03-03"


def test_parquet_from_standard_input_and_columns_named(intake: Any) -> None:
    data = parquet(body_de=["x"], body_en=["Rebels left."])
    (item,) = intake.run("-", stdin=data, columns={"text": "body_en"})
    assert item.document.text == "Rebels left."


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1", b"nonsense" * 99])
def test_broken_parquet(intake: Any, data: bytes) -> None:
    (item,) = intake.of("a.parquet", data)
    assert isinstance(item.error, IntakeError)
    assert item.error.message.startswith("broken Parquet")


def test_parquet_broken_in_the_middle(intake: Any) -> None:
    data = bytearray(
        parquet(text=[f"Rebels left the town of Bora {n} times." for n in range(9000)])
    )
    data[2000:6000] = bytes(4000)
    items = intake.of("a.parquet", bytes(data))
    assert "broken Parquet" in intake.errors(items)[-1]


def test_a_parquet_bomb_is_refused(intake: Any) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["x" * 60_000_000]}), out, compression="zstd")
    (item,) = intake.of("a.parquet", out.getvalue())
    assert isinstance(item.error, DocumentTooLarge)
    assert "unpacks to more than" in item.error.message


def test_parquet_of_other_types(intake: Any) -> None:
    data = parquet(id=[float("nan"), 7.0], text=[b"Rebels left \xff.", intake.STORY.encode()])
    first, second = intake.loaded(intake.of("a.parquet", data))
    assert (first.document.id, second.document.id) == ("a:1", "7.0")
    assert first.document.text == "Rebels left \ufffd."


def test_parquet_without_rows_and_with_a_text_over_the_limit(intake: Any) -> None:
    (none,) = intake.of("a.parquet", parquet(text=pa.array([], pa.string())))
    assert none.error.message == "the table holds no rows"
    long, short = intake.of("b.parquet", parquet(text=["x " * 100, "Rebels left."]), limit=50)
    assert isinstance(long.error, DocumentTooLarge)
    assert short.document.text == "Rebels left."


def test_a_table_of_quotes_that_are_never_closed_is_left(intake: Any) -> None:
    row = '"open\n' + "plain words of a line\n" * 5
    items = intake.of("a.csv", "text\n" + row * 40, limit=60)
    assert "too many quotes are never closed" in intake.errors(items)[-1]
    assert len(items) < 200
