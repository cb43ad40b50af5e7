"""A structure test of PDF/UA-1 files: what can be checked without veraPDF, which is the external check."""

from __future__ import annotations

import itertools
import subprocess
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

HEADINGS = {f"/H{level}": level for level in range(1, 7)}
EMBEDDED = ("/FontFile", "/FontFile2", "/FontFile3")


def assert_pdf_ua(data: bytes, *, language: str = "fi") -> None:
    """Fail with the first rule the file breaks."""
    assert_syntax(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        _assert_document(pdf, language)
        elements = list(structure(pdf.Root.StructTreeRoot))
        _assert_headings(elements)
        _assert_figures(elements)
        _assert_tables(elements)
        _assert_links(pdf, elements)
        _assert_fonts(pdf)


def assert_syntax(data: bytes) -> None:
    """Run `qpdf --check` on the file."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(data)
        checked = subprocess.run(["qpdf", "--check", file.name], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def structure(root: Object) -> Iterator[Object]:
    """Yield the structure elements in reading order."""
    kids: Any = root.get("/K", [])
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary):
            if "/S" in kid:
                yield kid
            yield from structure(kid)


def is_a(element: Object, kind: str) -> bool:
    """Tell whether the element's structure type is the kind ("/TH")."""
    return str(element.S) == kind


def heading_levels(data: bytes) -> list[int]:
    """Return the levels of the headings in reading order."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [HEADINGS[str(element.S)] for element in structure(pdf.Root.StructTreeRoot) if str(element.S) in HEADINGS]


def bookmarks(data: bytes) -> list[str]:
    """Return the titles of the top two levels of bookmarks."""
    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_outline() as outline:
        return [title for item in outline.root for title in (item.title, *(child.title for child in item.children))]


def _assert_document(pdf: Pdf, language: str) -> None:
    root = pdf.Root
    assert str(root.Lang) == language, f"Lang is {root.Lang}."
    assert str(pdf.docinfo.get("/Title", "")).strip(), "The document has no title."
    assert bool(root.ViewerPreferences.DisplayDocTitle), "The title is not shown in the window."
    assert bool(root.MarkInfo.Marked), "The document is not marked as tagged."
    with pdf.open_metadata() as metadata:
        assert metadata.get("pdfuaid:part") == "1", "pdfuaid is missing from the XMP metadata."
        assert metadata.get("dc:title"), "The title is missing from the XMP metadata."
    with pdf.open_outline() as outline:
        assert outline.root, "There are no bookmarks."
    assert all(page.obj.get("/Tabs") == Name.S for page in pdf.pages), "A page's tab order is not the structure's."


def _assert_headings(elements: list[Object]) -> None:
    levels = [HEADINGS[str(element.S)] for element in elements if str(element.S) in HEADINGS]
    assert levels.count(1) == 1, f"There are {levels.count(1)} headings of level 1."
    assert levels[0] == 1, "The first heading is not of level 1."
    jumps = [(before, after) for before, after in itertools.pairwise(levels) if after > before + 1]
    assert not jumps, f"The heading levels jump: {jumps}."


def _assert_figures(elements: list[Object]) -> None:
    for element in elements:
        if is_a(element, "/Figure"):
            assert str(element.get("/Alt", "")).strip(), "A figure has no alternative text."


def _assert_tables(elements: list[Object]) -> None:
    for element in elements:
        if is_a(element, "/TH"):
            assert element.A.Scope in {Name.Row, Name.Column}, "A header cell has no scope."
        if is_a(element, "/Table"):
            assert any(is_a(part, "/TH") for part in structure(element)), "A table has no header cell."


def _assert_links(pdf: Pdf, elements: list[Object]) -> None:
    in_structure = {kid.Obj.objgen for element in elements if is_a(element, "/Link") for kid in _references(element)}
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            assert annotation.Subtype == Name.Link, f"There is an annotation {annotation.Subtype}."
            assert str(annotation.get("/Contents", "")).strip(), "A link says not where it leads."
            assert annotation.objgen in in_structure, "A link is not in the structure."


def _references(element: Object) -> list[Object]:
    kids: Any = element.get("/K", [])
    return [kid for kid in (kids if isinstance(kids, Array) else [kids]) if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR]


def _assert_fonts(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.FontDescriptor:
            assert any(key in thing for key in EMBEDDED), f"The font {thing.get('/FontName')} is not embedded."
