"""What WeasyPrint 70 leaves out of the tags, and the fixed file identity."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Object


def complete_tags(data: bytes) -> bytes:
    """Return the PDF with a Scope on every header cell and an /ID made of its content.

    A header's direction must be known (PDF/UA-1 section 7.5).
    """
    import pikepdf  # noqa: PLC0415  # only the rendering process uses it

    with pikepdf.open(BytesIO(data)) as pdf:
        for row in _rows(pdf.Root.StructTreeRoot):
            _scope_headers(row)
        output = BytesIO()
        pdf.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


def _children(element: Object) -> list[Object]:
    import pikepdf  # noqa: PLC0415  # see complete_tags

    kids: Any = element.get("/K", [])
    if not isinstance(kids, pikepdf.Array):
        kids = [kids]
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]


def _rows(root: Object) -> Iterator[Object]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.get("/S") == "/TR":
            yield element
        waiting.extend(_children(element))


def _scope_headers(row: Object) -> None:
    """A header that a data cell of its own row names is the row's; every other one is its column's."""
    import pikepdf  # noqa: PLC0415  # see complete_tags

    cells = _children(row)
    named = {bytes(header) for cell in cells if cell.get("/S") == "/TD" and "/A" in cell for header in cell.A.get("/Headers", [])}
    for cell in cells:
        if cell.get("/S") == "/TH":
            is_row = "/ID" in cell and bytes(cell.ID) in named
            cell.A.Scope = pikepdf.Name.Row if is_row else pikepdf.Name.Column
