"""Archives at size: memory does not grow with them. TALION_BIG=1 reads 200 MB instead of 20."""

import gzip
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SIZE = 200_000_000 if os.environ.get("TALION_BIG") else 20_000_000
MOST = 160  # MiB, of which the interpreter and the page extractor take up to 60

pytestmark = [
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning"),
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's own figures"),
]

READ = r"""
import io, re, sys
from talion.intake import Loaded, read
count = sum(isinstance(item, Loaded) for item in read([sys.argv[1]], stdin=io.BytesIO()))
status = open("/proc/self/status").read()  # what getrusage says holds the parent's memory too
print(count, int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024)
"""


def stories() -> Iterator[str]:
    """Stories without end, of about 40,000 characters, that hardly pack."""
    rng = random.Random(1)
    names = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(20_000)]
    while True:
        words = (f"the {a} of {b}" for a, b in zip(*(rng.choices(names, k=2200),) * 2, strict=True))
        yield f"Rebels left {rng.random()}. " + " and ".join(words)


def jsonl_gz(path: Path) -> int:
    count = size = 0
    with gzip.open(path, "wt", compresslevel=1) as file:
        for count, story in enumerate(stories(), 1):
            size += file.write(json.dumps({"id": str(count), "text": story}) + "\n")
            if size > SIZE:
                break
    return count


def zip_of_stories(path: Path) -> int:
    count = size = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for count, story in enumerate(stories(), 1):
            archive.writestr(f"{count}.txt", story)
            size += len(story)
            if size > SIZE:
                break
    return count


def warc_gz(path: Path) -> int:
    """A crawl: pictures, and a few pages."""
    pages, rng = 20, random.Random(2)
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(pages):
            page = f"<html><body><article><p>{next(stories())[:3000]}</p></article></body></html>"
            picture = rng.randbytes(SIZE // pages)
            for kind, body in (("text/html", page.encode()), ("image/png", picture)):
                http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
                writer.write_record(
                    writer.create_warc_record(
                        f"https://example.org/{number}",
                        "response",
                        payload=io.BytesIO(body),
                        http_headers=http,
                    )
                )
    return pages


@pytest.mark.parametrize(
    ("name", "make"),
    [("in.jsonl.gz", jsonl_gz), ("in.zip", zip_of_stories), ("in.warc.gz", warc_gz)],
)
def test_memory_is_flat(tmp_path: Path, name: str, make: object) -> None:
    assert callable(make)
    count = make(tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=True,
    )
    read, peak = map(int, done.stdout.split())
    assert read == count
    assert peak < MOST, f"{peak} MiB"
