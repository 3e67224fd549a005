"""spaCy's pipeline, made quicker: matrices, attribute ruler, lemmatizer, names. It says what that says."""

from collections.abc import Iterable, Mapping
from typing import Any

from spacy.lang.en import English
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.tokens._retokenize import set_token_attrs
from thinc.api import NumpyOps, get_current_ops, set_current_ops

from talion.language.english import quick_names

_ASKED: list[int | str] = ["TAG", "DEP", "IS_SPACE", "LOWER"]
_FACTORY = "talion_attribute_ruler"


def load_quick(package: Any) -> Language:
    """The pipeline of a model's package.

    Numpy multiplies its matrices: spaCy's own BLAS does so in plain C, three times slower, on processors
    that it does not know.
    """
    before = get_current_ops()
    set_current_ops(NumpyOps(use_blis=False))
    try:
        loaded: Language = package.load(
            config={
                "components.attribute_ruler.factory": _FACTORY,
                "components.ner.factory": quick_names.FACTORY,
            }
        )
    finally:
        set_current_ops(before)
    _index_lemmas(loaded.get_pipe("lemmatizer"))
    return loaded


class RememberingRuler(AttributeRuler):
    """Sets what spaCy's ruler with the same patterns sets.

    Nearly all rules ask for the tag, the relation and the letters of one word, and most letters matter to
    none. So the rules are matched once for each combination that they can tell apart.
    """

    def add_patterns(self, patterns: Iterable[Any]) -> None:
        """Take the rules of a model; once."""
        rules = list(patterns)
        super().add_patterns(rules)
        asked = [pattern for rule in rules for pattern in rule["patterns"]]
        self._longer = Matcher(self.vocab)
        self._longer.add("longer", [p for p in asked if not _of_one_word(p)])
        words = {word for pattern in asked for word in _letters(pattern[0])}
        self._letters = {self.vocab.strings.add(word) for word in words}
        self._known: dict[tuple[int, ...], dict[Any, Any]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """The document, its attributes set."""
        if self._longer(doc, allow_missing=True, as_spans=False):
            return super().__call__(doc)
        for i, (*grammar, lower) in enumerate(doc.to_array(_ASKED).tolist()):
            kind = (*grammar, lower if lower in self._letters else 0)
            if kind not in self._known:
                self._known[kind] = self._said_of(doc[i : i + 1])
            if self._known[kind]:
                set_token_attrs(doc[i], self._known[kind])
        return doc

    def _said_of(self, word: Any) -> dict[Any, Any]:
        """What the rules say of a span of one word; later rules win."""
        said: dict[Any, Any] = {}
        for rule, *_ in self.match(word):
            said |= self.attrs[rule]
        return said


@English.factory(_FACTORY)
def _ruler(nlp: Language, name: str, validate: bool, scorer: Any) -> RememberingRuler:
    return RememberingRuler(nlp.vocab, name, validate=validate, scorer=scorer)


def _index_lemmas(lemmatizer: Any) -> None:
    """Make sets of the lists of known words, which spaCy goes through from the start for each new word."""
    index = lemmatizer.lookups.get_table("lemma_index")
    for part, words in index.items():
        index[part] = frozenset(words)


def _of_one_word(pattern: list[dict[str, Any]]) -> bool:
    """Whether a pattern is met by a word's tag, relation and letters alone."""
    return len(pattern) == 1 and all(
        name in _ASKED and (not isinstance(value, dict) or value.keys() <= {"IN", "NOT_IN"})
        for name, value in pattern[0].items()
    )


def _letters(asked: Mapping[str, Any]) -> list[str]:
    """The words that a pattern names."""
    named = asked.get("LOWER", [])
    if isinstance(named, dict):
        return [word for words in named.values() for word in words]
    return [named] if isinstance(named, str) else named
