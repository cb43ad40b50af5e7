"""The floor of reports: WeasyPrint and nothing else, in a process of its own: `python -m tests.bench.bare_pdf in.html out.pdf`."""

from __future__ import annotations

import sys
from pathlib import Path

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from config.toolkit.pdf.process import _asset_fetcher

if __name__ == "__main__":
    page = HTML(string=Path(sys.argv[1]).read_text(encoding="utf-8"), url_fetcher=_asset_fetcher())
    Path(sys.argv[2]).write_bytes(page.write_pdf(pdf_variant="pdf/ua-1", font_config=FontConfiguration()))
