"""Paragraphs of a text: where a parser may never join words into one sentence."""

import re
from statistics import median

from talion.spans import Span, trim

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_WRAP_WIDTH = (45, 110)


def paragraphs(text: str) -> list[Span]:
    """Spans of the paragraphs of ``text``, in order, without the white space around them.

    A blank line ends a paragraph. A single line break ends one too, but for text that was wrapped by hand
    to a fixed width, where it only ends a line.

    >>> [("One.\\n\\nTwo\\nlines.")[a:b] for a, b in paragraphs("One.\\n\\nTwo\\nlines.")]
    ['One.', 'Two', 'lines.']
    """
    lines = [trim(text, m.span()) for m in _LINE.finditer(text)]
    lines = [line for line in lines if line[0] < line[1]]
    if not _wrapped(text, lines):
        return lines
    out: list[Span] = []
    for line in lines:
        if out and not _blank_between(text, out[-1][1], line[0]) and _goes_on(out[-1]):
            out[-1] = (out[-1][0], line[1])
        else:
            out.append(line)
    return out


def _wrapped(text: str, lines: list[Span]) -> bool:
    """Whether most lines break where a fixed width ends, in the middle of a sentence."""
    if len(lines) < 4:
        return False
    open_lines = [b - a for a, b in lines if not _SENTENCE_END.search(text[a:b])]
    if len(open_lines) < 0.5 * len(lines):
        return False
    width = median(open_lines)
    near = sum(abs(n - width) <= 15 for n in open_lines)
    return _WRAP_WIDTH[0] <= width <= _WRAP_WIDTH[1] and near >= 0.7 * len(open_lines)


def _blank_between(text: str, end: int, start: int) -> bool:
    return len(re.findall(r"\r\n|[\r\n\u2028\u2029]", text[end:start])) > 1


def _goes_on(span: Span) -> bool:
    return span[1] - span[0] >= _WRAP_WIDTH[0] - 10
