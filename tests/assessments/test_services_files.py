"""Stored files: once per content, whole or not at all, gone when nothing refers to them."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.http import Http404
from pytest_django.fixtures import Settings

from assessments.choices import ReportStatus
from assessments.file_store import open_stored, path_of
from assessments.models import Report, StoredFile
from assessments.selectors.results import criteria_of
from assessments.services.evidence import add_file_evidence, remove_evidence
from assessments.services.files import delete_unreferenced_files, release_file, store_file
from config.toolkit.errors import RefusedInputError
from config.toolkit.sandbox import PROJECT_DIR
from config.toolkit.uploads.inspection import InspectedFile, inspect_upload
from tests.factories.assessments import AT, Cast, make_joint
from tests.office_files import image_bytes, pdf_bytes, uploaded

LATER = AT + dt.timedelta(hours=2)


def store(content: bytes, name: str = "muistio.pdf", at: dt.datetime = AT) -> StoredFile:
    upload = uploaded(name, content)
    return store_file(inspected=inspect_upload(upload), at=at)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def rolled_back(act: Callable[[], object]) -> object:
    """Do it in a transaction that does not come through, and return what it returned."""
    with transaction.atomic():
        result = act()
        transaction.set_rollback(True)
    return result


@pytest.mark.django_db
def test_file_is_stored_under_a_random_name_with_its_hash(media: Path) -> None:
    stored = store(pdf_bytes(), name="../../salaisuus.pdf")
    assert names_in(media) == [stored.storage_name]
    assert "salaisuus" not in stored.storage_name
    assert path_of(stored).read_bytes() == pdf_bytes()
    assert path_of(stored).stat().st_mode & 0o777 == 0o600
    assert (stored.size, stored.content_type, stored.extension) == (len(pdf_bytes()), "application/pdf", "pdf")


@pytest.mark.django_db
def test_same_content_is_stored_once(media: Path) -> None:
    assert store(pdf_bytes()) == store(pdf_bytes(), name="toinen.pdf")
    assert store(pdf_bytes(pages=2)) != store(pdf_bytes())
    assert len(names_in(media)) == 2


@pytest.mark.django_db
def test_file_lost_from_disk_is_written_again_when_it_comes_again(media: Path) -> None:
    stored = store(pdf_bytes())
    path_of(stored).unlink()
    assert store(pdf_bytes()) == stored
    assert open_stored(stored).read() == pdf_bytes()


@pytest.mark.django_db(transaction=True)
def test_same_content_at_the_same_moment_is_stored_once(media: Path) -> None:
    content = pdf_bytes(pages=3)
    found = inspect_upload(uploaded("muistio.pdf", content))

    def act(_number: int) -> int:
        try:
            return store_file(inspected=found, at=AT).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        rows = set(pool.map(act, range(8)))
    assert len(rows) == 1
    assert names_in(media) == [StoredFile.objects.get().storage_name]


@pytest.mark.django_db
def test_changed_or_missing_file_is_never_handed_out(media: Path) -> None:
    stored = store(pdf_bytes())
    path_of(stored).write_bytes(pdf_bytes(pages=2))
    with pytest.raises(Http404):
        open_stored(stored)
    path_of(stored).unlink()
    with pytest.raises(Http404):
        open_stored(stored)


# A full disk (Crash-07)


@pytest.fixture
def full_disk(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte; skipped where it cannot be mounted."""
    folder = tmp_path / "pieni"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("A file system can be mounted by root only.")
    settings.MEDIA_ROOT = folder
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.django_db
def test_full_disk_refuses_cleanly_and_recovers(full_disk: Path) -> None:
    content = pdf_bytes() + b"%" * 2**20
    with pytest.raises(RefusedInputError) as caught:
        store(content)
    assert caught.value.message.endswith(".")
    assert names_in(full_disk) == []
    assert StoredFile.objects.count() == 0
    subprocess.run(["mount", "-o", "remount,size=4m", str(full_disk)], check=True)
    assert open_stored(store(content)).read() == content


def test_write_cut_short_leaves_no_half_file(tmp_path: Path) -> None:
    code = f"""
import os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django; django.setup()
from pathlib import Path
from assessments import file_store
from config.toolkit.errors import RefusedInputError
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    file_store._write(b"x" * 100_000, Path({str(tmp_path)!r}) / "a.pdf")
except RefusedInputError:
    sys.exit(7)
"""
    result = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_DIR, env={**os.environ, "ENVIRONMENT": "development"}, check=False)
    assert result.returncode == 7
    assert names_in(tmp_path) == []


# Clearing away


@pytest.mark.django_db(transaction=True)
def test_file_of_a_rolled_back_transaction_is_cleared_away(media: Path) -> None:
    rolled_back(lambda: store(pdf_bytes()))
    assert StoredFile.objects.count() == 0
    [orphan] = media.iterdir()
    os.utime(orphan, (AT.timestamp(), AT.timestamp()))
    assert delete_unreferenced_files(at=AT + dt.timedelta(minutes=59)) == 0
    assert delete_unreferenced_files(at=LATER) == 1
    assert names_in(media) == []


@pytest.mark.django_db(transaction=True)
def test_part_of_a_killed_write_is_cleared_away_and_strange_files_stay(media: Path) -> None:
    media.mkdir()
    for name in (".part-abc", "README.txt"):
        (media / name).write_text("x")
        os.utime(media / name, (AT.timestamp(), AT.timestamp()))
    assert delete_unreferenced_files(at=LATER) == 1
    assert names_in(media) == ["README.txt"]


@pytest.mark.django_db(transaction=True)
def test_row_that_nothing_refers_to_is_cleared_away_after_an_hour(media: Path) -> None:
    store(pdf_bytes())
    assert delete_unreferenced_files(at=AT) == 0
    assert delete_unreferenced_files(at=LATER) == 1
    assert (StoredFile.objects.count(), names_in(media)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_file_in_use_is_never_cleared_away(media: Path) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    criterion = criteria_of(assessment)[0]
    evidence = add_file_evidence(holder=assessment, criteria=[criterion], upload=uploaded("a.pdf"), title="A", by=cast.contact, at=AT)
    assert evidence.file is not None
    assert release_file(file=evidence.file) is False
    assert delete_unreferenced_files(at=LATER) == 0
    assert len(names_in(media)) == 1
    remove_evidence(evidence=evidence, criterion=criterion, by=cast.contact, at=AT)
    assert names_in(media) == []


@pytest.mark.django_db
def test_file_of_a_report_stays(media: Path) -> None:
    stored = store(pdf_bytes())
    Report.objects.create(assessment=make_joint(Cast()), status=ReportStatus.READY, file=stored, content_sha256="0" * 64, requested_at=AT)
    assert release_file(file=stored) is False
    assert delete_unreferenced_files(at=LATER) == 0
    assert open_stored(stored).read() == pdf_bytes()


@pytest.mark.django_db(transaction=True)
def test_file_stays_on_disk_when_its_removal_is_rolled_back(media: Path) -> None:
    stored = store(pdf_bytes())
    assert rolled_back(lambda: release_file(file=stored)) is True
    assert open_stored(StoredFile.objects.get()).read() == pdf_bytes()


@pytest.mark.django_db(transaction=True)
def test_command_says_how_many_went(media: Path) -> None:
    media.mkdir()
    orphan = media / f"{'0' * 32}.pdf"
    orphan.write_bytes(b"x")
    os.utime(orphan, (0, 0))
    output = StringIO()
    call_command("clean_files", stdout=output)
    assert output.getvalue() == "1 files deleted.\n"


def test_inspected_file_carries_no_path() -> None:
    assert set(InspectedFile.__dataclass_fields__) == {"content", "content_type", "extension", "clean_name"}


@pytest.mark.django_db
def test_picture_is_stored_with_its_own_kind(media: Path) -> None:
    assert store(image_bytes("PNG"), name="kuva.png").storage_name.endswith(".png")
