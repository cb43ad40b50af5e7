"""Two versions of the same text: what differs, in words and marked, and both texts in one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.text import Truncator
from django.utils.translation import ngettext

_WORDS = re.compile(r"\S+\s*|\s+")
# Comparing grows with the product of the lengths; longer texts are shown whole, as different throughout.
_MOST_WORDS = 3_000
_PHRASES = 5
_PHRASE_LENGTH = 90
_FEW_WORDS = 5


@dataclass(frozen=True)
class Piece:
    """A run of words; `is_own` when the other text does not have it."""

    text: str
    is_own: bool


@dataclass(frozen=True)
class Difference:
    """One field that stands differently in two versions: mine and the stored one, or the later and the earlier."""

    label: str
    mine: tuple[Piece, ...]
    theirs: tuple[Piece, ...]

    @property
    def needs_words(self) -> bool:
        """Whether the difference is told in words too; a choice or a few words tell it themselves."""
        return max(_length(self.mine), _length(self.theirs)) > _FEW_WORDS

    @property
    def only_mine(self) -> str:
        """What stands only in my text, quoted; empty when nothing does."""
        return _quoted(self.mine)

    @property
    def only_theirs(self) -> str:
        """What stands only in the stored text, quoted; empty when nothing does."""
        return _quoted(self.theirs)


def differences(fields: Iterable[tuple[str, str, str]]) -> list[Difference]:
    """Return the fields, given as (label, mine, theirs), whose texts differ."""
    return [_difference(label, mine, theirs) for label, mine, theirs in fields if mine.strip() != theirs.strip()]


def both_texts(theirs: str, mine: str) -> str:
    """Return both texts, the stored one first; only one when it holds the other already."""
    theirs, mine = theirs.strip(), mine.strip()
    if mine in theirs:
        return theirs
    return mine if theirs in mine else f"{theirs}\n\n{mine}"


def _difference(label: str, mine: str, theirs: str) -> Difference:
    own, other = _WORDS.findall(mine), _WORDS.findall(theirs)
    if max(len(own), len(other)) > _MOST_WORDS:
        return Difference(label, (Piece(mine, is_own=True),), (Piece(theirs, is_own=True),))
    # Compared without the space after a word: a new line is no difference in words.
    blocks = SequenceMatcher(None, [word.strip() for word in other], [word.strip() for word in own]).get_opcodes()
    return Difference(
        label,
        mine=tuple(Piece("".join(own[c:d]), is_own=tag != "equal") for tag, _a, _b, c, d in blocks if c < d),
        theirs=tuple(Piece("".join(other[a:b]), is_own=tag != "equal") for tag, a, b, _c, _d in blocks if a < b),
    )


def _length(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text.split()) for piece in pieces)


def _quoted(pieces: Iterable[Piece]) -> str:
    phrases = [" ".join(piece.text.split()).rstrip(".,;:") for piece in pieces if piece.is_own and piece.text.strip()]
    quoted = ", ".join(f"”{Truncator(phrase).chars(_PHRASE_LENGTH)}”" for phrase in phrases[:_PHRASES])
    more = len(phrases) - _PHRASES
    if more > 0:
        quoted += ngettext(" ja %(count)s muu kohta", " ja %(count)s muuta kohtaa", more) % {"count": more}
    return quoted
