"""Looks that a built site loads nothing from elsewhere: ``python docs/making/offline.py build/docs``."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_LOADED = re.compile(
    r"""<(?:script|img|iframe|source|audio|video)\b[^>]*\bsrc\s*=\s*["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|<link\b(?=[^>]*\brel=["']?(?:stylesheet|preload|icon|shortcut|preconnect|prefetch|manifest))"""
    r"""[^>]*\bhref=["']?((?:https?:)?//[^"'\s>]+)""",
    re.IGNORECASE,
)
_STYLE = re.compile(
    r"""(?:@import\s+["']?|url\(\s*["']?)((?:https?:)?//[^"')\s]+)""", re.IGNORECASE
)


def loaded(path: Path) -> Iterator[str]:
    """The addresses on other hosts that a page or style sheet loads.

    >>> import tempfile
    >>> page = Path(tempfile.mkdtemp(), "a.html")
    >>> _ = page.write_text('<a href="http://a.example">x</a><script src="//b.example/s.js"></script>')
    >>> list(loaded(page))
    ['//b.example/s.js']
    """
    text = path.read_text("utf-8")
    yield from (found[1] or found[2] for found in _LOADED.finditer(text))
    yield from (found[1] for found in _STYLE.finditer(text))


def main() -> None:
    """Fails, and says which, when a page or style sheet loads anything from elsewhere."""
    folder = Path(sys.argv[1])
    files = [p for p in folder.rglob("*") if p.suffix in (".html", ".css")]
    found = [f"{path}: {address}" for path in files for address in loaded(path)]
    if found or not files:
        raise SystemExit("\n".join(found) or f"there are no pages in {folder}")


if __name__ == "__main__":
    main()
