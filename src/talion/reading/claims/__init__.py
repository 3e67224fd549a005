"""Claims: who says so, with what stance, and through whom."""

from collections.abc import Mapping, Sequence

from talion.language.base import Parsed
from talion.models.tags import CueTag
from talion.reading.claims.grammar import attributions
from talion.reading.claims.source import SourceReader
from talion.reading.claims.stance import quote_kind, read_stance
from talion.record import Actor, Claim
from talion.spans import Span, overlap, trim

__all__ = ["read_claims"]


def read_claims(
    parsed: Parsed,
    actors: Sequence[Actor],
    by_token: Mapping[int, tuple[str, ...]],
    *,
    tags: Sequence[CueTag] | None = None,
    skip: Sequence[Span] = (),
) -> tuple[Claim, ...]:
    """The claims of a text in its order; ``tags`` is ``None`` without the learned tagger."""
    found = attributions(parsed) if tags is None else tags
    reader = SourceReader(parsed, actors, by_token)
    claims: list[Claim] = []
    for tag in found:
        contents = _kept(parsed, tag.contents, skip)
        if not contents:
            continue
        source = reader.source([trim(parsed.text, s) for s in tag.sources])
        claims.append(
            Claim(
                id=f"c{len(claims) + 1}",
                source=source,
                cue=tag.cue,
                content=contents,
                quote=quote_kind(parsed, contents),
                stance=read_stance(parsed, tag.cue, contents),
                chain=reader.chain(tag.cue, source),
            )
        )
    return tuple(claims)


def _kept(parsed: Parsed, contents: Sequence[Span], skip: Sequence[Span]) -> tuple[Span, ...]:
    spans = [trim(parsed.text, s) for s in contents]
    return tuple(s for s in spans if s[0] < s[1] and not any(overlap(s, k) for k in skip))
