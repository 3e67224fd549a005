"""Whose citizen somebody is said to be: "*his* British citizenship", "she holds a *Chilean* passport"."""

from collections.abc import Mapping, Sequence

from talion.language.base import Parsed, Token
from talion.reading.actors.lexicon import actor_words
from talion.reading.actors.names import NATION, Names
from talion.reading.actors.resolve import Cluster


def settle_citizens(
    parsed: Parsed, names: Names, clusters: Mapping[int, Sequence[Cluster]]
) -> None:
    """Gives people the country of which the story says that they are citizens.

    ``clusters`` are the actors by the token of each mention. It stands before where the story finds them (who is
    jailed in Turkey is no Turk), not before what is known of a person.
    """
    words = actor_words()
    for noun in parsed.tokens:
        if noun.lemma not in words.citizenship:
            continue
        country = _nation(parsed, names, noun)
        for cluster in clusters.get(_holder(parsed, noun), ()) if country else ():
            if cluster.kind in ("person", "group") and cluster.key[0] != "entry":
                cluster.country = country


def _nation(parsed: Parsed, names: Names, noun: Token) -> str | None:
    """The country of the word before "citizenship"."""
    before = (names.matches.get(k) for k in parsed.children[noun.i] if k < noun.i)
    found = (n.entry.country for n in before if n is not None and n.entry.role in NATION)
    return next(found, None)


def _holder(parsed: Parsed, noun: Token) -> int:
    """The token of whoever has it: its possessor, or the subject of a verb of having; -1 for nobody."""
    owner = next((k for k in parsed.children[noun.i] if parsed.tokens[k].dep == "poss"), None)
    if owner is not None:
        return owner
    verb = parsed.clause_at.get(noun.head)
    if noun.dep != "dobj" or verb is None or verb.lemma not in actor_words().having:
        return -1
    subject = next(iter(verb.subject), -1)
    of_whom = parsed.tokens[noun.head]
    if of_whom.dep == "relcl" and (subject < 0 or parsed.tokens[subject].tag in ("WP", "WDT")):
        return of_whom.head
    return subject
