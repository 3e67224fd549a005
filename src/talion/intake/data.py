"""The data files of intake: TOML beside the code, read when first needed."""

from __future__ import annotations

from typing import Any

from talion.errors import KnowledgeError


def load_data(name: str) -> dict[str, Any]:
    """The content of a data file; :class:`KnowledgeError` when it is missing or no TOML."""
    import tomllib  # here and not above: both are slow to import, and not always needed
    from importlib.resources import files

    try:
        return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(
            f"the data file can't be read: {error}",
            where=f"intake/{name}",
            remedy="install Talion anew",
        ) from error
