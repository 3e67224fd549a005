"""Events of a user's own types and modes, found by the cues and examples of the file that defines them."""
