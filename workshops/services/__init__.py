"""Writes of workshops and people: keyword-only, atomic, each with its audit event."""
