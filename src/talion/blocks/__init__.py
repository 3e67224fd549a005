"""Many documents in blocks: each block is read, coded and written once, on this machine or on many."""
