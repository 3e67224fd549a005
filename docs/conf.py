"""Sphinx: the documentation site. ``make docs`` builds it, with warnings as errors and from local files alone."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "Talion"
copyright = "the Talion project"
version = release = version_of("talion")

extensions = ["myst_parser", "sphinx.ext.autodoc", "making.extension"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["making"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = f"Talion {version}"
html_copy_source = False
html_show_sphinx = False
html_use_index = True
templates_path: list[str] = []

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
