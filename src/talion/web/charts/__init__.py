"""Charts as inline SVG, drawn here; no script, no library."""
