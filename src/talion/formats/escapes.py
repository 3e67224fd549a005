"""Text that a terminal shows, and does not obey."""

from __future__ import annotations

import re

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]",
)


def safe(text: str) -> str:
    """``text``, as long as it was, without what a terminal would obey instead of show.

    Control characters become their pictures, direction overrides and lone surrogates U+FFFD, a
    carriage return a space.

    >>> safe("a\\x1b[31mb")
    'a\u241b[31mb'
    """
    return _CONTROL.sub(lambda found: _picture(found[0]), text)


def _picture(character: str) -> str:
    code = ord(character)
    if character == "\r":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
