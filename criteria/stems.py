"""Finding a glossary term in running text, inflected or not. Pure: words in, positions out.

Finnish words are matched as stem + ending. The stems of a term's word follow the ordinary noun types (-nen, -us, -uus, -e, -i, -a) and
consonant gradation; the endings are number, case, possessive suffix and clitic. A word that merely begins with the term is not matched, so
"valmennusmuoto" is no occurrence of "valmennus": a compound is another concept. Other languages allow a short ending after the whole word.
"""

import re
from functools import lru_cache

SHORT_ENDING = r"\w{0,3}"
_CASES = (
    r"[nt]|a|ä|ta|tä|tta|ttä|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|na|nä|ksi|kse|ine|seen|siin|den|tten|ten|"
    r"h[aeiouyäö]n|an|en|in|on|un|yn|än|ön"
)
_FINNISH_ENDING = rf"(?:[ij])?(?:{_CASES})?(?:ni|si|nsa|nsä|mme|nne|an|en|än)?(?:kin|kaan|kään|ko|kö|han|hän|pa|pä)?"
# Strong grade at the end of a stem, before its last vowel, and the weak grade it turns into; the longest that fits is used.
_GRADATION = [
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("nt", "nn"),
    ("nk", "ng"),
    ("mp", "mm"),
    ("lt", "ll"),
    ("rt", "rr"),
    ("yky", "yvy"),
    ("p", "v"),
    ("t", "d"),
    ("k", ""),
]
_VOWELS = "aeiouyäöå"
_QUALIFIER = re.compile(r"\s*\([^)]*\)\s*$")
_WORD = re.compile(r"[^\W\d_]+")


def bare_term(term: str) -> str:
    """Return the term without a qualifier in brackets: "näyttö (opinnoissa)" → "näyttö"."""
    return _QUALIFIER.sub("", term)


def find_term(text: str, term: str, language: str = "fi") -> list[tuple[int, int]]:
    """Return the spans (start, end) of the term's occurrences in the text, in order; inflected forms count, parts of words do not."""
    pattern = _pattern(bare_term(term), language)
    return [match.span() for match in pattern.finditer(text)] if pattern else []


def finnish_stems(word: str) -> frozenset[str]:
    """Return the stems that the inflected forms of a casefolded Finnish noun or adjective begin with, itself among them."""
    stems = {word}
    if word.endswith("nen"):
        stems |= {word[:-3] + "se", word[:-3] + "s"}
    elif word.endswith(("us", "ys", "os", "ös")):
        # -us bends as -ukse- or, for qualities, as -ude-: both are allowed, for the word alone does not tell.
        stems |= {word[:-1] + tail for tail in ("kse", "ks", "de", "te", "t")}
    elif word.endswith("kset"):
        stems |= {word[:-3] + tail for tail in ("se", "si")} | {word[:-4] + "s"}
    elif word.endswith("t"):
        stems |= _vowel_stems(word[:-1])
    elif word.endswith("e"):
        stems.add(word + "e")
    else:
        stems |= _vowel_stems(word)
    return frozenset(stems)


def _vowel_stems(word: str) -> set[str]:
    """Return the strong and weak stems of a word that ends in a vowel, with the vowels of its plural and -e stem in place of the last."""
    if not word or word[-1] not in _VOWELS:
        return {word}
    last = {"i": "ie", "e": "ei", "a": "aoi", "ä": "äöi"}.get(word[-1], word[-1])
    return {grade[:-1] + vowel for grade in (word, _weak(word)) for vowel in last if grade}


def _weak(word: str) -> str:
    for strong, weak in _GRADATION:
        if strong.endswith("y"):
            if word.endswith(strong):
                return word[: -len(strong)] + weak
        elif word[:-1].endswith(strong) and len(word) > len(strong) + 1:
            return word[: -len(strong) - 1] + weak + word[-1]
    return word


@lru_cache(maxsize=4096)
def _pattern(term: str, language: str) -> re.Pattern[str] | None:
    words = _WORD.findall(term.casefold())
    if not words:
        return None
    body = r"\W{1,5}".join(_word_pattern(word, language) for word in words)
    return re.compile(rf"(?<!\w){body}(?!\w)", re.IGNORECASE)


def _word_pattern(word: str, language: str) -> str:
    if language != "fi":
        return re.escape(word) + SHORT_ENDING
    stems = "|".join(re.escape(stem) for stem in sorted(finnish_stems(word), key=lambda stem: (-len(stem), stem)))
    return rf"(?:{stems}){_FINNISH_ENDING}"
