"""PDF rendering: the structure, the same bytes each time, hostile HTML, limits."""

from __future__ import annotations

import ast
import datetime as dt
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import translation
from pytest_django.fixtures import Settings

from config.toolkit.pdf.assets import ASSETS, read_asset
from config.toolkit.pdf.rendering import PdfRenderError, content_sha256, render_pdf
from config.toolkit.sandbox import PROJECT_DIR
from tests.pdf_structure import assert_pdf_ua, bookmarks, heading_levels, structure

HEAD = '<!doctype html><html lang="fi"><head><meta charset="utf-8"><title>Raportti</title><link rel="stylesheet" href="asset:report.css">'
BODY = """
<header class="cover"><p class="mark">Laatumatka</p><h1>Itsearviointi</h1><p class="who">Kivipaja</p>
<dl><dt>Kriteeristö</dt><dd>Laatukriteeristö 0.1</dd></dl></header>
<section><h2>Yhteenveto</h2><p>Katso <a href="https://kivipaja.example/ohje">ohje</a> ja <a href="#k1">kriteeri</a>. Ž ŋ 漢.</p>
<figure><svg viewBox="0 0 100 20" role="img"><title>Osa-alueiden tasot</title><text x="0" y="15">Johtaminen</text></svg>
<figcaption>Tasot</figcaption></figure>
<table><caption>Mediaanit</caption><thead><tr><th scope="col">Osa-alue</th><th scope="col">Oma</th></tr></thead>
<tbody><tr><th scope="row">Johtaminen</th><td>2,5</td></tr><tr><th scope="row">Valmennus</th><td>3</td></tr></tbody></table></section>
<section class="area"><h2>K1 Johtaminen</h2>
<section class="crit" id="k1"><h3>K1.1 Suunta</h3><h4>Havainnot</h4><p>Hyvin menee.</p></section></section>
"""
REPORT = f'{HEAD}</head><body data-running="Kivipaja · itsearviointi">{BODY}</body></html>'


def text_of(data: bytes) -> str:
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


@pytest.fixture(scope="module")
def report() -> bytes:
    return render_pdf(REPORT)


def test_report_passes_the_structure_test(report: bytes) -> None:
    assert_pdf_ua(report)
    assert heading_levels(report) == [1, 2, 2, 3, 4]


def test_report_has_bookmarks_of_its_headings(report: bytes) -> None:
    assert bookmarks(report) == ["Itsearviointi", "Yhteenveto", "K1 Johtaminen"]


def test_report_has_running_footer_and_page_numbers_after_the_cover(report: bytes) -> None:
    pages = text_of(report).split("\f")
    assert "itsearviointi" not in pages[0]
    assert "Kivipaja · itsearviointi" in pages[1]
    assert "2/3" in pages[1].replace(" ", "")


def test_report_letters_come_from_the_bundled_fonts(report: bytes) -> None:
    with pikepdf.open(BytesIO(report)) as pdf:
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.Font]
        names = {str(font.BaseFont) for font in fonts}
    assert any("Source-Sans-3" in name for name in names)
    assert any("Source-Sans-3-Extended" in name for name in names)


def test_header_cells_know_whether_they_head_a_row_or_a_column(report: bytes) -> None:
    with pikepdf.open(BytesIO(report)) as pdf:
        scopes = [str(cell.A.Scope) for cell in structure(pdf.Root.StructTreeRoot) if str(cell.S) == "/TH"]
    assert scopes == ["/Column", "/Column", "/Row", "/Row"]


def test_same_html_gives_same_bytes_on_another_day(report: bytes) -> None:
    with time_machine.travel(dt.datetime(2031, 5, 4, 12, tzinfo=dt.UTC)):
        assert render_pdf(REPORT) == report
    assert b"CreationDate" not in report


def test_metadata_date_comes_from_the_html() -> None:
    data = render_pdf(REPORT.replace("</head>", '<meta name="dcterms.created" content="2026-11-12"></head>'))
    with pikepdf.open(BytesIO(data)) as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20261112"


def test_content_hash_follows_the_html_and_the_assets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = content_sha256(REPORT)
    assert content_sha256(REPORT) == before
    assert content_sha256(REPORT + " ") != before
    changed = tmp_path / "report.css"
    changed.write_bytes(ASSETS["report.css"][0].read_bytes() + b" ")
    monkeypatch.setitem(ASSETS, "report.css", (changed, "text/css"))
    assert content_sha256(REPORT) != before


def test_base_template_renders_to_a_valid_report() -> None:
    with translation.override("fi"):
        html = str(render_to_string("reports/base.html"))
    html = html.replace("<title></title>", "<title>Pohja</title>").replace("<main>", "<main><h1>Pohja</h1>")
    assert '<html lang="fi">' in html
    assert_pdf_ua(render_pdf(html))


# Hostile HTML (WeasyPrint's own fetcher would embed local files and call loopback)


class Recorder(http.server.BaseHTTPRequestHandler):
    seen: list[str] = []  # one list for the server's life

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(302)
        self.send_header("Location", "file:///etc/hostname")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def loopback() -> Iterator[str]:
    Recorder.seen.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def hostile(base: str, secret: Path) -> str:
    """Return a report with every way known to make a renderer fetch something."""
    file = secret.as_uri()
    return f"""{HEAD}
<base href="{base}/base/"><link rel="stylesheet" href="{base}/a.css"><link rel="stylesheet" href="{file}">
<link rel="attachment" href="{file}"><link rel="attachment" href="{base}/b"><link rel="attachment" href="asset:report.css">
<link rel="icon" href="{base}/icon"><meta http-equiv="refresh" content="0; url={base}/refresh">
<style>@import url("{base}/c.css"); @import "{file}"; @import url(//127.0.0.1/d.css);
@font-face {{ font-family: Evil; src: url({base}/e.woff2), url({file}); }} @font-face {{ font-family: Local; src: local("DejaVu Sans"); }}
@page {{ background: url({base}/g.png); }}
body {{ font-family: Evil, Local; background: url("{base}/h.png"); list-style-image: url({file}); border-image: url({base}/i.png) 1; }}
h1::before {{ content: url({base}/j.png) url({file}); }} .x {{ cursor: url({base}/k), auto; mask-image: url({base}/l); }}</style></head>
<body>{BODY}<img src="{file}" alt="kuva"><img src="{base}/m.png" alt="kuva"><img srcset="{base}/n.png 1x" src="relative.png" alt="kuva">
<object data="{file}" type="text/plain">varateksti</object><embed src="{base}/o.svg"><iframe src="{base}/p"></iframe>
<video src="{base}/q" poster="{base}/r.png"></video><a rel="attachment" href="{file}">liite</a>
<a rel=" Attachment" href="{base}/s">liite</a>
<a href="javascript:alert(1)">skripti</a> <a href="{file}">tiedosto</a> <script>fetch("{base}/t")</script>
<svg viewBox="0 0 9 9"><title>Kuva</title><image href="{file}" width="9" height="9"/><image xlink:href="{base}/u.png"/>
<use href="{base}/v.svg#a"/>
<style>@import url({base}/w.css); text {{ fill: url({base}/x.svg#p); }}</style><foreignObject><img src="{base}/y.png"></foreignObject></svg>
<svg viewBox="0 0 9 9"><title>Kuva</title><style>@font-face {{ font-family: E; src: url({base}/z.woff2); }}</style><text>a</text></svg>
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{base}/data.png'/%3E%3C/svg%3E" alt="kuva">
</body></html>"""


def test_hostile_html_fetches_nothing_and_carries_nothing(loopback: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SALAISUUS-8d1f")
    data = render_pdf(hostile(loopback, secret))
    assert Recorder.seen == []
    with pikepdf.open(BytesIO(data)) as pdf:
        assert not pdf.attachments
        plain = BytesIO()
        pdf.save(plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
        links = {str(note.A.URI) for page in pdf.pages for note in page.obj.get("/Annots", []) if "/A" in note}
    assert b"SALAISUUS" not in plain.getvalue()
    assert links == {"https://kivipaja.example/ohje", f"{loopback}/s"}
    assert "Hyvin menee." in text_of(data)
    assert "varateksti" in text_of(data)


def test_colour_profile_from_elsewhere_stops_the_rendering(loopback: str) -> None:
    html = REPORT.replace("</head>", f"<style>@color-profile --evil {{ src: url({loopback}/f.icc); }}</style></head>")
    assert failure(html).reason == "crash"
    assert Recorder.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "http://127.0.0.1/",
        "asset:../settings.py",
        "asset:",
        "data:,x",
        "ASSET:report.css",
        "asset:report.css?x",
        "a.css",
    ],
)
def test_only_the_bundled_assets_can_be_read(url: str) -> None:
    with pytest.raises(PermissionError):
        read_asset(url)


def test_every_asset_is_in_the_tree() -> None:
    for name in ASSETS:
        assert read_asset(f"asset:{name}")[0]


def test_only_one_module_renders() -> None:
    """Inject-04: a second caller of WeasyPrint would come with a fetcher of its own."""
    found = set()
    paths = [path for top in ("config", "workshops", "criteria", "assessments") for path in (PROJECT_DIR / top).rglob("*.py")]
    for path in [PROJECT_DIR / "manage.py", *paths]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [node.attr] if isinstance(node, ast.Attribute) else []
            names += ["write_pdf"] if isinstance(node, ast.Constant) and node.value == "write_pdf" else []
            if any(name.split(".")[0] in {"weasyprint", "write_pdf"} for name in names):
                found.add(path.relative_to(PROJECT_DIR).as_posix())
    assert found == {"config/toolkit/pdf/process.py"}


def test_web_process_does_not_import_weasyprint() -> None:
    code = "import sys, config.toolkit.pdf.rendering; sys.exit(any(m.split('.')[0] in {'weasyprint', 'pikepdf'} for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT_DIR, check=False).returncode == 0


@pytest.mark.parametrize("module", ["config.toolkit.pdf.process", "config.toolkit.uploads.process", "config.toolkit.uploads.cells"])
def test_confined_process_does_not_import_django(module: str) -> None:
    """Each upload and each report starts one: Django would cost it a fifth of a second and memory that is counted."""
    code = f"import sys, {module}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT_DIR, check=False).returncode == 0


# Limits and faults


def failure(html: str = REPORT) -> PdfRenderError:
    with pytest.raises(PdfRenderError) as caught:
        render_pdf(html)
    return caught.value


def test_memory_limit_ends_with_a_sentence(settings: Settings) -> None:
    settings.PDF_MEMORY_LIMIT = 330 * 1024 * 1024
    error = failure(f"{HEAD}</head><body><h1>Pitkä</h1>{'<p>Pitkä teksti, joka vie muistia.</p>' * 60_000}</body></html>")
    assert error.reason == "memory", error.detail
    assert "muistia" in error.message


def test_wall_limit_ends_with_a_sentence(settings: Settings) -> None:
    settings.PDF_WALL_SECONDS = 1
    error = failure(f"{HEAD}</head><body><h1>Pitkä</h1>{'<p>Pitkä teksti.</p>' * 20_000}</body></html>")
    assert error.reason == "time"
    assert "liian kauan" in error.message


def test_processor_limit_ends_with_a_sentence(settings: Settings) -> None:
    settings.PDF_CPU_SECONDS = 1
    assert failure(f"{HEAD}</head><body><h1>Pitkä</h1>{'<p>Pitkä teksti.</p>' * 20_000}</body></html>").reason == "time"


def test_missing_pango_is_said_clearly(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")
    monkeypatch.setattr("config.toolkit.sandbox.PROJECT_DIR", f"{tmp_path}:{PROJECT_DIR}")
    error = failure()
    assert error.reason == "missing_library"
    assert "Pango" in error.message
    assert "libpango" in error.detail


def test_crash_is_told_and_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weasyprint.py").write_text("import os\nos.abort()")
    monkeypatch.setattr("config.toolkit.sandbox.PROJECT_DIR", f"{tmp_path}:{PROJECT_DIR}")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert failure().reason == "crash"
    assert list(tmp_path.glob("laatumatka-pdf-*")) == []


def test_child_process_sees_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weasyprint.py").write_text("import os\nraise OSError(repr(dict(os.environ)))")
    monkeypatch.setattr("config.toolkit.sandbox.PROJECT_DIR", f"{tmp_path}:{PROJECT_DIR}")
    monkeypatch.setenv("SECRET_KEY", "SALAISUUS-8d1f")
    assert "SALAISUUS" not in failure().detail


@pytest.mark.parametrize(
    "text",
    ["a" + "\u0301" * 20_000, "\na" * 10_000, "a" * 10_000, "sana " * 2_000, "\x00\x0b\ufffe", "\ud800", "\u202eteksti\u2066"],
    ids=["combining", "newlines", "one-word", "words", "control", "surrogate", "direction"],
)
def test_extreme_text_renders(text: str) -> None:
    """Inject-12: what a form accepts, a report can show."""
    assert_pdf_ua(render_pdf(f'{HEAD}</head><body><h1>Raja</h1><p class="text">{text}</p></body></html>'))
