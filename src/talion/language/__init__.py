"""Languages: from a text to sentences, tokens and clauses, behind one interface."""
