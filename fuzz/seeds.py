"""Small sound files of each kind, from which fuzzing starts."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile

STORY = (
    "Envoys expelled\n\nNAIROBI, May 5 (Lake Post) - Kenya expelled two Ugandan envoys on Monday after"
    " their arrest, a ministry source said. Kampala denied it.\n"
)
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>Envoys expelled</title><meta charset="utf-8">'
    '<meta property="article:published_time" content="2031-05-06"></head><body><nav>Home</nav><article>'
    "<h1>Envoys expelled</h1><p>Kenya expelled two Ugandan envoys on Monday after their arrest, a ministry"
    " source said.</p><p>Kampala denied it, and called the step &quot;unjust&quot;.</p></article></body></html>"
)
RSS = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    "<channel><title>Lake Post</title><item><title>Envoys expelled</title><link>http://e.example/1</link>"
    '<guid isPermaLink="false">1</guid><pubDate>Tue, 06 May 2031 08:00:00 GMT</pubDate><description>Kenya'
    " expelled &lt;b&gt;two&lt;/b&gt; envoys.</description><content:encoded><![CDATA[<p>Kenya expelled two"
    " envoys.</p>]]></content:encoded></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Lake Post</title><entry><id>urn:a:1</id>'
    '<title type="html">Envoys</title><updated>2031-05-06T08:00:00Z</updated><link href="http://e.example/1"/>'
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Kenya expelled two envoys.</p>'
    "</div></content></entry></feed>"
)
CSV = 'id,text,date\n1,"Kenya expelled ""two"" envoys.\nUganda protested.",2031-05-06\n2,Chad left.,6 May 2031\n'
DOCUMENT = {
    "id": "1", "title": "Envoys", "text": "Kenya expelled two envoys.", "published": "2031-05-06",
    "pairs": [{"id": "p", "actor": [0, 5], "recipient": [15, 25]}],
}  # fmt: skip


def warc() -> bytes:
    """A response that is a page."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://e.example/1\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def zipped() -> bytes:
    """Two stories, one of them packed again."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/story.txt", STORY)
        archive.writestr("table.csv.gz", gzip.compress(CSV.encode(), mtime=0))
    return file.getvalue()


def tarred() -> bytes:
    """A story under a long name."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo("a" * 120 + ".txt")
        info.size = len(STORY)
        archive.addfile(info, io.BytesIO(STORY.encode()))
    return file.getvalue()[:4096]


def parquet() -> bytes:
    """A table of one row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    table = pa.table({"id": ["1"], "text": ["Kenya expelled two envoys."], "date": ["2031-05-06"]})
    pq.write_table(table, file, compression="none")
    return file.getvalue()


def record() -> bytes:
    """A record of one event."""
    from talion.record import Actor, Document, Event, Record

    made = Record(
        document=Document(id="1", text="Kenya expelled envoys.", sha256="0"),
        sentences=((0, 22),),
        actors=(Actor(id="a1", name="Kenya", kind="state", mentions=((0, 5),)),),
        events=(
            Event(id="e1", type="COERCE", mode="deport", quad="material-conflict", goldstein=-7.0,
                  actors=("a1",), status="happened", trigger=(6, 14), sentence=0, confidence=0.9),
        ),
    )  # fmt: skip
    return made.to_json().encode()


def seeds() -> dict[str, list[bytes]]:
    """What each target starts from; any bytes do for those that are not named."""
    line = json.dumps(DOCUMENT).encode()
    files = {
        "txt": [STORY.encode(), STORY.encode("utf-16")],
        "html": [PAGE.encode()],
        "json": [json.dumps([DOCUMENT, {"id": 2, "text": "Chad left."}], indent=1).encode()],
        "jsonl": [line + b"\n" + line.replace(b'"1"', b'"2"') + b"\n"],
        "csv": [CSV.encode()],
        "tsv": [CSV.replace(",", "\t").encode()],
        "parquet": [parquet()],
        "rss": [RSS.encode()],
        "atom": [ATOM.encode()],
        "warc": [warc() + warc()],
        "zip": [zipped()],
        "tar": [tarred()],
        "gz": [gzip.compress(STORY.encode(), mtime=0)],
        "warc.gz": [gzip.compress(warc(), mtime=0) * 2],
        "tar.gz": [gzip.compress(tarred(), mtime=0)],
    }
    files["unnamed"] = [data for found in files.values() for data in found]
    found = {f"intake-{kind}": given for kind, given in files.items()}
    days = (
        "2031-05-06T08:00:00+02:00",
        "Tue, 06 May 2031 08:00:00 GMT",
        "20310506",
        "May 6th, 2031",
    )
    found["dates"] = [day.encode() for day in days]
    found["record"] = [record()]
    found["unicode-fast"] = found["unicode-full"] = [STORY.encode()]
    found["prose-fast"] = found["prose-full"] = [bytes(range(1, 80)) * 2]
    found["grammar"] = [bytes(range(1, 120)) * 3]
    return found
