"""Pages of a list: `?sivu=N&koko=M`, with the addresses of the pages beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.paginator import EmptyPage, Paginator
from ninja import Field, Schema
from ninja.errors import HttpError

from assessments.api.addresses import absolute

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.api.schemas import Item

Row = TypeVar("Row")
LAST_PAGE = 100_000
# A group of a summary is some 155 rows of the database: 25 of them stay below the 5,000 rows that one request may fetch.
MOST_GROUPS = 25


class Paging(Schema):
    sivu: int = Field(1, ge=1, le=LAST_PAGE, description="Sivun numero")
    koko: int = Field(25, ge=1, le=100, description="Rivejä sivulla, enintään 100")


class GroupPaging(Schema):
    sivu: int = Field(1, ge=1, le=LAST_PAGE, description="Sivun numero")
    koko: int = Field(MOST_GROUPS, ge=1, le=MOST_GROUPS, description=f"Ryhmiä sivulla, enintään {MOST_GROUPS}")


def page_of(rows: QuerySet[Any], paging: Paging | GroupPaging, path: str, answers: Callable[[Sequence[Any]], list[Item]]) -> dict[str, Any]:
    """Return the fields of a `Page` of the rows, which need a stable order; two queries beside those of `answers`.

    Raises 404 for a page that is not there. A list without rows has one page.
    """
    try:
        page = Paginator(rows, paging.koko).page(paging.sivu)
    except EmptyPage as nothing:
        raise HttpError(404, "Tätä sivua ei ole. Sivujen määrä on luettelon kentässä pages.") from nothing
    beside = {
        "next": page.next_page_number() if page.has_next() else None,
        "previous": page.previous_page_number() if page.has_previous() else None,
    }
    return {
        "total": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "items": answers(list(page.object_list)),
        **{name: absolute(f"{path}?sivu={number}&koko={paging.koko}") if number else None for name, number in beside.items()},
    }
