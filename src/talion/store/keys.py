"""Keys of events: that of the document, and the event's number in it, in one integer."""

_EVENTS_A_DOCUMENT = 1 << 20


def event_key(doc: int, n: int) -> int:
    """The key of a document's event number ``n``."""
    return doc * _EVENTS_A_DOCUMENT + n


def document_of(event: int) -> int:
    """The key of an event's document."""
    return event // _EVENTS_A_DOCUMENT
