"""Uploads that are larger inside than they look: refused before they expand, in little memory."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from config.toolkit.sandbox import PROJECT_DIR
from config.toolkit.uploads.inspection import inspect_upload
from config.toolkit.uploads.kinds import Refusal
from tests.office_files import image_bytes, office_bytes, uploaded
from tests.toolkit.refusals import refusal_of, sentence


def bomb(unpacked: int, *, declared: int | None = None, ballast: int = 0) -> bytes:
    """Return an .xlsx with a sheet of zeros of this size, and so many bytes that do not pack.

    `declared` is what its directory claims of the sheet's size instead of the truth.
    """
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    checksum, blocks = 0, []
    block = bytes(1024 * 1024)
    for _block in range(unpacked // len(block)):
        blocks.append(deflate.compress(block))
        checksum = zlib.crc32(block, checksum)
    packed = b"".join(blocks) + deflate.flush()
    name = b"xl/worksheets/sheet1.xml"
    numbers = struct.pack("<LLLHH", checksum, len(packed), unpacked if declared is None else declared, len(name), 0)
    entry = struct.pack("<HHHHH", 20, 0, 8, 0, 33) + numbers
    base = office_bytes("xlsx", xl__media__a_DOT_jpg=random.Random(1).randbytes(ballast))
    start = base.rindex(b"PK\x05\x06")
    count, directory_size, directory_start = struct.unpack("<HLL", base[start + 10 : start + 20])
    local = b"PK\x03\x04" + entry + name + packed
    central = b"PK\x01\x02" + struct.pack("<H", 20) + entry + struct.pack("<HHHLL", 0, 0, 0, 0, directory_start) + name
    directory = base[directory_start : directory_start + directory_size] + central
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, count + 1, count + 1, len(directory), directory_start + len(local), 0)
    return base[:directory_start] + local + directory + end


def many_entries() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for number in range(95_000):
            package.writestr(f"{number:x}", b"")
    return buffer.getvalue()


def nested_bomb() -> bytes:
    return office_bytes("docx", word__media__a_DOT_png=bomb(64 * 2**20))


def pdf_bomb(unpacked: int) -> bytes:
    """Return a PDF whose catalogue stands in an object stream that unpacks to this size."""
    deflate = zlib.compressobj(9)
    packed = deflate.compress(b"2 0 3 34 << /Type /Catalog /Pages 3 0 R >>  << /Type /Pages /Kids [] /Count 0 >> ")
    packed += b"".join(deflate.compress(b" " * 2**20) for _block in range(unpacked // 2**20)) + deflate.flush()
    stream = b"1 0 obj\n<< /Type /ObjStm /N 2 /First 9 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    content = b"%PDF-1.5\n" + stream + packed + b"\nendstream\nendobj\n"
    rows = [(0, 0, 255), (1, 9, 0), (2, 1, 0), (2, 1, 1), (1, len(content), 0)]
    table = b"".join(struct.pack(">BLB", *row) for row in rows)
    head = b"4 0 obj\n<< /Type /XRef /Size 5 /W [1 4 1] /Root 2 0 R /Length %d >>\nstream\n" % len(table)
    return content + head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(content)


def png_of(width: int, height: int) -> bytes:
    """Return a PNG that claims this size and holds no picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


MEASURE = """
import sys
from django.conf import settings
settings.configure(USE_I18N=False, UPLOAD_MEMORY_LIMIT=100 * 2**20)
from django.core.files.uploadedfile import TemporaryUploadedFile
from config.toolkit.errors import RefusedInputError
from config.toolkit.uploads.inspection import inspect_upload
upload = TemporaryUploadedFile(sys.argv[1], "", 0, None)
upload.file = open(sys.argv[2], "rb")
try:
    inspect_upload(upload)
except RefusedInputError as refused:
    print(refused.message)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.parametrize(
    ("name", "made", "refusal"),  # made by the test that needs it: some take seconds, and every process collects all tests
    [
        ("pommi.xlsx", partial(bomb, 300 * 2**20), Refusal.EXPANDS),
        ("pommi.xlsx", partial(bomb, 64 * 2**20, declared=1000), Refusal.BROKEN),
        ("pommi.docx", many_entries, Refusal.EXPANDS),
        ("pommi.docx", nested_bomb, Refusal.NESTED),
    ],
    ids=["large", "false-size", "many-entries", "nested"],
)
def test_zip_bomb_is_refused_before_it_expands(tmp_path: Path, name: str, made: Callable[[], bytes], refusal: Refusal) -> None:
    """Upload-01: the inspecting process gives its reason under a limit of 100 MiB, and the web process stays below that too."""
    (tmp_path / "pommi").write_bytes(made())
    command = [sys.executable, "-c", MEASURE, name, str(tmp_path / "pommi")]
    said, peak = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said == sentence(refusal)
    assert int(peak) < 100 * 1024  # KiB


def test_package_over_the_total_limit_is_refused_though_it_packs_loosely() -> None:
    assert refusal_of("iso.xlsx", bomb(240 * 2**20, ballast=3 * 2**20)) == sentence(Refusal.EXPANDS)


def test_declared_ten_gigabytes_is_refused() -> None:
    assert refusal_of("pommi.xlsx", bomb(2**20, declared=2**32 - 2)) == sentence(Refusal.EXPANDS)


def test_ordinary_large_sheet_is_accepted() -> None:
    sheet = b"".join(b'<row r="%d"><c t="n"><v>%d</v></c></row>' % (row, row * 7919) for row in range(300_000))
    assert inspect_upload(uploaded("luvut.xlsx", office_bytes("xlsx", xl__worksheets__sheet1_DOT_xml=sheet))).extension == "xlsx"


def test_pdf_whose_streams_expand_is_refused() -> None:
    assert refusal_of("pommi.pdf", pdf_bomb(300 * 2**20)) in {sentence(Refusal.BROKEN), sentence(Refusal.TOO_HARD)}


def test_picture_of_2500_megapixels_is_refused_before_decoding() -> None:
    assert refusal_of("iso.png", png_of(50_000, 50_000)) == sentence(Refusal.PIXELS)
    jpeg = bytearray(image_bytes("JPEG"))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = struct.pack(">HH", 50_000, 50_000)
    assert refusal_of("iso.jpg", bytes(jpeg)) == sentence(Refusal.PIXELS)


def test_file_that_takes_too_much_memory_is_refused(settings: Settings) -> None:
    settings.UPLOAD_MEMORY_LIMIT = 200 * 2**20
    assert refusal_of("kuva.png", image_bytes("PNG", (8000, 8000))) == sentence(Refusal.TOO_HARD)
