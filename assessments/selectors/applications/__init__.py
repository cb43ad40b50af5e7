"""Reads of applications for the quality mark."""
