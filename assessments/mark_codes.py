"""The code on a certificate: short enough to type, without look-alike characters, with a check character. Pure.

The alphabet has 31 characters, a prime: the weighted sum over it finds every single wrong character and every two swapped neighbours.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L
BODY = 8  # characters before the check character: 31^8, about 8.5e11 codes
CODE_LENGTH = BODY + 1


def new_code() -> str:
    """Return a new random code of nine characters, the last one its check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the character that makes the code whole; raises `ValueError` for a character outside the alphabet."""
    return ALPHABET[sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=1)) % len(ALPHABET)]


def read_code(typed: str) -> str:
    """Return what was typed as a code: upper case, without spaces and hyphens. Empty when it cannot be a code (a slip in typing)."""
    code = "".join(typed.split()).replace("-", "").upper()
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET):
        return ""
    return code if check_character(code[:-1]) == code[-1] else ""


def spaced(code: str) -> str:
    """Return the code as it is printed: in groups of three."""
    return " ".join(code[start : start + 3] for start in range(0, len(code), 3))
