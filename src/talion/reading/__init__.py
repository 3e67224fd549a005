"""Readers: from a parse to the layers of a record. They are siblings and never import one another."""
