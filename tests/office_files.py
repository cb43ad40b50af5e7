"""Small real office packages, PDFs and pictures for tests of uploads."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

_OOXML = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    "docx": ("word/document.xml", f"{_OOXML}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_OOXML}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{_OOXML}presentationml.presentation.main+xml"),
}
_ODF = {"odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet"}


def zip_bytes(parts: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of the parts, in their order."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else method)
    return buffer.getvalue()


def office_bytes(extension: str, **extra: bytes) -> bytes:
    """Return a minimal package of the kind; `extra` parts are named with `__` for `/` and `_DOT_` for `.`."""
    more = {name.replace("__", "/").replace("_DOT_", "."): content for name, content in extra.items()}
    if extension in _ODF:
        manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        base = {"mimetype": _ODF[extension].encode(), "content.xml": b"<content/>", "META-INF/manifest.xml": manifest}
        return zip_bytes({**base, **more})
    part, content_type = _MAIN[extension]
    types = f'<Types><Override PartName="/{part}" ContentType="{content_type}"/></Types>'.encode()
    return zip_bytes({"[Content_Types].xml": types, "_rels/.rels": b"<Relationships/>", part: b"<main/>", **more})


def pdf_bytes(*, pages: int = 1, password: str = "") -> bytes:
    """Return a PDF of blank pages, behind a password if one is given."""
    buffer = BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page()
        pdf.save(buffer, encryption=pikepdf.Encryption(user=password, owner=password) if password else False, deterministic_id=not password)
    return buffer.getvalue()


def image_bytes(image_format: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """Return a plain picture; `image_format` is JPEG, PNG or GIF."""
    buffer = BytesIO()
    Image.new("RGB", size, "#0e5a50").save(buffer, image_format)
    return buffer.getvalue()


def sample_bytes(extension: str) -> bytes:
    """Return a small valid file of the kind."""
    if extension == "pdf":
        return pdf_bytes()
    if extension in {"jpg", "jpeg", "png"}:
        return image_bytes("PNG" if extension == "png" else "JPEG")
    return office_bytes(extension)


def uploaded(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    """Return the content, or a valid file of the name's kind, as a view gets it."""
    return SimpleUploadedFile(name, sample_bytes(name.rpartition(".")[2].lower()) if content is None else content)


def parts_of(extension: str) -> dict[str, bytes]:
    """Return the parts of a minimal package of the kind."""
    with zipfile.ZipFile(BytesIO(office_bytes(extension))) as package:
        return {name: package.read(name) for name in package.namelist()}
