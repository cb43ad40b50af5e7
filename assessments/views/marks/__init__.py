"""Pages of quality marks: for anyone, and for the holder and the association."""
