"""What stands in an address of the tests of access, taken from the world, and what is posted to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.access.cast import World

Arguments = Callable[[World], dict[str, str]]
Body = Callable[[World], dict[str, Any]]


def nothing(world: World) -> dict[str, str]:
    return {}


ON_NOTHING: dict[str, Arguments] = {"": nothing}


def refs(attribute: str, *names: str) -> dict[str, Arguments]:
    return {name: lambda world, name=name: {"ref": getattr(world, attribute)[name].ref} for name in names}  # type: ignore[misc]  # bound now
