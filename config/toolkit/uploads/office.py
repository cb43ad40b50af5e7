"""Office files are zip packages: what may be in one, and how much of it."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from io import BytesIO
from typing import IO

from config.toolkit.uploads.kinds import KINDS, Kind, Refusal, RefusedFileError

MAX_DIRECTORY_BYTES = 1024 * 1024  # read whole into memory before the entries can be counted
MAX_ENTRIES = 5_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 200  # of all entries together; looked at from RATIO_FROM_BYTES up, since short XML packs very tightly
RATIO_FROM_BYTES = 20 * 1024 * 1024
MAX_SMALL_PART_BYTES = 1024 * 1024
MAX_EMBEDDED_BYTES = 10 * 1024 * 1024

_END = b"PK\x05\x06"
_END_LENGTH = 22
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PACKED_PICTURES = (".emz", ".wmz")  # gzipped by Office itself
_MACRO_NAMES = re.compile(r"vba(project|data)|macrosheets/|activex/.*\.bin$|^basic/|^scripts/", re.IGNORECASE)
_EMBEDDED_NAME = re.compile(r"^(word|xl|ppt)/embeddings/[^/]+\.(docx|xlsx|pptx)$", re.IGNORECASE)


def inspect_office(file: IO[bytes], kind: Kind, *, embedded: bool = False) -> None:
    """Raise `RefusedFileError` unless the package is a whole, unencrypted one of its kind without macros or archives in it.

    Sizes are first judged as declared; then every entry is unpacked piece by piece and thrown away, to see that they were true.
    A workbook behind a chart is a package in the package: those are inspected the same way, one level deep.
    """
    size = _require_plain_end(file)
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            _require_modest(entries, size)
            _require_clean_names(entries)
            _require_kind(package, kind)
            for entry in entries:
                _read_through(package, entry, embedded=embedded)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, ValueError, OSError, struct.error):
        raise RefusedFileError(Refusal.BROKEN) from None
    except RuntimeError:  # zipfile's answer to a missing password
        raise RefusedFileError(Refusal.ENCRYPTED) from None


def _require_plain_end(file: IO[bytes]) -> int:
    """Look at the end record before zipfile reads the directory; return the file's size in bytes."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_LENGTH - 0xFFFF))
    tail = file.read()
    start = tail.rfind(_END)
    if start < 0 or len(tail) - start < _END_LENGTH:
        raise RefusedFileError(Refusal.BROKEN)
    directory_bytes, directory_start, comment_length = struct.unpack("<LLH", tail[start + 12 : start + _END_LENGTH])
    if start + _END_LENGTH + comment_length != len(tail):
        raise RefusedFileError(Refusal.BROKEN)
    if directory_bytes > MAX_DIRECTORY_BYTES:
        raise RefusedFileError(Refusal.EXPANDS)
    if directory_start + directory_bytes != size - len(tail) + start:  # something before, between or a zip64 record
        raise RefusedFileError(Refusal.BROKEN)
    return size


def _require_modest(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or (unpacked > RATIO_FROM_BYTES and unpacked > size * MAX_RATIO):
        raise RefusedFileError(Refusal.EXPANDS)


def _require_clean_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise RefusedFileError(Refusal.BROKEN)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise RefusedFileError(Refusal.ENCRYPTED)
    if any(_MACRO_NAMES.search(name) for name in names):
        raise RefusedFileError(Refusal.MACROS)


def _require_kind(package: zipfile.ZipFile, kind: Kind) -> None:
    names = set(package.namelist())
    is_odf = kind.main_part == "content.xml"
    declared_in = "mimetype" if is_odf else "[Content_Types].xml"
    if kind.main_part not in names or declared_in not in names:
        raise RefusedFileError(Refusal.CONTENT)
    declared = _small_part(package, declared_in)
    if is_odf:
        if declared.strip() != kind.main_type.encode():
            raise RefusedFileError(Refusal.CONTENT)
        if "META-INF/manifest.xml" in names and b"encryption-data" in _small_part(package, "META-INF/manifest.xml"):
            raise RefusedFileError(Refusal.ENCRYPTED)
    elif b"macroEnabled" in declared or b"vbaProject" in declared:
        raise RefusedFileError(Refusal.MACROS)
    elif not re.search(rb"[\"']" + re.escape(kind.main_type.encode()) + rb"[\"']", declared):
        raise RefusedFileError(Refusal.CONTENT)


def _small_part(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).file_size > MAX_SMALL_PART_BYTES:
        raise RefusedFileError(Refusal.BROKEN)
    return package.read(name)


def _read_through(package: zipfile.ZipFile, entry: zipfile.ZipInfo, *, embedded: bool) -> None:
    """Unpack the entry in pieces: no archive may be inside, and its declared size and checksum must be true.

    zipfile never gives out more than the declared size; what holds more fails the checksum.
    """
    with package.open(entry) as part:
        head = part.read(8)
        if head.startswith(_ARCHIVES) and not entry.filename.lower().endswith(_PACKED_PICTURES):
            _inspect_embedded(head + part.read(MAX_EMBEDDED_BYTES), entry, embedded=embedded)
        while part.read(64 * 1024):
            pass


def _inspect_embedded(content: bytes, entry: zipfile.ZipInfo, *, embedded: bool) -> None:
    name = _EMBEDDED_NAME.match(entry.filename)
    if name is None or embedded or entry.file_size > MAX_EMBEDDED_BYTES:
        raise RefusedFileError(Refusal.NESTED)
    inspect_office(BytesIO(content), KINDS[name.group(2).lower()], embedded=True)
