"""What many feeds get wrong in XML, set right as the bytes pass by: nothing else is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

_AMPERSAND = re.compile(rb"&(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{0,31});)?")
_CONTROLS = bytes(n for n in range(32) if n not in (9, 10, 13))
_OWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_LONGEST = 40


def repaired(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The stream with bare ampersands and HTML's named characters as XML writes them.

    Control characters, which XML can't hold, are left out. UTF-16 and UTF-32 pass as they are.

    >>> b"".join(repaired(iter([b"AT&T&nb", b"sp;&amp; &l0;"])))
    b'AT&amp;T&#160;&amp; &l0;'
    """
    held, wide = b"", False
    for number, part in enumerate(parts):
        wide = wide or (number == 0 and b"\0" in part[:64])
        if wide:
            yield part
            continue
        data = held + part.translate(None, _CONTROLS)
        cut = data.rfind(b"&", max(0, len(data) - _LONGEST))
        whole = cut < 0 or b";" in data[cut:]
        held = b"" if whole else data[cut:]
        yield _AMPERSAND.sub(_written, data if whole else data[:cut])
    yield _AMPERSAND.sub(_written, held)


def _written(found: re.Match[bytes]) -> bytes:
    name = found[1]
    if name is None:
        return found[0] if len(found[0]) > 1 else b"&amp;"
    characters = None if name in _OWN else html5.get(f"{name.decode()};")
    if characters is None:
        return found[0]
    return b"".join(b"&#%d;" % ord(character) for character in characters)
