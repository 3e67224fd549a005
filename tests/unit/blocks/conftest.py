"""Files of many documents, each with a few that break, and a coder that needs no models."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from talion.considered import Considered
from talion.intake import Failed, Item
from talion.record import Failure, Record

PAGE = (
    "<html><head><title>Road {n}</title></head><body><article><p>The council of Lume closed road {n} on"
    " Monday, and the union of drivers called the closure unjust.</p><p>Nobody was hurt, a spokeswoman"
    " said on Tuesday, when the road was opened again.</p></article></body></html>"
)


@pytest.fixture(name="simple_work")
def make_simple_work() -> Any:
    """What codes documents without models: a record of each text."""

    def work(items: Iterable[Item]) -> Iterable[Considered]:
        for item in items:
            if isinstance(item, Failed):
                yield Considered(Failure.of(item.id, item.error))
            else:
                yield Considered(Record(document=item.document))

    return lambda: work


def row(n: int) -> dict[str, object]:
    month = f"2031-{n % 3 + 4:02}-0{n % 9 + 1}"
    return {"id": f"s{n}", "text": f"Chad expelled {n} envoys. ąę", "published": month}


def jsonl(path: Path, count: int) -> Path:
    """Lines, some blank, one broken, one without an id, one without text."""
    lines = [json.dumps(row(n), ensure_ascii=False) for n in range(count)]
    lines[3:3] = ["", "  "]
    lines[7] = '{"id": "broken'
    lines[11] = json.dumps({"text": "No id."})
    lines[count // 2] = json.dumps({"id": "empty", "text": " "})
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def parquet(path: Path, count: int) -> Path:
    rows = [row(n) | {"id": None if n % 10 == 0 else f"p{n}"} for n in range(count)]
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=count // 3 + 1)
    return path


def warc(path: Path, count: int) -> Path:
    """A packed WARC, a member a record, with records that are no pages and one that is broken."""
    with path.open("wb") as file:
        file.write(gzip.compress(_record("warcinfo", "", b"software: none\r\n")))
        for n in range(count):
            body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.format(n=n).encode()
            file.write(gzip.compress(_record("request", f"https://lume.example/{n}", b"GET /")))
            name = f"https://lume.example/{n}" if n % 4 else ""
            file.write(gzip.compress(_record("response", name, body if n != 5 else b"nothing")))
    return path


def _record(kind: str, url: str, body: bytes) -> bytes:
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n{target}WARC-Date: 2031-05-02T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


@pytest.fixture(name="day")
def make_day(tmp_path: Path) -> Path:
    """A folder of a day's files."""
    folder = tmp_path / "day"
    folder.mkdir()
    jsonl(folder / "a.jsonl", 40)
    parquet(folder / "b.parquet", 24)
    warc(folder / "c.warc.gz", 8)
    (folder / "d.txt").write_text("Kenya closed a bridge.")
    return folder
