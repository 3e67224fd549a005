"""Pairs of countries over time: what passes between them, what answers what, what is to be expected."""
