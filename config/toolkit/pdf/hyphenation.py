"""Finnish hyphenation patterns: Pyphen, which WeasyPrint uses, ships none.

The rule is regular: a syllable begins before a consonant that a vowel follows. Vowel pairs are not divided. In compounds the parts decide;
the frequent first parts that end in a consonant are listed.
"""

from pathlib import Path

_VOWELS = "aeiouyäöå"
_CONSONANTS = "bcdfghjklmnpqrstvwxzšž"
_FIRST_PARTS = ("mis", "yhteis", "laadun", "toiminnan", "työn", "nuorten", "kuntoutus", "henkilöstön")
_SECOND_PART_STARTS = ("arv", "alu", "ohj", "osa", "ask", "etu", "edu", "ide", "ilm", "odo", "opp", "oso", "usk", "yks", "ymp", "äly")


def write_finnish_patterns(path: Path) -> None:
    """Write the patterns in Pyphen's format and make them known as "fi" in this process."""
    import pyphen  # type: ignore[import-untyped]  # noqa: PLC0415  # has no types; only the rendering process uses it

    path.write_text("\n".join(["UTF-8", "LEFTHYPHENMIN 3", "RIGHTHYPHENMIN 3", *_patterns()]) + "\n", encoding="utf-8")
    pyphen.LANGUAGES["fi"] = path.absolute()


def _patterns() -> list[str]:
    syllables = [f"1{consonant}{vowel}" for consonant in _CONSONANTS for vowel in _VOWELS]
    seams = [f"{first[:-1]}4{first[-1]}3{second}" for first in _FIRST_PARTS for second in _SECOND_PART_STARTS]
    return syllables + seams
