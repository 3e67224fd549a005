"""Whether a number says how far something rose or fell ("up 3 percent", "dropped by 12")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talion.language.base import Parsed, Token
from talion.reading.quantities.lexicon import quantity_words
from talion.reading.quantities.phrases import Phrase
from talion.record import Modifier

# "Rose 2 percent" is a change, "rose 2 floors" and "fell 12 soldiers" are none without a "by".
_AMOUNTS = frozenset({"share", "money", "measure", "rate"})
_BETWEEN = frozenset({"another", "further", "a", "an", "only", "just"})
_OR = re.compile(r" \(|, or | or ")
_LEVEL_BEHIND = (" to ", " at ")


def with_changes(parsed: Parsed, found: Sequence[Phrase]) -> list[Phrase]:
    """The phrases, those that no word bounds marked "up" or "down" where they are changes.

    A change may leave out the verb of the one before ("A rose by 3 percent, B by 2"), and be told in
    two units ("fell 252 points (2.9 percent)").
    """
    out: list[Phrase] = []
    for phrase in found:
        if phrase.modifier == "=" and (
            way := direction(parsed, phrase) or _again(parsed, out, phrase)
        ):
            phrase = replace(phrase, modifier=way)
        out.append(phrase)
    return out


def _again(parsed: Parsed, before: list[Phrase], phrase: Phrase) -> Modifier | None:
    last, word = (before[-1] if before else None), _before(parsed, phrase)
    if last is None or last.sentence != phrase.sentence or last.modifier not in ("up", "down"):
        return None
    listed = word is not None and word.lower == "by" and last.unit == phrase.unit
    other = _OR.fullmatch(parsed.text[last.end : phrase.start]) and _is_amount(phrase)
    return last.modifier if listed or other else None


def direction(parsed: Parsed, phrase: Phrase) -> Modifier | None:
    """ "up" or "down" where the words right before ``phrase`` say that it is how far something
    moved; ``None`` where they say a level ("rose to 3 percent") or nothing.
    """
    if parsed.text[phrase.core : phrase.core + 1] == "+":
        return "up" if _is_amount(phrase) else None
    before = _before(parsed, phrase)
    if before is None:
        return None
    if before.lower == "by":
        verb = _before_by(parsed, before)
        return _way(verb, by=True) if verb is not None else None
    if not _is_amount(phrase):
        return None
    way = _way(before, by=False)
    if before.lower in ("up", "down"):
        return way if _is_adverb(parsed, before) else None
    return way if way is None or _moves_itself(parsed, before, phrase) else None


def _before(parsed: Parsed, phrase: Phrase) -> Token | None:
    """The word that the phrase hangs on by its place; words such as "another" are passed over."""
    first = parsed.sentences[phrase.sentence].first
    found = parsed.tokens_in((parsed.sentences[phrase.sentence].span[0], phrase.start))
    at = found[-1].i if found else -1
    while at > first and (parsed.tokens[at].lower in _BETWEEN or parsed.tokens[at].pos == "ADJ"):
        at -= 1
    return parsed.tokens[at] if at >= first else None


def _before_by(parsed: Parsed, by: Token) -> Token | None:
    """What "by" stands behind, else the verb that it hangs on."""
    at = by.i - 1
    if at >= parsed.sentences[by.sentence].first and _way(parsed.tokens[at], by=True):
        return parsed.tokens[at]
    return next(
        (parsed.tokens[i] for i in parsed.ancestors(by.i) if parsed.tokens[i].pos == "VERB"), None
    )


def _way(token: Token, *, by: bool) -> Modifier | None:
    words, forms = quantity_words(), {token.lemma, token.lower}
    if forms & (words.up | words.up_by if by else words.up):
        return "up"
    return "down" if forms & (words.down | words.down_by if by else words.down) else None


def _is_amount(phrase: Phrase) -> bool:
    return phrase.kind in _AMOUNTS or (phrase.unit or "").endswith("point") or phrase.unit is None


def _is_adverb(parsed: Parsed, word: Token) -> bool:
    """ "Up 3 percent", "ended down 3 percent"; not "made up 3 percent"."""
    verb = parsed.tokens[word.i - 1] if word.i else None
    if verb is None or verb.pos != "VERB" or verb.sentence != word.sentence:
        return True
    words = quantity_words()
    return bool({verb.lemma, verb.lower} & (words.up | words.down | words.moves))


def _moves_itself(parsed: Parsed, verb: Token, phrase: Phrase) -> bool:
    """Whether the verb tells how a level moved, not what was gained or lost."""
    if verb.pos not in ("VERB", "AUX"):
        return False
    return (
        verb.lemma not in quantity_words().gains
        or phrase.kind == "share"
        or (phrase.unit or "").endswith("point")
        or parsed.text.startswith(_LEVEL_BEHIND, phrase.end)
    )
