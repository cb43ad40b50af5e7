"""Avoin data: the read-only API of what is public, under /api/v1/ (docs/decisions/0036). It knows no asker and reads no cookie.

Its texts are Finnish only: without a cookie there is nobody whose language could be chosen. The data carry their translations with them.
"""
