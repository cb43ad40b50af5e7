"""Reads that serve pages, each with its prefetches."""
