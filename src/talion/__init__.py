"""Talion: who did what to whom, in answer to what, and who says so."""
