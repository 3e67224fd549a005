"""PostgreSQL as a home for records: one server, many who write and read at a time."""

from talion.store.postgres.server import Server

__all__ = ["Server"]
