"""spaCy without its commands.

``import spacy`` brings what downloads models, trains them and packs projects, with two clients for the web: a
third of its time, for the sake of one function (``spacy.info``) that nobody calls here. Whoever asks for
``spacy.cli`` afterwards gets it whole.
"""

import sys
from types import ModuleType
from typing import Any

_COMMANDS = "spacy.cli"


def import_spacy() -> None:
    """Import spaCy without its commands, where nobody has imported it yet; before anything else of spaCy's."""
    names = (_COMMANDS, f"{_COMMANDS}.info")
    if "spacy" in sys.modules or any(name in sys.modules for name in names):
        return
    absent = {name: ModuleType(name) for name in names}
    absent[names[1]].__dict__["info"] = _info
    sys.modules.update(absent)
    try:
        import spacy  # noqa: F401
    finally:
        for name in names:
            del sys.modules[name]


def _info(*args: Any, **options: Any) -> Any:
    """As ``spacy.info``, whose module is imported when it is called."""
    from spacy.cli.info import info

    return info(*args, **options)
