"""Forms of assessments: they clean, services write."""
