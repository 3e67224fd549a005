"""What people and other tools see of a record: the terminal, HTML pages, tables."""
