"""Reads of decisions: who sees and makes them, their lists and pages, and the pack for the meeting."""
