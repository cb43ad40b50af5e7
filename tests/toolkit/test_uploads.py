"""Uploads: what is let in, what is refused and why, names, and how files are handed out."""

from __future__ import annotations

import hashlib
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from pytest_django.fixtures import Settings

from config.toolkit.errors import RefusedInputError
from config.toolkit.sandbox import PROJECT_DIR
from config.toolkit.uploads import ACCEPTED_EXTENSIONS, MAX_UPLOAD_SIZE, attachment_response, clean_name, inspect_upload
from config.toolkit.uploads.inspection import SENTENCES
from config.toolkit.uploads.kinds import Refusal
from tests.office_files import image_bytes, office_bytes, pdf_bytes, sample_bytes, uploaded, zip_bytes

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><foreignObject/><image href="http://127.0.0.1/"/></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"


def refusal_of(name: str, content: bytes) -> str:
    """Return the sentence the upload is refused with."""
    with pytest.raises(RefusedInputError) as caught:
        inspect_upload(SimpleUploadedFile(name, content))
    assert caught.value.field == "file"
    assert caught.value.message.endswith(".")
    return caught.value.message


def sentence(refusal: Refusal) -> str:
    return str(SENTENCES[refusal])


@pytest.mark.parametrize(
    ("name", "content_type", "extension"),
    [
        ("Suunnitelma.pdf", "application/pdf", "pdf"),
        ("Suunnitelma.PDF", "application/pdf", "pdf"),
        ("muistio.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        ("luvut.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("esitys.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
        ("muistio.odt", "application/vnd.oasis.opendocument.text", "odt"),
        ("luvut.ods", "application/vnd.oasis.opendocument.spreadsheet", "ods"),
        ("kuva.jpg", "image/jpeg", "jpg"),
        ("kuva.jpeg", "image/jpeg", "jpg"),
        ("kuva.png", "image/png", "png"),
    ],
)
def test_each_listed_kind_is_accepted(name: str, content_type: str, extension: str) -> None:
    upload = uploaded(name)
    content = upload.read()
    found = inspect_upload(upload)
    assert (found.content_type, found.extension, found.size) == (content_type, extension, len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.clean_name == f"{name.rpartition('.')[0]}.{extension}"
    assert upload.tell() == 0


def test_list_of_extensions_for_forms_covers_the_kinds() -> None:
    assert set(ACCEPTED_EXTENSIONS) == {".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".jpg", ".jpeg", ".png"}


def test_every_reason_has_a_sentence_that_tells_what_to_do() -> None:
    assert set(SENTENCES) == set(Refusal)
    assert all(len(str(text).split(". ")) >= 2 for text in SENTENCES.values())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kuva.svg", SVG),
        ("sivu.html", HTML),
        ("raportti.pdf.html", pdf_bytes()),
        ("raportti.pdf\x00.html", pdf_bytes()),
        ("skripti.js", b"alert(1)"),
        ("paketti.zip", zip_bytes({"a.txt": b"a"})),
        ("makro.xlsm", office_bytes("xlsx")),
        ("vanha.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("kuva.gif", image_bytes("GIF")),
        ("eicar.com", EICAR),
        ("nimetön", pdf_bytes()),
        ("kuva\u202egpj.exe", image_bytes("JPEG")),
    ],
)
def test_kind_not_on_the_list_is_refused(name: str, content: bytes) -> None:
    assert refusal_of(name, content) == sentence(Refusal.KIND)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kuva.png", SVG),
        ("sivu.pdf", HTML),
        ("kuva.jpg", image_bytes("PNG")),
        ("kuva.png", image_bytes("JPEG")),
        ("kuva.jpg", image_bytes("GIF")),
        ("skripti.png", b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)"),
        ("muistio.docx", pdf_bytes()),
        ("muistio.pdf", office_bytes("docx")),
        ("muistio.docx", office_bytes("xlsx")),
        ("luvut.ods", office_bytes("odt")),
        ("luvut.xlsx", office_bytes("ods")),
        ("muistio.docx", zip_bytes({"a.txt": b"a"})),
        ("sivu.pdf", HTML + pdf_bytes()),
        ("sivu.pdf", b"\n" + pdf_bytes()),
        ("sivu.docx", HTML + office_bytes("docx")),
        ("eicar.pdf", EICAR),
    ],
)
def test_content_that_is_not_what_the_extension_says_is_refused(name: str, content: bytes) -> None:
    assert refusal_of(name, content) == sentence(Refusal.CONTENT)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rikki.pdf", b"%PDF-1.7\n" + b"x" * 500),
        ("rikki.pdf", pdf_bytes(pages=0)),
        ("rikki.pdf", b"%PDF-1.7\n" + HTML),
        ("rikki.png", image_bytes("PNG", (300, 300))[:-40]),
        ("rikki.jpg", image_bytes("JPEG", (900, 900))[:-2000]),
        ("rikki.docx", office_bytes("docx")[:-30]),
        ("rikki.docx", office_bytes("docx") + HTML),
        ("rikki.odt", zip_bytes({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"a", "../x": b"a"})),
    ],
)
def test_broken_file_is_refused(name: str, content: bytes) -> None:
    assert refusal_of(name, content) == sentence(Refusal.BROKEN)


def test_wrong_checksum_in_a_package_is_refused() -> None:
    content = bytearray(zip_bytes({**_parts("docx"), "word/media/a.bin": b"A" * 500}, method=zipfile.ZIP_STORED))
    content[content.index(b"A" * 500)] = ord("B")
    assert refusal_of("muistio.docx", bytes(content)) == sentence(Refusal.BROKEN)


def test_size_is_counted_not_believed() -> None:
    upload = uploaded("muistio.pdf")
    upload.size = MAX_UPLOAD_SIZE * 10
    assert inspect_upload(upload).size == len(sample_bytes("pdf"))
    upload = SimpleUploadedFile("muistio.pdf", padded_pdf(MAX_UPLOAD_SIZE + 1))
    upload.size = 10
    with pytest.raises(RefusedInputError) as caught:
        inspect_upload(upload)
    assert caught.value.message == sentence(Refusal.TOO_LARGE)


def padded_pdf(size: int) -> bytes:
    """Return a valid PDF of exactly this many bytes."""
    content = pdf_bytes()
    return content + b"\n" + b"%" * (size - len(content) - 1)


def test_size_limit_is_exact() -> None:
    assert inspect_upload(SimpleUploadedFile("raja.pdf", padded_pdf(MAX_UPLOAD_SIZE))).size == 10_485_760
    assert refusal_of("raja.pdf", padded_pdf(MAX_UPLOAD_SIZE + 1)) == sentence(Refusal.TOO_LARGE)


def test_empty_file_is_refused() -> None:
    assert refusal_of("tyhja.pdf", b"") == sentence(Refusal.EMPTY)


def test_upload_on_disk_is_read_the_same_way_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with TemporaryUploadedFile("muistio.pdf", "text/html", 0, None) as upload:
        upload.write(pdf_bytes())
        assert inspect_upload(upload).content_type == "application/pdf"
        upload.seek(0)
        upload.truncate()
        with pytest.raises(RefusedInputError):
            inspect_upload(upload)
    assert list(tmp_path.iterdir()) == []


# Passwords, macros, archives in archives


def test_password_is_refused_in_each_kind() -> None:
    assert refusal_of("salattu.pdf", pdf_bytes(password="salasana")) == sentence(Refusal.ENCRYPTED)
    assert refusal_of("salattu.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == sentence(Refusal.ENCRYPTED)
    manifest = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    odt = zip_bytes({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x", "META-INF/manifest.xml": manifest})
    assert refusal_of("salattu.odt", odt) == sentence(Refusal.ENCRYPTED)
    flagged = bytearray(office_bytes("docx"))
    flagged[flagged.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusal_of("salattu.docx", bytes(flagged)) == sentence(Refusal.ENCRYPTED)


@pytest.mark.parametrize(
    ("name", "part"),
    [("a.docx", "word__vbaProject_DOT_bin"), ("a.xlsx", "xl__macrosheets__sheet1_DOT_xml"), ("a.odt", "Basic__Standard__Module1_DOT_xml")],
)
def test_macros_are_refused(name: str, part: str) -> None:
    assert refusal_of(name, office_bytes(name.rpartition(".")[2], **{part: b"x"})) == sentence(Refusal.MACROS)


def test_macro_document_renamed_is_refused() -> None:
    types = b'<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    content = zip_bytes({"[Content_Types].xml": types, "word/document.xml": b"x"})
    assert refusal_of("makro.docx", content) == sentence(Refusal.MACROS)


@pytest.mark.parametrize("inner", [zip_bytes({"a": b"a"}), b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ"])
def test_archive_inside_is_refused(inner: bytes) -> None:
    assert refusal_of("muistio.docx", office_bytes("docx", word__media__kuva_DOT_png=inner)) == sentence(Refusal.NESTED)


def test_workbook_behind_a_chart_is_accepted_one_level_deep() -> None:
    once = office_bytes("pptx", ppt__embeddings__Taulukko_DOT_xlsx=office_bytes("xlsx"))
    assert inspect_upload(uploaded("esitys.pptx", once)).extension == "pptx"
    twice = office_bytes("pptx", ppt__embeddings__a_DOT_xlsx=office_bytes("xlsx", xl__embeddings__b_DOT_docx=office_bytes("docx")))
    assert refusal_of("esitys.pptx", twice) == sentence(Refusal.NESTED)
    macros = office_bytes("pptx", ppt__embeddings__a_DOT_xlsx=office_bytes("xlsx", xl__vbaProject_DOT_bin=b"x"))
    assert refusal_of("esitys.pptx", macros) == sentence(Refusal.MACROS)


# Bombs


def _parts(extension: str) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(office_bytes(extension))) as package:
        return {name: package.read(name) for name in package.namelist()}


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
from config.toolkit.uploads import inspect_upload
upload = TemporaryUploadedFile(sys.argv[1], "", 0, None)
upload.file = open(sys.argv[2], "rb")
try:
    inspect_upload(upload)
except RefusedInputError as refused:
    print(refused.message)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("pommi.xlsx", bomb(300 * 2**20), Refusal.EXPANDS),
        ("pommi.xlsx", bomb(64 * 2**20, declared=1000), Refusal.BROKEN),
        ("pommi.docx", many_entries(), Refusal.EXPANDS),
        ("pommi.docx", office_bytes("docx", word__media__a_DOT_png=bomb(64 * 2**20)), Refusal.NESTED),
    ],
    ids=["large", "false-size", "many-entries", "nested"],
)
def test_zip_bomb_is_refused_before_it_expands(tmp_path: Path, name: str, content: bytes, refusal: Refusal) -> None:
    """Upload-01: the inspecting process gives its reason under a limit of 100 MiB, and the web process stays below that too."""
    (tmp_path / "pommi").write_bytes(content)
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


def test_actions_of_a_pdf_are_not_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with pikepdf.open(BytesIO(pdf_bytes())) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("/bin/sh"), P=pikepdf.String(f"touch {trace}"))
        buffer = BytesIO()
        pdf.save(buffer)
    assert inspect_upload(uploaded("toimiva.pdf", buffer.getvalue())).extension == "pdf"
    assert not trace.exists()


def test_eicar_inside_an_accepted_kind_is_accepted() -> None:
    """Upload-10: the documented decision (docs/decisions/0011): no antivirus engine in the service."""
    assert inspect_upload(uploaded("liite.docx", office_bytes("docx", word__eicar_DOT_txt=EICAR))).extension == "docx"


# Names


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\raportti.pdf", "raportti.pdf"),
        ("C:raportti.pdf", "C_raportti.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1.tar.pdf", "_lpt1.tar.pdf"),
        (".htaccess.pdf", "htaccess.pdf"),
        (".pdf", "tiedosto.pdf"),
        ("...", "tiedosto.pdf"),
        ("", "tiedosto.pdf"),
        ("rapo\u202efdp.exe.pdf", "rapofdp.exe.pdf"),
        ('a\r\nContent-Type: text/html\r\n"x".pdf', "html_x_.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("  Työpajan   päivä \u200b.pdf", "Työpajan päivä.pdf"),
        ("a\u0308iti.pdf", "äiti.pdf"),
        ("\ud800x.pdf", "x.pdf"),
        ("<script>.pdf", "_script_.pdf"),
        ("kuva.JPEG", "kuva.pdf"),
    ],
)
def test_name_is_cleaned(given: str, clean: str) -> None:
    assert clean_name(given, "pdf") == clean


def test_long_name_keeps_its_extension() -> None:
    cleaned = clean_name("ä" * 300 + ".docx", "docx")
    assert len(cleaned) == 200
    assert cleaned.endswith("ä.docx")


# Handing out


def test_file_is_handed_out_as_an_attachment_only() -> None:
    response = attachment_response(BytesIO(b"sisalto"), 'Työpajan "päivä".pdf', "application/pdf")
    assert b"".join(response.streaming_content) == b"sisalto"  # type: ignore[arg-type]  # a file streams bytes
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Ty%C3%B6pajan%20%22p%C3%A4iv%C3%A4%22.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Cache-Control"] == "private, no-store"
