"""How an event is cited."""

from __future__ import annotations

import re

from talion.formats.index import Index, act
from talion.record import Event
from talion.web.records import Kept

_SPECIAL = re.compile(r"[\\{}$&#^_%~]")
_WRITTEN = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def bibtex(kept: Kept, event: Event, address: str, talion: str) -> str:
    """A BibTeX entry for an event of one version of a story."""
    document = kept.record.document
    title = f"{act(event)}: {Index(kept.record).sides(event)} ({event.status})"
    source = f"event {event.id} of document {document.id}, version {kept.version}"
    fields = {
        "title": f"{{{_tex(title)}}}",
        "author": f"{{{_tex(document.publisher)}}}" if document.publisher else None,
        "year": document.published[:4] if document.published else None,
        "howpublished": f"\\url{{{_url(document.url)}}}" if document.url else None,
        "url": _url(address),
        "note": _tex(f"{source}; coded by Talion {talion} (PLOVER 2021);")
        + f" text SHA-256 {document.sha256[:16]}",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{_key(kept, event)},\n{lines}}}\n"


def _key(kept: Kept, event: Event) -> str:
    parts = (kept.record.document.id[:40], f"v{kept.version}", event.id)
    return "talion-" + "-".join(re.sub(r"[^A-Za-z0-9]+", "-", p).strip("-") for p in parts)


def _tex(words: str) -> str:
    """Words without any of TeX's own signs.

    >>> _tex("R&D {50 %}")
    'R\\\\&D \\\\{50 \\\\%\\\\}'
    """
    line = " ".join(words.split()).replace("→", "->").replace("–", "--")
    return _SPECIAL.sub(lambda m: _WRITTEN.get(m[0], f"\\{m[0]}"), line)


def _url(address: str) -> str:
    return re.sub(r"[\s{}\\]", "", address).replace("%", r"\%")
