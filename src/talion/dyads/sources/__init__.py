"""Where acts come from: Talion's records and database, and the event files of others."""
