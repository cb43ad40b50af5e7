"""The kinds of files that are let in, and the reasons why one is not. Used by the web process and by the inspecting process."""

from dataclasses import dataclass
from enum import StrEnum

ZIP_SIGNATURE = b"PK\x03\x04"
CLEANED = "cleaned"  # what the inspecting process leaves beside `file` when another content is kept than was sent
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


class Refusal(StrEnum):
    """Why a file is refused; the sentences stand in `inspection.py`."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    KIND = "kind"
    CONTENT = "content"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    NESTED = "nested"
    EXPANDS = "expands"
    PIXELS = "pixels"
    TOO_HARD = "too_hard"


class RefusedFileError(Exception):
    """Raised inside the inspecting process; carries the reason."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class Kind:
    """One kind of file: how it begins and, for office files, the part that proves it.

    `main_part` is the part that must be in the package; `main_type` the content type that must be declared for it (for ODF: the
    content of the entry `mimetype`).
    """

    extension: str
    content_type: str
    signature: bytes
    main_part: str = ""
    main_type: str = ""


def _ooxml(extension: str, name: str, main_part: str) -> Kind:
    return Kind(extension, f"{_OOXML}{name}", ZIP_SIGNATURE, main_part, f"{_OOXML}{name}.main+xml")


def _odf(extension: str, name: str) -> Kind:
    return Kind(extension, f"{_ODF}{name}", ZIP_SIGNATURE, "content.xml", f"{_ODF}{name}")


_JPEG = Kind("jpg", "image/jpeg", b"\xff\xd8\xff")
KINDS: dict[str, Kind] = {
    "pdf": Kind("pdf", "application/pdf", b"%PDF-"),
    "docx": _ooxml("docx", "wordprocessingml.document", "word/document.xml"),
    "xlsx": _ooxml("xlsx", "spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": _ooxml("pptx", "presentationml.presentation", "ppt/presentation.xml"),
    "odt": _odf("odt", "text"),
    "ods": _odf("ods", "spreadsheet"),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": Kind("png", "image/png", b"\x89PNG\r\n\x1a\n"),
}
ACCEPTED_EXTENSIONS = tuple(f".{extension}" for extension in KINDS)
