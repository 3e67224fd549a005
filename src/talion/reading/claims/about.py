"""What each claim speaks of: the events and links told in its words."""

from collections.abc import Sequence

import msgspec

from talion.record import Claim, Event, Link
from talion.spans import overlap


def with_about(
    claims: Sequence[Claim], events: Sequence[Event], links: Sequence[Link]
) -> tuple[Claim, ...]:
    """The claims with ``about`` filled: events that count them among their claims, links that do."""
    out = []
    for claim in claims:
        about = [e.id for e in events if claim.id in e.claims]
        about += [
            k.id for k in links
            if claim.id in k.claims or (k.cue and any(overlap(k.cue, s) for s in claim.content))
        ]  # fmt: skip
        out.append(msgspec.structs.replace(claim, about=tuple(about)))
    return tuple(out)
