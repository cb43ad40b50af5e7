"""Writes of assessments: keyword-only, atomic; order lock, guard, change, event, mail."""
