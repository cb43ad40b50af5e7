"""The rendering process: reads `in.html` of its working folder, writes `out.pdf`. Run by `rendering.py`; knows nothing of Django.

Hostile HTML is met four times: the fetcher has a table and no network, links other than web and mail addresses are dropped,
sockets and subprocesses are refused, and memory, processor time and wall time are limited.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from config.toolkit.pdf.assets import read_asset
from config.toolkit.pdf.hyphenation import write_finnish_patterns
from config.toolkit.pdf.tagging import complete_tags
from config.toolkit.sandbox import MEMORY_EXIT, MISSING_LIBRARY_EXIT, Limits, confine, refuse_network

if TYPE_CHECKING:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

FONT_FAMILY = "Source Sans 3"
_SVG = "{http://www.w3.org/2000/svg}"
_LINK_STARTS = ("https://", "http://", "mailto:", "#")


def main(limits: Limits) -> int:
    """Render under the limits and return the exit status."""
    confine(limits)
    try:
        import weasyprint  # noqa: F401, PLC0415  # here, so that only this process needs Pango
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return MISSING_LIBRARY_EXIT
    refuse_network()
    try:
        Path("out.pdf").write_bytes(complete_tags(_render(Path("in.html").read_text(encoding="utf-8"))))
    except MemoryError:
        return MEMORY_EXIT
    return 0


def _render(text: str) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415  # see main
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # see main

    write_finnish_patterns(Path("hyph_fi.dic"))
    html = HTML(string=text, url_fetcher=_asset_fetcher())
    _disarm(html)
    pdf: bytes = html.write_pdf(pdf_variant="pdf/ua-1", font_config=FontConfiguration())
    return pdf


def _asset_fetcher() -> URLFetcher:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415  # see main

    class AssetFetcher(URLFetcher):
        """Knows the table of assets. Has no handler of any protocol, so that a redirect has nowhere to go."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=["asset"], allow_redirects=False)
            for registry in (self.handle_open, self.handle_error, self.process_request, self.process_response):
                registry.clear()

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            content, content_type = read_asset(url)
            return URLFetcherResponse(url, content, {"Content-Type": content_type})

    return AssetFetcher()


def _disarm(html: HTML) -> None:
    """Drop what would be carried into the PDF though nothing is fetched: script links, attachments, relative links."""
    for element in html.etree_element.iter():
        if element.tag in {"a", "area"} and not element.get("href", "").strip().lower().startswith(_LINK_STARTS):
            element.attrib.pop("href", None)
        if "attachment" in element.get("rel", "").lower().split():
            element.attrib.pop("rel")
        if element.tag == f"{_SVG}svg" and not element.get("font-family"):
            element.set("font-family", FONT_FAMILY)  # a chart takes no font from the page's CSS


if __name__ == "__main__":
    # Straight out: at interpreter shutdown cffi callbacks of Pango may still be called.
    code = main(Limits(**json.loads(sys.argv[1])))
    sys.stderr.flush()
    os._exit(code)
