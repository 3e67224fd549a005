"""A question put to a text in words: what does it say that one actor did to another?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from talion.coder import Coder
from talion.errors import DocumentError
from talion.intake import Loaded
from talion.record import PairAnswer, PairQuestion
from talion.spans import Span, inside, overlap

_MOST = 40  # pairs of occurrences that are asked about


class Answer(Struct, frozen=True):
    """What the text says of one occurrence of the two, and the words of the event that says so."""

    actor: Span
    recipient: Span
    answer: PairAnswer
    words: str


class Answers(Struct, frozen=True):
    """The question, and its answers, the surest first."""

    document: str
    actor: str
    recipient: str
    answers: list[Answer]


def ask(coder: Coder, loaded: Loaded, actor: str, recipient: str) -> Answers:
    """What the text says that ``actor`` did to ``recipient``, both as words of the text.

    Where they stand several times, each two of one sentence are asked about, and where no sentence
    has both, the two that stand nearest.
    :class:`DocumentError` when either does not stand in the text.
    """
    document = loaded.document
    found = find(document.text, actor, document.id), find(document.text, recipient, document.id)
    pairs = together(*found, coder.code(loaded).sentences)
    if not pairs:
        raise DocumentError(
            f"{actor!r} and {recipient!r} are the same words",
            where=document.id,
            remedy="name two actors",
        )
    questions = tuple(
        PairQuestion(id=str(n), actor=a, recipient=r) for n, (a, r) in enumerate(pairs)
    )
    asked = Loaded(document, questions, loaded.furniture, loaded.dateline, loaded.byline)
    record = coder.code(asked)
    answers = []
    for (a, r), answer in zip(pairs, record.pairs, strict=True):
        words = record.words(record.event(answer.event).trigger) if answer.event else ""
        answers.append(Answer(a, r, answer, words))
    answers.sort(key=lambda x: -x.answer.confidence)
    return Answers(document.id, actor, recipient, answers)


def find(text: str, words: str, where: str) -> list[Span]:
    """Where ``words`` stand as whole words: as written, else in any case and spacing.

    >>> find("Mali told mali: small Mali", "Mali", "text")
    [(0, 4), (22, 26)]
    """
    pattern = r"\s+".join(re.escape(w) for w in words.split())
    for flags in (re.NOFLAG, re.IGNORECASE):
        found = (
            [m.span() for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, flags)]
            if pattern
            else []
        )
        if found:
            return found
    raise DocumentError(
        f"{words!r} does not stand in the text",
        where=where,
        remedy="use words as the text has them",
    )


def together(
    actors: Sequence[Span], recipients: Sequence[Span], sentences: Sequence[Span]
) -> list[tuple[Span, Span]]:
    """Each two of one sentence, in order; where no sentence has both, the nearest two.

    >>> together([(0, 4), (20, 24)], [(8, 12), (30, 34)], [(0, 15), (16, 40)])
    [((0, 4), (8, 12)), ((20, 24), (30, 34))]
    """
    apart = [(a, r) for a in actors for r in recipients if not overlap(a, r)]
    same = [p for p in apart if any(inside(p[0], s) and inside(p[1], s) for s in sentences)]
    return same[:_MOST] or sorted(apart, key=_gap)[:1]


def _gap(pair: tuple[Span, Span]) -> int:
    (a, b), (c, d) = pair
    return max(c - b, a - d)
