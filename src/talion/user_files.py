"""Files that users write for Talion: what they add to its knowledge and its ontology."""

import tomllib
from pathlib import Path
from typing import Any

from talion.errors import KnowledgeError


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; raises `KnowledgeError` where it can't be read, or is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"can't be read: {error}", where=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(
            f"is not TOML: {error}", where=str(path), remedy="mend the line that is named"
        ) from error
