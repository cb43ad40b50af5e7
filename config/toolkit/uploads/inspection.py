"""Looking at an uploaded file before anything of it is kept."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import filetype
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from config.toolkit.errors import RefusedInputError
from config.toolkit.sandbox import MEGABYTE, Limits, run_confined
from config.toolkit.uploads.kinds import CLEANED, KINDS, ZIP_SIGNATURE, Kind, Refusal
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
    """An accepted file: what is kept of it, the content type and extension by its content, the name only for showing."""

    content: bytes
    content_type: str
    extension: str
    clean_name: str

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def inspect_upload(upload: UploadedFile, *, field: str = "file") -> InspectedFile:
    """Return what the file is and what is kept of it, or raise `RefusedInputError` with a sentence that says why, and what to do.

    The extension must be on the list, the content must begin as that kind does, and a real parser must open it, in a process with
    limits. Sizes are counted while reading; what the request or the file claims of them is not believed. Reads the upload from its
    beginning and leaves it there. A picture is kept upright and without its metadata (place, time, camera); anything else as it was sent.
    """
    try:
        kind = _kind_of(upload.name or "")
        sent = _read(upload)
        _require_signature(kind, sent[:_HEAD_LENGTH])
        kept = _parse(sent, kind)
    except _Refused as refused:
        raise RefusedInputError(str(SENTENCES[refused.refusal]), field=field) from None
    finally:
        upload.seek(0)
    return InspectedFile(kept, kind.content_type, kind.extension, clean_name(upload.name or "", kind.extension))


class _Refused(Exception):  # noqa: N818  # never leaves this module
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def _kind_of(name: str) -> Kind:
    _stem, extension = split_name(name)
    if extension not in KINDS:
        raise _Refused(Refusal.KIND)
    return KINDS[extension]


def _read(upload: UploadedFile) -> bytes:
    upload.seek(0)
    content: bytes = upload.read(MAX_UPLOAD_SIZE + 1)
    if len(content) > MAX_UPLOAD_SIZE:
        raise _Refused(Refusal.TOO_LARGE)
    if not content:
        raise _Refused(Refusal.EMPTY)
    return content


def _require_signature(kind: Kind, head: bytes) -> None:
    """Refuse what does not begin as its kind does: junk before the signature makes a file that two programs read as two things."""
    if kind.signature == ZIP_SIGNATURE and head.startswith(_OLE_SIGNATURE):
        raise _Refused(Refusal.ENCRYPTED)
    guess = filetype.guess(head)
    same_family = guess is not None and (guess.extension == kind.extension or kind.signature == ZIP_SIGNATURE)
    if not head.startswith(kind.signature) or not same_family:
        raise _Refused(Refusal.CONTENT)


def _parse(sent: bytes, kind: Kind) -> bytes:
    """Have the file opened in a process of its own and return what is kept of it."""
    limits = Limits(
        memory=getattr(settings, "UPLOAD_MEMORY_LIMIT", 1024 * MEGABYTE),
        cpu=getattr(settings, "UPLOAD_CPU_SECONDS", 15),
        wall=30,
        output=3 * MAX_UPLOAD_SIZE,  # a picture written anew may take more room than the one that was sent
    )
    with tempfile.TemporaryDirectory(prefix="laatumatka-upload-") as name:
        folder = Path(name)
        (folder / "file").write_bytes(sent)
        outcome = run_confined("config.toolkit.uploads.process", kind.extension, folder=folder, limits=limits)
        if outcome.status == 0:
            cleaned = folder / CLEANED
            return cleaned.read_bytes() if cleaned.exists() else sent
    if outcome.ran_out_of_time or outcome.ran_out_of_memory:
        raise _Refused(Refusal.TOO_HARD)
    words = outcome.last_words.strip().rpartition("\n")[2]
    raise _Refused(Refusal(words) if words in set(Refusal) else Refusal.BROKEN)
