"""Looking at an uploaded file before anything of it is kept."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import filetype
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from config.toolkit.errors import RefusedInputError
from config.toolkit.sandbox import MEGABYTE, Limits, run_confined
from config.toolkit.uploads.kinds import KINDS, ZIP_SIGNATURE, Kind, Refusal
from config.toolkit.uploads.names import clean_name, split_name

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.functional import Promise

MAX_UPLOAD_SIZE = 10 * MEGABYTE
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an old .doc or .xls, or a new one behind a password
_HEAD_LENGTH = 8192

SENTENCES: dict[Refusal, Promise] = {
    Refusal.EMPTY: _("Tiedosto on tyhjä. Tarkista, että valitsit oikean tiedoston."),
    Refusal.TOO_LARGE: _("Tiedosto on liian suuri: enimmäiskoko on 10 megatavua. Pienennä tiedostoa tai lisää se linkkinä."),
    Refusal.KIND: _("Tätä tiedostomuotoa ei voi lisätä. Sopivat muodot ovat PDF, DOCX, XLSX, PPTX, ODT, ODS, JPG ja PNG."),
    Refusal.CONTENT: _(
        "Tiedoston sisältö ei vastaa sen päätettä. Avaa tiedosto ohjelmassa, jolla se on tehty, ja tallenna se uudelleen oikeassa muodossa."
    ),
    Refusal.BROKEN: _("Tiedosto on rikki, eikä sitä voi avata. Tallenna se uudelleen ja yritä sitten uudestaan."),
    Refusal.ENCRYPTED: _("Tiedosto on suojattu salasanalla. Poista suojaus ja lisää tiedosto uudelleen."),
    Refusal.MACROS: _("Tiedostossa on makroja eli pieniä ohjelmia. Tallenna se ilman makroja ja lisää se uudelleen."),
    Refusal.NESTED: _("Tiedoston sisällä on pakattu tiedosto. Poista se, ja lisää sen sisältö tarvittaessa omana tiedostonaan."),
    Refusal.EXPANDS: _(
        "Tiedosto on pakattu poikkeuksellisen tiiviisti, eikä sitä voi tarkistaa. Tallenna se uudelleen tai lisää se PDF-muodossa."
    ),
    Refusal.PIXELS: _("Kuvassa on liian monta kuvapistettä. Pienennä kuvaa ja lisää se uudelleen."),
    Refusal.TOO_HARD: _("Tiedoston tarkistaminen kesti liian kauan. Tallenna tiedosto uudelleen tai lisää se PDF-muodossa."),
}


@dataclass(frozen=True)
class InspectedFile:
    """What is known of an accepted file: the content type and extension by its content, the size in bytes, the name only for showing."""

    content_type: str
    extension: str
    size: int
    sha256: str
    clean_name: str


def inspect_upload(upload: UploadedFile, *, field: str = "file") -> InspectedFile:
    """Return what the file is, or raise `RefusedInputError` with a sentence that says why it is refused and what to do.

    The extension must be on the list, the content must begin as that kind does, and a real parser must open it, in a process with
    limits. Sizes are counted while reading; what the request or the file claims of them is not believed. Reads the upload from its
    beginning and leaves it there.
    """
    try:
        kind = _kind_of(upload.name or "")
        size, sha256, head = _read(upload)
        _require_signature(kind, head)
        _parse(upload, kind)
    except _Refused as refused:
        raise RefusedInputError(str(SENTENCES[refused.refusal]), field=field) from None
    finally:
        upload.seek(0)
    return InspectedFile(kind.content_type, kind.extension, size, sha256, clean_name(upload.name or "", kind.extension))


class _Refused(Exception):  # noqa: N818  # never leaves this module
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def _kind_of(name: str) -> Kind:
    _stem, extension = split_name(name)
    if extension not in KINDS:
        raise _Refused(Refusal.KIND)
    return KINDS[extension]


def _read(upload: UploadedFile) -> tuple[int, str, bytes]:
    size, digest, head = 0, hashlib.sha256(), b""
    upload.seek(0)
    while chunk := upload.read(64 * 1024):
        size += len(chunk)
        if size > MAX_UPLOAD_SIZE:
            raise _Refused(Refusal.TOO_LARGE)
        digest.update(chunk)
        head = head or chunk[:_HEAD_LENGTH]
    if size == 0:
        raise _Refused(Refusal.EMPTY)
    return size, digest.hexdigest(), head


def _require_signature(kind: Kind, head: bytes) -> None:
    """Refuse what does not begin as its kind does: junk before the signature makes a file that two programs read as two things."""
    if kind.signature == ZIP_SIGNATURE and head.startswith(_OLE_SIGNATURE):
        raise _Refused(Refusal.ENCRYPTED)
    guess = filetype.guess(head)
    same_family = guess is not None and (guess.extension == kind.extension or kind.signature == ZIP_SIGNATURE)
    if not head.startswith(kind.signature) or not same_family:
        raise _Refused(Refusal.CONTENT)


def _parse(upload: UploadedFile, kind: Kind) -> None:
    limits = Limits(
        memory=getattr(settings, "UPLOAD_MEMORY_LIMIT", 1024 * MEGABYTE),
        cpu=getattr(settings, "UPLOAD_CPU_SECONDS", 15),
        wall=30,
        output=MEGABYTE,
    )
    with tempfile.TemporaryDirectory(prefix="laatumatka-upload-") as name:
        folder = Path(name)
        upload.seek(0)
        with (folder / "file").open("wb") as copy:
            while chunk := upload.read(64 * 1024):
                copy.write(chunk)
        outcome = run_confined("config.toolkit.uploads.process", kind.extension, folder=folder, limits=limits)
    if outcome.status == 0:
        return
    if outcome.ran_out_of_time or outcome.ran_out_of_memory:
        raise _Refused(Refusal.TOO_HARD)
    words = outcome.last_words.strip().rpartition("\n")[2]
    raise _Refused(Refusal(words) if words in set(Refusal) else Refusal.BROKEN)
