"""A report of a dyad: everything that is found, in words, pictures and tables, each number with its events."""

from talion.dyads.report.analysis import Analysis, analysed
from talion.dyads.report.page import page
from talion.dyads.report.summary import summary, written

__all__ = ["Analysis", "analysed", "page", "summary", "written"]
