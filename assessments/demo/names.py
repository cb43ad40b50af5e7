"""Names and addresses of those who have none of their own in the data."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from assessments.demo.content import cast


class Person(NamedTuple):
    """A name and a work address."""

    name: str
    email: str


class Names:
    """Draws names from the pools, each pair of first and last name once."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken = {row["name"] for row in cast()["logins"].values()}

    def draw(self, organisation: Mapping[str, Any]) -> Person:
        """Return somebody nobody is yet, with a name in the organisation's language and its address."""
        prefix = "swedish_" if organisation.get("language") == "sv" else ""
        while True:
            name = f"{self._rng.choice(cast()[prefix + 'first_names'])} {self._rng.choice(cast()[prefix + 'last_names'])}"
            if name not in self._taken:
                self._taken.add(name)
                return Person(name, address(name, organisation["domain"]))


def address(name: str, domain: str) -> str:
    """Return `first.last@domain` without diacritics."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{plain.casefold().replace(' ', '.')}@{domain}"
