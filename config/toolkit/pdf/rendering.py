"""Starting the rendering process, and what can go wrong with it."""

from __future__ import annotations

import hashlib
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from config.toolkit.errors import DomainError
from config.toolkit.pdf.assets import ASSETS
from config.toolkit.sandbox import MEGABYTE, MISSING_LIBRARY_EXIT, Limits, Outcome, run_confined

if TYPE_CHECKING:
    from django.utils.functional import Promise

_MESSAGES: dict[str, Promise] = {
    "time": _("PDF-tiedoston tekeminen kesti liian kauan. Yritä uudelleen. Jos tämä toistuu, lyhennä raportin pisimpiä tekstejä."),
    "memory": _("PDF-tiedoston tekemiseen ei riittänyt muistia. Yritä uudelleen. Jos tämä toistuu, lyhennä raportin pisimpiä tekstejä."),
    "missing_library": _(
        "PDF-tiedostoja ei voi tehdä, koska palvelimelta puuttuu ohjelmakirjasto (Pango). Kerro siitä palvelun ylläpidolle."
    ),
    "crash": _("PDF-tiedoston tekeminen epäonnistui. Yritä uudelleen. Jos tämä toistuu, kerro siitä palvelun ylläpidolle."),
}


class PdfRenderError(DomainError):
    """No PDF came out. `reason` is one of time, memory, missing_library, crash; `detail` is the process's last words, for the operator."""

    status = 503

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(str(_MESSAGES[reason]))
        self.reason = reason
        self.detail = detail


def render_pdf(html: str, *, patience: int = 1) -> bytes:
    """Return the HTML as a tagged PDF/UA-1 file. The same HTML gives the same bytes, in any process and on any day.

    Only `asset:` addresses are read; every other address in the HTML or CSS is left out. Dates in the metadata come from
    `<meta name="dcterms.created">`. Raises `PdfRenderError`. Takes seconds: call it in the worker, not in a web request. `patience`: how
    many times the usual time it may take, for a file of many reports.
    """
    with tempfile.TemporaryDirectory(prefix="laatumatka-pdf-") as name:
        folder = Path(name)
        (folder / "in.html").write_text(html, encoding="utf-8", errors="replace")
        outcome = run_confined("config.toolkit.pdf.process", folder=folder, limits=_limits(patience))
        if outcome.status != 0:
            raise PdfRenderError(_reason(outcome), outcome.last_words)
        return (folder / "out.pdf").read_bytes()


def content_sha256(html: str) -> str:
    """Return a hash of everything the PDF's bytes depend on: the HTML, the assets, the code of this package, the libraries' versions."""
    digest = hashlib.sha256()
    sources = [path for path, _type in ASSETS.values()] + sorted(Path(__file__).parent.glob("*.py"))
    for path in sources:
        content = path.read_bytes()
        digest.update(f"{path.name}:{len(content)}:".encode() + content)
    for library in ("weasyprint", "pydyf", "fonttools", "pyphen", "pikepdf"):
        digest.update(f"{library}=={version(library)};".encode())
    digest.update(html.encode("utf-8", errors="replace"))
    return digest.hexdigest()


def _limits(patience: int) -> Limits:
    return Limits(
        memory=getattr(settings, "PDF_MEMORY_LIMIT", 1024 * MEGABYTE),
        cpu=patience * getattr(settings, "PDF_CPU_SECONDS", 60),
        wall=patience * getattr(settings, "PDF_WALL_SECONDS", 120),
    )


def _reason(outcome: Outcome) -> str:
    if outcome.status == MISSING_LIBRARY_EXIT:
        return "missing_library"
    if outcome.ran_out_of_time:
        return "time"
    return "memory" if outcome.ran_out_of_memory else "crash"
