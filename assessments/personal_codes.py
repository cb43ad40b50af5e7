"""Personal codes: made by chance, printed once, kept only as a keyed digest.

Twelve letters and digits of 31 that cannot be taken for each other on paper give 59 bits. What a code protects and what not is in
docs/decisions/0018-personal-codes.md.
"""

import secrets
import unicodedata

from django.utils.crypto import salted_hmac

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without 0 and O, 1, I and L
LENGTH = 12
GROUP = 4
SALT = "assessments.personal_code"


def new_code() -> str:
    """Return a new code in groups: "ABCD-EFGH-JKMN"."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def plain_code(typed: str) -> str:
    """Return what was typed as the code is meant: spaces, case, hyphens and dashes do not matter."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())


def digest_of(code: str) -> str:
    """Return the keyed digest that stands for the code in the database; another SECRET_KEY makes every code dead."""
    return salted_hmac(SALT, plain_code(code), algorithm="sha256").hexdigest()
