"""Bytes to text."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talion.errors import IntakeError
from talion.intake.encoding import decode

ENGLISH = "The café owner said “no” – and left the town of Bora with €300.\r\n" * 3
RUSSIAN = "Правительство сообщило о задержании рыбаков в порту столицы. " * 20


@given(st.text().filter(lambda text: "\0" not in text and text.isprintable()))
def test_utf8_round_trip(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert decode(text.encode()) == text
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, "Zürich 🙂 e\u0301 \u202bעברית"])
def test_unicode_encodings(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding)) == ENGLISH


def test_windows_english() -> None:
    assert decode(ENGLISH.encode("cp1252")) == ENGLISH


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_detected(encoding: str) -> None:
    assert decode(RUSSIAN.encode(encoding)) == RUSSIAN


def test_declared() -> None:
    text = "Łódź żółw"
    assert decode(text.encode("iso8859-2"), declared="ISO-8859-2") == text
    assert decode(b"Bora", declared="no-such-encoding") == "Bora"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.4\nabc", "PDF"),
        (b"PK\x03\x04" + bytes(100), "zip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "image"),
        (b"\x1f\x8b\x08\x00" + bytes(100), "gzip"),
        (b"Rebels\0left", "binary"),
        (bytes(1000), "binary"),
        (random.Random(1).randbytes(5000), "binary|encoding"),
        (random.Random(2).randbytes(5000).replace(b"\0", b""), "binary|encoding"),
        ("Bora".encode("utf-16") + b"\0", "encoding"),
    ],
)
def test_binary(data: bytes, message: str) -> None:
    with pytest.raises(IntakeError, match=message) as caught:
        decode(data, where="file.txt")
    assert caught.value.where == "file.txt"
    assert caught.value.remedy
