"""The files on disk: written whole or not at all, under random names, once per content, checked when read."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from assessments.models import StoredFile
from config.toolkit.errors import RefusedInputError


def store_bytes(data: bytes, *, content_type: str, extension: str, at: dt.datetime) -> StoredFile:
    """Store the content and return its row; the same content stored before, or at the same moment, gives the one row there is.

    The bytes are on disk before the row exists, under a name no user has chosen. A full disk leaves no half file and raises
    `RefusedInputError`. A file whose transaction is rolled back is left for `manage.py clean_files`.
    """
    digest = hashlib.sha256(data).hexdigest()
    existing = StoredFile.objects.filter(sha256=digest).first()
    if existing and path_of(existing).is_file():
        return existing
    name = existing.storage_name if existing else f"{secrets.token_hex(16)}.{extension}"
    _write(data, Path(settings.MEDIA_ROOT) / name)
    if existing:
        return existing
    return _row(StoredFile(sha256=digest, storage_name=name, content_type=content_type, extension=extension, size=len(data), stored_at=at))


def open_stored(file: StoredFile) -> File[bytes]:
    """Return the content for reading. Raises `Http404` when the file is missing or is not what was stored."""
    try:
        data = path_of(file).read_bytes()
    except OSError as error:
        raise Http404 from error
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Http404
    return File(BytesIO(data), name=file.storage_name)


def path_of(file: StoredFile) -> Path:
    """Return where the file lies; the folder is private and served by no web server."""
    return Path(settings.MEDIA_ROOT) / file.storage_name


def _row(file: StoredFile) -> StoredFile:
    try:
        with transaction.atomic():
            file.save()
    except IntegrityError:
        path_of(file).unlink(missing_ok=True)  # somebody stored the same content at the same moment
        return StoredFile.objects.get(sha256=file.sha256)
    return file


def _write(data: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary: str | None = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
            temporary = part.name
            part.write(data)
            part.flush()
            os.fsync(part.fileno())
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise RefusedInputError(_("Tiedostoa ei voitu tallentaa juuri nyt. Yritä hetken päästä uudelleen."), field="file") from error


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, as the content does."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
