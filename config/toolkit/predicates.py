"""django-rules' predicates with types: a question about an asker and a thing, composed with `&`, `|` and `~`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

import rules


class Predicate(Protocol):
    """Answers yes or no about an asker and a thing (None when the question needs none)."""

    def __call__(self, asker: Any, thing: Any = None) -> bool: ...
    def __and__(self, other: Predicate) -> Predicate: ...
    def __or__(self, other: Predicate) -> Predicate: ...
    def __invert__(self) -> Predicate: ...


def predicate(name: str) -> Callable[[Callable[..., bool]], Predicate]:
    """Return a decorator that makes a function a predicate under the name, which tells it apart when predicates are printed."""
    return cast("Callable[[Callable[..., bool]], Predicate]", rules.predicate(name))
