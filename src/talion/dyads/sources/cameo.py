"""CAMEO codes as PLOVER types and modes, from ``cameo-plover.tsv``."""

from __future__ import annotations

import functools
from importlib import resources

from talion.errors import KnowledgeError
from talion.ontology import plover

Read = tuple[str, str | None]
_ROOTS = 20


@functools.lru_cache(maxsize=4096)
def from_cameo(code: str) -> Read | None:
    """The PLOVER type and mode of a CAMEO code, ``None`` where PLOVER has none (01, statements).

    A code that the table lacks is read as the longest code that it starts with, at last as its root.

    >>> from_cameo("1823"), from_cameo("174"), from_cameo("0213"), from_cameo("010")
    (('ASSAULT', None), ('COERCE', 'deport'), ('REQUEST', None), None)
    """
    code = padded(code.strip())
    table = conversion()
    found = next((table[code[:n]] for n in (4, 3) if code[:n] in table), None)
    return found or table.get(f"{code[:2]}0")


def padded(code: str) -> str:
    """A code with the leading zero that spreadsheets drop; CAMEO's roots are 01 to 20.

    >>> padded("42"), padded("311"), padded("111")
    ('042', '0311', '111')
    """
    if len(code) == 2 or (len(code) == 3 and code[:2].isdigit() and int(code[:2]) > _ROOTS):
        return f"0{code}"
    return code


@functools.cache
def conversion() -> dict[str, Read]:
    """The table as shipped; :class:`KnowledgeError` names a type or mode that the ontology lacks."""
    path = resources.files("talion.dyads") / "data" / "cameo-plover.tsv"
    lines = [x for x in path.read_text("utf-8").splitlines() if x and not x.startswith("#")]
    found: dict[str, Read] = {}
    for line in lines[1:]:
        code, type_, mode = line.split("\t")
        entry = plover().types.get(type_)
        if entry is None or (mode and mode not in entry.modes):
            raise KnowledgeError(f"{code}: no {type_} {mode}", where="cameo-plover.tsv")
        found[code] = (type_, mode or None)
    return found
