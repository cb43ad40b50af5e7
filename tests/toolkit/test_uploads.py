"""Uploads: what is let in, what is refused and why."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from config.toolkit.errors import RefusedInputError
from config.toolkit.uploads.inspection import MAX_UPLOAD_SIZE, SENTENCES, inspect_upload
from config.toolkit.uploads.kinds import ACCEPTED_EXTENSIONS, Refusal
from tests.office_files import image_bytes, office_bytes, parts_of, pdf_bytes, sample_bytes, uploaded, zip_bytes
from tests.toolkit.refusals import refusal_of, sentence

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><foreignObject/><image href="http://127.0.0.1/"/></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"


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
    content = bytearray(zip_bytes({**parts_of("docx"), "word/media/a.bin": b"A" * 500}, method=zipfile.ZIP_STORED))
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
