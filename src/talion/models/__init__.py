"""The learned parts: one encoder pass that tags a text, and one that relates two marked actors."""
