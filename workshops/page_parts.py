"""Parts of a workshop's page that an app above this one gives: it adds a maker when it starts (`AppConfig.ready`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workshops.models import Workshop
    from workshops.permissions import Access


@dataclass(frozen=True)
class PagePart:
    """A part of the page: its template and the values it shows."""

    template: str
    values: Any


Maker = Callable[["Workshop", "Access"], PagePart | None]
_makers: list[Maker] = []


def add_to_workshop_page(maker: Maker) -> None:
    """Let the maker give a part to every workshop's page; it returns None when the asker may see nothing of it."""
    if maker not in _makers:
        _makers.append(maker)


def parts_of(workshop: Workshop, access: Access) -> list[PagePart]:
    """Return the parts that the asker may see, in the order in which their makers were added."""
    return [part for maker in _makers if (part := maker(workshop, access)) is not None]
