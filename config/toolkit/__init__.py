"""Leaf package: technique without domain nouns. Imports nothing of the apps."""
