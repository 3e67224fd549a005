"""Texts to PostgreSQL and back: it keeps every character but NUL, which travels as a noncharacter.

U+FDD0 is one of those that Unicode reserves for a program's own use. It takes NUL's place one for one, so that
spans stay right; a record that holds it is refused.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from psycopg import Connection

NUL, MARK = "\0", "\ufdd0"


def adapt(connection: Connection) -> None:
    """Have texts, numbers and JSON of this connection come and go as the store has them."""
    from psycopg.types.json import set_json_loads
    from psycopg.types.numeric import FloatLoader

    dumper, loader = _adapters()
    connection.adapters.register_dumper(str, dumper)
    for name in ("text", "varchar", "name"):
        connection.adapters.register_loader(name, loader)
    connection.adapters.register_loader("numeric", FloatLoader)
    set_json_loads(_read, connection)


def written(value: Any) -> str:
    """A value as JSON."""
    text = msgspec.json.encode(value).decode()
    return text if "\\u0000" not in text else msgspec.json.encode(_marked(value)).decode()


def _marked(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(NUL, MARK)
    if isinstance(value, dict):
        return {k: _marked(v) for k, v in value.items()}
    return [_marked(v) for v in value] if isinstance(value, list) else value


def _read(data: str | bytes) -> Any:
    text = data if isinstance(data, str) else data.decode()
    return msgspec.json.decode(text.replace(MARK, "\\u0000"))


@functools.cache
def _adapters() -> tuple[type, type]:
    """How the driver writes and reads a text; made at first use, for the driver is an extra."""
    from psycopg.adapt import Buffer
    from psycopg.types.string import StrDumperUnknown, TextLoader

    class Dumper(StrDumperUnknown):
        def dump(self, obj: str) -> Buffer | None:
            return super().dump(obj.replace(NUL, MARK))

    class Loader(TextLoader):
        def load(self, data: Buffer) -> str:
            found = super().load(data)
            text = found if isinstance(found, str) else bytes(found).decode()
            return text.replace(MARK, NUL)

    return Dumper, Loader
