"""Small real files for evidence: made from a few lines, rows or shapes, the same bytes every time."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from PIL import Image, ImageDraw

A4 = (595, 842)  # points
LONG_AGO = (2025, 1, 2, 8, 0, 0)  # the one time stamp inside the archives
PAPER, INK, SPRUCE, SAND, RUST = "#f7f4ec", "#22302c", "#2f5d50", "#d9cdb4", "#b5532f"


def make_file(piece: Mapping[str, Any]) -> bytes:
    """Return the content of the file that the piece of evidence describes, by the ending of its name."""
    extension = piece["file"].rsplit(".", 1)[1]
    if extension == "pdf":
        return make_pdf(piece["title"], piece["lines"])
    if extension == "docx":
        return make_docx(piece["title"], piece["lines"])
    if extension == "xlsx":
        return make_xlsx(piece["rows"])
    return make_picture(piece["picture"], piece["title"], "JPEG" if extension == "jpg" else "PNG")


def make_pdf(title: str, lines: Sequence[str]) -> bytes:
    """Return a one-page PDF with the title and the lines in Helvetica."""
    shown = [(16, title), *((11, part) for line in lines for part in [*textwrap.wrap(line, 84), ""])]
    content, y = [b"BT"], 770
    for size, text in shown:
        safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        content.append(f"/F1 {size} Tf 1 0 0 1 60 {y} Tm ({safe}) Tj".encode("cp1252"))
        y -= size + 6
    content.append(b"ET")
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=A4)
    page = pdf.pages[0]
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica, Encoding=pikepdf.Name.WinAnsiEncoding
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    page.Contents = pdf.make_stream(b"\n".join(content))
    buffer = io.BytesIO()
    pdf.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def make_docx(title: str, lines: Sequence[str]) -> bytes:
    """Return a Word document of the title and one paragraph per line."""
    heading = f'<w:p><w:r><w:rPr><w:b/><w:sz w:val="32"/></w:rPr><w:t>{escape(title)}</w:t></w:r></w:p>'
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{word}"><w:body>{heading}{paragraphs}</w:body></w:document>'
    return _package("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", document, {})


def make_xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a workbook with one sheet of the rows: numbers as numbers, the rest as text."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = "".join(f"<row>{''.join(_cell(value) for value in row)}</row>" for row in rows)
    sheet = f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    workbook = f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Taulukko" sheetId="1" r:id="rId1"/></sheets></workbook>'
    relations = _relations(f"{office}/worksheet", "worksheets/sheet1.xml")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return _package("xl/workbook.xml", kind, workbook, {"xl/worksheets/sheet1.xml": sheet, "xl/_rels/workbook.xml.rels": relations})


def make_picture(kind: str, title: str, image_format: str) -> bytes:
    """Return a drawing of shapes alone: a poster of cards, bars by month, or a floor plan; drawn by dice of the title."""
    image = Image.new("RGB", (960, 640), PAPER)
    draw = {"poster": _poster, "bars": _bars, "plan": _plan}[kind]
    draw(ImageDraw.Draw(image), Random(title))  # noqa: S311 drawing, not secrecy
    buffer = io.BytesIO()
    image.save(buffer, image_format)
    return buffer.getvalue()


def _poster(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    for number in range(6):
        x, y = 60 + (number % 3) * 290, 60 + (number // 3) * 270
        draw.rounded_rectangle((x, y, x + 250, y + 230), 18, fill="white", outline=SPRUCE, width=4)
        head = y + 80
        draw.ellipse((x + 95, head - 40, x + 155, head + 20), fill=rng.choice([SPRUCE, RUST, SAND]))
        draw.arc((x + 70, head + 20, x + 180, head + 130), 180, 360, fill=INK, width=8)
        draw.line((x + 40, y + 200, x + 40 + rng.randrange(90, 170), y + 200), fill=INK, width=6)


def _bars(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.line((80, 560, 900, 560), fill=INK, width=4)
    draw.line((80, 80, 80, 560), fill=INK, width=4)
    height = 380
    for month in range(12):
        height = min(max(height + rng.randrange(-60, 45), 90), 440)
        x = 105 + month * 66
        draw.rectangle((x, 560 - height, x + 42, 558), fill=SPRUCE if month != 6 else SAND)


def _plan(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.rectangle((60, 60, 900, 580), outline=INK, width=10)
    split = rng.randrange(380, 600)
    draw.line((split, 60, split, 390), fill=INK, width=8)
    draw.line((60, 390, split - 110, 390), fill=INK, width=8)
    draw.rectangle((860, 470, 905, 575), fill=PAPER)
    draw.arc((800, 470, 1010, 680), 180, 270, fill=RUST, width=5)
    for number in range(5):
        x = 100 + number * 60
        draw.rectangle((x, 430, x + 40, 510), fill=SAND, outline=INK, width=3)
    draw.ellipse((split + 60, 130, split + 150, 220), fill=SAND, outline=INK, width=3)


def _cell(value: Any) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def _package(main: str, kind: str, content: str, more: Mapping[str, str]) -> bytes:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{sheet}"/>' for name in more if name.endswith("sheet1.xml"))
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/>{overrides}</Types>'
    )
    relations = _relations("http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument", main)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"[Content_Types].xml": types, "_rels/.rels": relations, main: content, **more}.items():
            declared = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), declared, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _relations(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    )
