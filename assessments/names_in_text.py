"""What in a text looks like a person's name. A report says what was seen and heard, never of whom (docs/domain.md section 9).

A guess to be looked at by a person: it warns and stops nothing. The first names are data (`library/first_names.txt`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_NAMES = Path(__file__).with_name("library") / "first_names.txt"
_WORD = r"[A-ZÅÄÖÉÜŠŽ][a-zåäöéüšž]+(?:-[A-ZÅÄÖÉÜŠŽ][a-zåäöéüšž]+)*"
_CAPITALISED = re.compile(rf"(?<![\w-])({_WORD})[ \t]+(?=({_WORD})(?![\w-]))")  # the second word may begin another pair
# How common Finnish and Swedish surnames end, with the cases in which a sentence bends them: "Virtanen", "Virtasen", "Lindströmille".
_SURNAME = re.compile(r"\w(?:nen|se(?:n|lle|l[lt][aä]|s[st][aä])|(?:ström|berg|qvist|kvist|lund|holm|gren|blom|sson|mäki|niemi)\w{0,4})$")
_ENDS_SENTENCE = '.!?:–•”"(\n'
_STEM = 4  # letters that stay when a word bends: "Tuohi", "Tuohen"


def names_in(text: str, known: Iterable[str] = ()) -> list[str]:
    """Return the pairs of words in the text that look like the name of a person, each once, in their order.

    A pair of capitalised words is one when the first is a common first name, or, not at the beginning of a sentence, when the second ends
    as surnames do and the first is no genitive ("Suomen Punaisen"). `known` are names of organisations, workshops and places, which are
    no persons, in whatever case they stand.
    """
    stems = {stem for name in known for stem in map(_stem, re.findall(r"[\w-]+", name))}
    found: dict[str, None] = {}
    for match in _CAPITALISED.finditer(text):
        first, second = match[1], match[2]
        is_known = {_stem(first), _stem(second)} <= stems
        if not is_known and (_is_first_name(first) or _has_surname(text[max(0, match.start() - 9) : match.start()], first, second)):
            found[f"{first} {second}"] = None
    return list(found)


@cache
def first_names() -> frozenset[str]:
    """Return the common first names."""
    lines = _NAMES.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _is_first_name(word: str) -> bool:
    return word in first_names() or word.split("-", maxsplit=1)[0] in first_names()


def _has_surname(before: str, first: str, second: str) -> bool:
    """Tell whether the second word is bent as a surname, and the first neither begins its sentence nor is a genitive."""
    told = before.rstrip(" \t")
    return bool(told) and told[-1] not in _ENDS_SENTENCE and not first.endswith("n") and bool(_SURNAME.search(second))


def _stem(word: str) -> str:
    return word.casefold()[:_STEM]
