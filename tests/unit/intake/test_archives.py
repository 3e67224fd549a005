"""Zip, tar and gzip: members, broken ones, and bombs."""

import gzip
import io
import json
import struct
import tarfile
import tracemalloc
import zipfile
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talion.errors import DocumentTooLarge, EmptyDocument, IntakeError
from talion.intake import Failed, Loaded, read
from talion.intake.bytestream import ByteStream
from talion.intake.gzipped import Gunzip
from talion.intake.meter import Bomb, Meter


def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: Any = "w", layout: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=layout) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"id": ["p"], "text": ["Rebels left."]}), out)
    return out.getvalue()


MEMBERS = {
    "b/story.txt": b"Rebels left the town.",
    "a.jsonl": b'{"id": "j", "text": "Troops left."}\nbroken\n',
    "page.html": b"<p>Envoys left the town of Bora on Monday.</p>",
    "table.csv": b"id,text\nc,Ships left the port.\n",
    "more.jsonl.gz": gzip.compress(b'{"id": "g", "text": "Buses left."}'),
    "table.parquet": parquet(),
    "picture.png": b"\x89PNG",
    ".hidden.txt": b"no",
    "__MACOSX/x.txt": b"no",
    "empty.txt": b"",
}


def expected(name: str) -> list[str]:
    ids = ["b/story.txt", "j", "a.jsonl:2", "page.html", "c", "g", "p", "empty.txt"]
    return [i if i in "jcgp" else f"{name}/{i}" for i in ids]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("in.zip", zipped),
        ("in.tar", tarred),
        ("in.tar", lambda members: tarred(members, layout=tarfile.GNU_FORMAT)),
        ("in.tar.gz", lambda members: tarred(members, "w:gz")),
        ("in.tgz", lambda members: tarred(members, "w:gz")),
        ("in.zip", lambda members: zipped(members, zipfile.ZIP_LZMA)),
    ],
)
def test_members_are_read_as_files_are(intake: Any, name: str, pack: Any) -> None:
    data = pack(MEMBERS)
    items = intake.of(name, data)
    assert intake.ids(items) == expected("in")
    assert len(intake.errors(items)) == 2
    assert [i.error.where for i in items if isinstance(i, Failed)] == [
        f"{intake.folder}/{name}/a.jsonl:2",
        f"{intake.folder}/{name}/empty.txt",
    ]
    assert intake.ids(intake.run("-", stdin=data)) == expected("stdin")


def test_long_and_strange_names(intake: Any) -> None:
    names = ["x/" * 80 + "long.txt", "ünïcode.txt", "../../up.txt", "/root.txt", "a/../b.txt"]
    for layout in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        data = tarred(dict.fromkeys(names, b"Rebels left."), layout=layout)
        assert intake.ids(intake.of("t.tar", data)) == [
            "t/" + names[0],
            "t/ünïcode.txt",
            "t/up.txt",
            "t/root.txt",
            "t/a/b.txt",
        ]
    assert not (intake.folder.parent / "up.txt").exists()


def test_the_same_name_twice_in_a_zip(intake: Any) -> None:
    data = zipped({"a.txt": b"Rebels left.", "b.txt": b"Troops left."}).replace(b"b.txt", b"a.txt")
    assert intake.ids(intake.of("z.zip", data)) == ["z/a.txt", "z/a.txt#2"]


def test_gzip_is_read_as_what_it_holds(intake: Any) -> None:
    text = gzip.compress(b"Rebels left.")
    assert intake.ids(intake.of("a/story.txt.gz", text)) == ["story"]
    assert intake.ids(intake.of("b/story.gz", text)) == ["story"]
    many = b"".join(gzip.compress(b'{"id": "%d", "text": "x"}\n' % n) for n in range(3))
    assert intake.ids(intake.of("c/in.jsonl.gz", many)) == ["0", "1", "2"]
    assert intake.ids(intake.of("d/in.jsonl.gz", many + bytes(512))) == ["0", "1", "2"]
    assert intake.ids(intake.run("-", stdin=many)) == ["0", "1", "2"]


def test_folders_hold_archives(intake: Any) -> None:
    intake.write("in/a.zip", zipped({"x.txt": b"Rebels left."}))
    intake.write("in/b.jsonl.gz", gzip.compress(b'{"id": "g", "text": "x"}'))
    intake.write("in/dump.sql.gz", gzip.compress(b"DROP TABLE"))
    assert intake.ids(intake.run(intake.folder / "in")) == ["a/x.txt", "g"]


def test_a_broken_member_of_a_zip_fails_alone(intake: Any) -> None:
    data = bytearray(zipped({f"{n}.txt": b"Rebels left. %d " % n * 50 for n in range(3)}))
    at = data.index(b"1.txt") + 8
    data[at : at + 6] = b"\xff" * 6
    items = intake.of("z.zip", bytes(data))
    assert intake.ids(items) == ["z/0.txt", "z/1.txt", "z/2.txt"]
    assert isinstance(items[1].error, IntakeError)
    assert items[1].error.message.startswith("broken member")
    assert len(intake.loaded(items)) == 2


def test_an_encrypted_member(intake: Any) -> None:
    data = bytearray(zipped({"a.txt": b"Rebels left.", "b.txt": b"Troops left."}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    items = intake.of("z.zip", bytes(data))
    assert intake.errors(items) == ["the member is encrypted"]
    assert intake.ids(intake.loaded(items)) == ["z/b.txt"]


@pytest.mark.parametrize("cut", [0.2, 0.6, 0.95])
def test_archives_that_are_cut_off(intake: Any, cut: float) -> None:
    members = {f"{n}.txt": bytes(f"Rebels left {n} towns. " * 500, "utf-8") for n in range(9)}
    for name, data in [
        ("a.zip", zipped(members, zipfile.ZIP_STORED)),
        ("a.tar", tarred(members).rstrip(b"\0")),
        ("a.tar.gz", tarred(members, "w:gz")),
    ]:
        items = intake.of(name, data[: int(len(data) * cut)])
        assert isinstance(items[-1], Failed)
        assert "broken" in items[-1].error.message
        assert len(intake.loaded(items)) < 9


def test_archives_without_documents(intake: Any) -> None:
    for name, data in [("a.zip", zipped({"a.png": b"x"})), ("a.tar", tarred({"a.png": b"x"}))]:
        (item,) = intake.of(name, data)
        assert isinstance(item.error, EmptyDocument)
    for name in ("b.zip", "b.gz", "b.tar", "b.tgz"):
        (item,) = intake.of(name, b"")
        assert isinstance(item.error, IntakeError)


def test_links_and_devices_in_a_tar_are_passed_over(intake: Any) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo("x.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("y.txt")
        info.size = 12
        archive.addfile(info, io.BytesIO(b"Rebels left."))
    assert intake.ids(intake.of("t.tar", out.getvalue())) == ["t/y.txt"]


BIG = bytes(100_000_000)


def peak_of(intake: Any, name: str, data: bytes) -> tuple[list[Any], int]:
    path = intake.write(name, data)
    tracemalloc.start()
    try:
        return intake.run(path), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl.gz", gzip.compress(BIG)),
        ("a.jsonl.gz.gz", gzip.compress(gzip.compress(BIG))),
        ("a.warc.gz", gzip.compress(b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\n" + BIG)),
        ("a.tar.gz", gzip.compress(tarred({"a.jsonl": BIG}))),
        ("a.zip", zipped({"a.jsonl": BIG})),
        ("a.zip", zipped({f"{n}.jsonl": BIG[:9_000_000] for n in range(9)})),
        ("a.zip", zipped({"b.zip": zipped({"a.jsonl": BIG})})),
        ("a.csv.gz", gzip.compress(b"id,text\n" + BIG)),
        ("a.rss.gz", gzip.compress(b"<rss>" + BIG.replace(b"\0", b" ", 9_000_000))),
        ("a.zip", zipped({"a.parquet": BIG})),
    ],
)
def test_bombs_are_refused(intake: Any, name: str, data: bytes) -> None:
    items, peak = peak_of(intake, name, data)
    errors = [i.error for i in items if isinstance(i, Failed)]
    assert any(isinstance(e, DocumentTooLarge) for e in errors)
    assert len(items) < 5
    assert peak < 120_000_000  # a document of 10 MB, a few times over


def test_what_comes_after_a_refused_archive_is_read(intake: Any) -> None:
    bomb = intake.write("a.zip", zipped({"a.jsonl": BIG, "b.txt": b"Rebels left."}))
    story = intake.write("b.txt", b"Troops left.")
    items = intake.run(bomb, story)
    assert isinstance(items[-1], Loaded)
    assert isinstance(items[0].error, Bomb)
    assert "unpack it yourself" in items[0].error.remedy


def test_archives_in_one_another_are_bounded(intake: Any) -> None:
    data = b"Rebels left."
    for depth in range(1, 5):
        data = zipped({("a.zip" if depth > 1 else "a.txt"): data})
        items = intake.of("in.zip", data)
        assert isinstance(items[0], Loaded) == (depth <= 3)
    assert "lie in one another" in items[0].error.message
    quine = gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"Rebels left."))))
    (item,) = intake.of("a.txt.gz.gz.gz.gz", quine)
    assert "lie in one another" in item.error.message


def test_a_list_of_members_that_is_too_long(intake: Any) -> None:
    data = bytearray(zipped({"a.txt": b"x"}))
    struct.pack_into("<L", data, data.rindex(b"PK\x05\x06") + 12, 0x7FFFFFFF)
    (item,) = intake.of("a.zip", bytes(data))
    assert "list of members" in item.error.message


def test_a_header_of_a_tar_that_is_too_long(intake: Any) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 1 << 33
    (item,) = intake.of("a.tar", info.tobuf(tarfile.GNU_FORMAT) + bytes(2000))
    assert item.error.message == "broken tar: a header is too long"


@given(st.binary(max_size=300), st.sampled_from(["zip", "tar", "gz", "warc", "rss", "parquet"]))
def test_any_bytes_give_items(tmp_path_factory: Any, data: bytes, kind: str) -> None:
    start = {"zip": b"PK\x03\x04", "gz": b"\x1f\x8b\x08", "warc": b"WARC/1.0\r\n", "rss": b"<rss>"}
    path = tmp_path_factory.mktemp("any") / f"a.{kind}"
    path.write_bytes(start.get(kind, b"") + data)
    items = list(read([str(path)], stdin=io.BytesIO()))
    assert items
    assert all(isinstance(i, Loaded | Failed) for i in items)


@given(st.data())
def test_any_change_to_an_archive_gives_items(tmp_path_factory: Any, data: Any) -> None:
    members = {"a.txt": b"Rebels left.", "b.jsonl": b'{"id": "j", "text": "Troops left."}'}
    pack = data.draw(st.sampled_from([zipped, tarred, lambda m: tarred(m, "w:gz")]))
    packed = bytearray(pack(members))
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("any") / "a"
    path.write_bytes(packed)
    assert all(isinstance(i, Loaded | Failed) for i in read([str(path)], stdin=io.BytesIO()))


@given(st.lists(st.binary(max_size=500), max_size=5), st.integers(1, 50))
def test_gzip_gives_back_what_was_packed(members: list[bytes], step: int) -> None:
    packed = b"".join(map(gzip.compress, members))
    parts = (packed[n : n + step] for n in range(0, len(packed), step))
    found = b"".join(Gunzip(parts, "a", Meter("a"), outermost=True))
    assert found == b"".join(members)


@given(st.binary(max_size=200), st.integers(1, 9), st.lists(st.integers(0, 40), max_size=20))
def test_a_stream_gives_each_byte_once(data: bytes, step: int, sizes: list[int]) -> None:
    stream = ByteStream(data[n : n + step] for n in range(0, len(data), step))
    at = 0
    for number, size in enumerate(sizes):
        if number % 3 == 0:
            found = stream.read(size)
        elif number % 3 == 1:
            found = stream.line(size)
            assert b"\n" not in found[:-1]
        else:
            found = data[at : at + stream.pass_over(size)]
        assert found == data[at : at + len(found)]
        at += len(found)


def test_json_lines_in_a_zip_keep_their_lines(intake: Any) -> None:
    lines = "\n".join(json.dumps({"text": "x"}) for _ in range(2))
    items = intake.of("a.zip", zipped({"in.jsonl": lines.encode()}))
    assert intake.ids(items) == ["a/in.jsonl:1", "a/in.jsonl:2"]


def header(kind: bytes, size: bytes) -> bytes:
    """A tar header as it stands on disk, with whatever size, and its checksum right."""
    info = tarfile.TarInfo("a.txt")
    info.type = kind
    block = bytearray(info.tobuf(tarfile.USTAR_FORMAT))
    block[124:136] = size
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (header(tarfile.REGTYPE, b"\xff" * 12), "a size below zero"),
        (header(tarfile.XHDTYPE, b"00001000000\0"), "a header is too long"),
        (header(tarfile.GNUTYPE_LONGNAME, b"77777777777\0"), "a header is too long"),
    ],
)
def test_a_tar_header_that_lies_about_its_size_is_told(
    intake: Any, block: bytes, said: str
) -> None:
    (item,) = intake.of("a.tar", block + bytes(10_240))
    assert said in item.error.message


def test_links_and_headers_of_a_whole_tar_are_passed_over(intake: Any) -> None:
    for layout in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        out = io.BytesIO()
        told = {"comment": "made up"}
        with tarfile.open(fileobj=out, mode="w", format=layout, pax_headers=told) as archive:
            link = tarfile.TarInfo("link.txt")
            link.type, link.linkname = tarfile.SYMTYPE, "../" * 60 + "etc/passwd"
            archive.addfile(link)
            story = tarfile.TarInfo("story.txt")
            story.size, story.pax_headers = len(intake.STORY), {"note": "no path"}
            archive.addfile(story, io.BytesIO(intake.STORY.encode()))
        items = intake.of("a.tar", out.getvalue())
        assert [i.document.text for i in intake.loaded(items)] == [intake.STORY]
        assert len(items) <= 2
