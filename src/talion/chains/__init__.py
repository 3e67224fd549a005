"""Answers across stories: which older act an act answers, and the chains that such answers make.

``report(record)`` is what is kept of a story, ``answers(later, earlier)`` says what it answers, and
``follow(source, reference)`` goes from one event back and forth.
"""

from talion.chains.answers import Answer, answers
from talion.chains.follow import Chain, Edge, Node, follow
from talion.chains.reports import HEADLINE, Act, Report, report
from talion.chains.sources import DatabaseSource, RecordSource, Source

__all__ = [
    "HEADLINE",
    "Act",
    "Answer",
    "Chain",
    "DatabaseSource",
    "Edge",
    "Node",
    "RecordSource",
    "Report",
    "Source",
    "answers",
    "follow",
    "report",
]
