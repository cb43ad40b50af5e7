"""Uploads: the names they are shown under, and how they are handed out."""

from __future__ import annotations

from io import BytesIO

import pytest

from config.toolkit.uploads.downloads import attachment_response
from config.toolkit.uploads.names import clean_name


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


def test_file_is_handed_out_as_an_attachment_only() -> None:
    response = attachment_response(BytesIO(b"sisalto"), 'Työpajan "päivä".pdf', "application/pdf")
    assert b"".join(response.streaming_content) == b"sisalto"  # type: ignore[arg-type]  # a file streams bytes
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Ty%C3%B6pajan%20%22p%C3%A4iv%C3%A4%22.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Cache-Control"] == "private, no-store"
