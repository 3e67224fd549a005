"""Bytes to text: marks, UTF-8, UTF-16, what is declared, detection; what is no text is refused."""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import Any

from talion.errors import IntakeError
from talion.intake.data import load_data

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f]")
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f\x80-\xff]")
_SAMPLE = 1 << 16


def marked(data: bytes) -> str | None:
    """The encoding that a byte order mark names, ``None`` without one."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def decode(data: bytes, *, where: str = "", declared: str | None = None) -> str:
    """The text of ``data``, without its byte order mark, otherwise unchanged.

    ``declared`` is the encoding that the data names itself, used when it is not UTF-8.
    :class:`IntakeError` when the data is not text or its encoding can't be told.

    >>> decode("Zürich".encode("utf-16"))
    'Zürich'
    """
    _refuse_known_binary(data, where)
    for encoding in filter(None, (marked(data), _wide(data), "utf-8", declared)):
        text = _strict(data, encoding)
        if text is not None:
            return _checked(text, where)
    text = _english(data)
    return _checked(text if text is not None else _detected(data, where), where)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of mostly Latin text is zero."""
    sample = data[: _SAMPLE & ~1]
    if len(sample) < 2 or b"\0" not in sample:
        return None
    half = len(sample) // 2
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else None


def _checked(text: str, where: str) -> str:
    """``text``, unless its control characters show that it is none."""
    sample = text[:_SAMPLE]
    controls = sum(1 for _ in _CONTROL.finditer(sample))
    if "\0" in text or controls * 50 > max(len(sample), 50):
        raise _binary("binary data, not text", where)
    return text


def _refuse_known_binary(data: bytes, where: str) -> None:
    if not (data.startswith(b"%PDF-") or _CONTROL_BYTE.search(data, 0, 1024)):
        return
    for kind in _data()["binary"]:
        if any(data.startswith(bytes.fromhex(start)) for start in kind["starts"]):
            raise _binary(kind["name"], where, kind.get("remedy", ""))


def _binary(what: str, where: str, remedy: str = "") -> IntakeError:
    return IntakeError(
        f"this is {what}", where=where, remedy=remedy or "give text, HTML, JSON or JSON lines"
    )


def _english(data: bytes) -> str | None:
    """Windows-1252 when nearly all is ASCII and the rest what English prints; else ``None``.

    Detection by statistics errs on the few accents and curly quotes of an English text.
    """
    text = _strict(data, "cp1252")
    if text is None:
        return None
    others = [c for c in text if not c.isascii()]
    usual = frozenset(_data()["english"])
    return text if len(others) * 10 <= len(text) and usual.issuperset(others) else None


def _detected(data: bytes, where: str) -> str:
    import charset_normalizer  # only for what is not UTF-8

    quiet("charset_normalizer")
    best = charset_normalizer.from_bytes(data).best()
    text = _strict(data, best.encoding) if best else None
    if text is None:
        raise IntakeError(
            "the encoding of the text can't be told", where=where, remedy="save it as UTF-8"
        )
    return text


def quiet(library: str) -> None:
    """Keep a library's own warnings off standard error where the program set up no logging."""
    import logging  # only where a noisy library is about to be used

    logger = logging.getLogger(library)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


@cache
def _data() -> dict[str, Any]:
    return load_data("encodings.toml")
