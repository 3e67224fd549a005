"""The reference of errors, from the one tree of them."""

from collections.abc import Iterator

from making.markdown import code, table
from talion import errors

_HEAD = """# Errors

All that Talion raises on purpose is a `talion.TalionError`: `message` says what happened, `where` in which file,
document or field, `remedy` what to do; `str(error)` puts the three on one line. `kind` is a short name that stays
the same over versions: it stands in the `error` of a line of output for a document that could not be read.

On the command line such an error is one line on standard error.

"""
_STATUSES = [
    ["0", "all went well"],
    ["1", "some documents failed, and are told of in their places; the others are done"],
    ["2", "nothing was done: a wrong option, or an error from this page"],
    ["130", "stopped by Ctrl-C"],
    ["141", "nobody read the output any more"],
]


def page() -> str:
    """The page."""
    tree = table(["error", "`kind`", "when"], _rows(errors.TalionError, 0))
    return f"{_HEAD}{tree}\n## Exit statuses\n\n{table(['status', 'meaning'], _STATUSES)}"


def _rows(error: type[errors.TalionError], depth: int) -> Iterator[list[str]]:
    """An error and those under it, indented."""
    yield ["&emsp;" * depth + code(error.__name__), code(error.kind), _first(error.__doc__ or "")]
    for below in sorted(error.__subclasses__(), key=lambda e: e.__name__):
        yield from _rows(below, depth + 1)


def _first(doc: str) -> str:
    return doc.strip().split("\n\n")[0]
