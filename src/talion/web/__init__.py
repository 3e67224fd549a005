"""The database as a web page and a REST API: ``talion serve`` (extra ``talion[web]``)."""
