"""English, through spaCy."""
