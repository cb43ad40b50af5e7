"""Applying for the quality mark, from registering to the deadline."""
