"""Forms of workshops and people: they clean, services write."""
