"""The time as the database keeps it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time in UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
