"""Writes the generated pages before Sphinx reads the folder; only those that changed."""

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from making import codebook, commands, error_rates, errors, python_api, record

PAGES = {
    "reference/python.rst": python_api.page,
    "reference/commands.md": commands.page,
    "reference/record.md": record.page,
    "reference/errors.md": errors.page,
    "explanation/error-rates.md": error_rates.page,
    "codebook.md": codebook.page,
}
"""Each generated page, and what makes it."""


def write_pages(app: Sphinx) -> None:
    """Write all of them under the folder of the sources."""
    for name, page in PAGES.items():
        path = Path(app.srcdir) / name
        text = page()
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True}
