"""Search and sort keys that behave alike on SQLite and PostgreSQL."""

import unicodedata

_FINNISH_LAST = str.maketrans({"å": "zzza", "ä": "zzzb", "æ": "zzzb", "ö": "zzzc", "ø": "zzzc"})


def search_key(*texts: str) -> str:
    """Return the texts joined, NFC and casefolded: stored beside a row and searched with `contains`."""
    return unicodedata.normalize("NFC", " ".join(t for t in texts if t)).casefold()


def sort_key(text: str) -> str:
    """Return a key that sorts å, ä, ö after z in every database collation (letters only). Stored beside a row and used in `order_by`."""
    return search_key(text).translate(_FINNISH_LAST)
