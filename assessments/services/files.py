"""Keeping and clearing away the stored files that evidence and reports refer to."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from assessments.file_store import path_of, store_bytes
from assessments.models import StoredFile

if TYPE_CHECKING:
    from config.toolkit.uploads.inspection import InspectedFile

SPARED = dt.timedelta(hours=1)  # what is younger may belong to a request or a rendering that has not come to its end
REFERRED_TO_BY_NOTHING = Q(
    evidence=None,
    reports=None,
    units_reports=None,
    action_plans=None,
    employer_letters=None,
    audit_certificates=None,
    certificates=None,
    decision_packs=None,
    summary_reports=None,
    submissions=None,
    submission_prints=None,
    yearly_report_pdfs=None,
    public_sheets=None,
)
_OWN_NAMES = re.compile(r"[0-9a-f]{32}\.[a-z]{3,5}|\.part-.+")


@transaction.atomic
def store_file(*, inspected: InspectedFile, at: dt.datetime) -> StoredFile:
    """Store an inspected upload and return its row, locked until the caller's transaction ends.

    Call it in the transaction that makes something refer to the file. The same content is stored once, also by two requests at the
    same moment. A full disk raises `RefusedInputError` and leaves no half file.
    """
    while True:
        stored = store_bytes(inspected.content, content_type=inspected.content_type, extension=inspected.extension, at=at)
        locked = StoredFile.objects.select_for_update().filter(pk=stored.pk).first()
        if locked is not None:  # else its last reference was given up at this very moment, and the file with it
            return locked


@transaction.atomic
def release_file(*, file: StoredFile) -> bool:
    """Delete the file if nothing refers to it any more, on disk after the transaction has come through; tell whether it went."""
    locked = StoredFile.objects.select_for_update().filter(pk=file.pk).first()
    if locked is None or not StoredFile.objects.filter(REFERRED_TO_BY_NOTHING, pk=locked.pk).exists():
        return False
    path = path_of(locked)
    locked.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return True


def delete_unreferenced_files(*, at: dt.datetime) -> int:
    """Delete rows that nothing refers to and files that no row names, both only when older than an hour; return how many went.

    Files without a row are left by a transaction that was rolled back after its file was written, or by a killed process.
    """
    unreferenced = StoredFile.objects.filter(REFERRED_TO_BY_NOTHING, stored_at__lt=at - SPARED)
    deleted = sum(_release(file) for file in unreferenced)
    named = set(StoredFile.objects.values_list("storage_name", flat=True))
    for path in Path(settings.MEDIA_ROOT).glob("*"):
        if path.name not in named and _OWN_NAMES.fullmatch(path.name) and _written_at(path) < at - SPARED:
            path.unlink(missing_ok=True)
            deleted += 1
    return deleted


def _release(file: StoredFile) -> bool:
    try:
        return release_file(file=file)
    except IntegrityError:  # something referred to it at this very moment: it stays
        return False


def _written_at(path: Path) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC)
    except FileNotFoundError:
        return dt.datetime.max.replace(tzinfo=dt.UTC)
