"""Feeds and folders followed for good: what is new is queued, coded and added to the database."""
