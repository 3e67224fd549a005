"""Records kept in a database, a file or a server: the same answers in Python, SQL and the shell."""

from talion.store.database import Added, Database, Status, Version, open_store
from talion.store.filters import Filter, Filters

__all__ = ["Added", "Database", "Filter", "Filters", "Status", "Version", "open_store"]
