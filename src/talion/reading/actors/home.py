"""Where actors without a country of their own are at home: what the paragraph and the story speak of."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from talion.language.base import Parsed
from talion.reading.actors.lexicon import ActorWords, actor_words
from talion.reading.actors.names import is_behind
from talion.reading.actors.resolve import Cluster
from talion.record import Place

_DOMINANT = 0.35  # the share of the countries that a story names which makes it that country's
_IN_EARNEST = 0.15  # of the names of a people's homes in a story
_PERSONS_HOME = ("person", "group", "organization")


def settle_countries(
    parsed: Parsed, clusters: Iterable[Cluster], places: Sequence[Place], home: str | None
) -> None:
    """Gives those of whom the story says no country that of their owner, their paragraph or the story.

    Bodies at home anywhere ("police", "protesters", "the government") take that country of their
    paragraph which the story names most, else the dateline's or the story's; people and bodies of whom
    nothing is known only the story's. A people of several countries is of the likeliest that is named.
    """
    clusters = list(clusters)
    for cluster in clusters:
        if cluster.country is None and not cluster.international:
            cluster.country = next((o.country for o in cluster.owners if o.country), None)
    words = actor_words()
    counts = _counts(clusters, places)
    told = _countries_by_paragraph(parsed, clusters, places)
    for cluster in clusters:
        if cluster.country is None and not cluster.international:
            paragraph = parsed.sentences[cluster.sentences[0]].paragraph
            cluster.country = _home_of(cluster, words, told.get(paragraph, ()), counts, home)


def _home_of(
    cluster: Cluster, words: ActorWords, near: Sequence[str], counts: Counter[str], home: str | None
) -> str | None:
    if cluster.abroad:
        return None
    if cluster.homes:
        return _of_homes(cluster.homes, counts)
    if _at_home(cluster, words):
        if near:
            return max(near, key=lambda code: counts[code])  # the first named of several
        return home or _story_of(counts)
    return _story_of(counts) if cluster.kind in _PERSONS_HOME else None


def _of_homes(homes: Sequence[str], counts: Mapping[str, int]) -> str:
    """The likeliest of several homes that the story speaks of in earnest."""
    total = sum(counts.get(code, 0) for code in homes)
    return next((c for c in homes if counts.get(c, 0) > _IN_EARNEST * total), homes[0])


def _at_home(cluster: Cluster, words: ActorWords) -> bool:
    """Whether it may be taken to belong to the country that is spoken of."""
    unnamed = (
        cluster.sector is None and not cluster.named and cluster.kind in ("group", "organization")
    )
    return cluster.sector in words.home or unnamed


def _countries_by_paragraph(
    parsed: Parsed, clusters: Iterable[Cluster], places: Sequence[Place]
) -> dict[int, list[str]]:
    """The countries that each paragraph names, in its order."""
    spans = [(p.span, p.country) for p in places]
    spans += [(s, c.country) for c in clusters for s in c.spans if not _only_tells(c)]
    out: dict[int, list[str]] = {}
    for span, country in sorted(spans, key=lambda told: told[0]):
        sentence = parsed.sentence_at(span[0])
        if sentence is not None and country and not is_behind(parsed, parsed.tokens_in(span)[-1].i):
            out.setdefault(sentence.paragraph, []).append(country)
    return out


def _counts(clusters: Iterable[Cluster], places: Sequence[Place]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for cluster in clusters:
        if cluster.country and not _only_tells(cluster):
            counts[cluster.country] += len(cluster.spans)
    counts.update(p.country for p in places if p.country)
    return counts


def _only_tells(cluster: Cluster) -> bool:
    """Whether it is a paper or an agency by name: news of one country is told by another's press."""
    return cluster.named and cluster.kind == "organization" and cluster.sector == "JRN"


def _story_of(counts: Counter[str]) -> str | None:
    """The country that most of what the story names belongs to; ``None`` without a clear one."""
    if not counts:
        return None
    country, n = counts.most_common(1)[0]
    return country if n >= _DOMINANT * counts.total() else None
