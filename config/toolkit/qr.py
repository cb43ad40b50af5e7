"""QR codes as pictures inside the page."""

import segno
from django.utils.safestring import SafeString


def qr_svg(address: str, title: str) -> SafeString:
    """Return the address as an inline SVG with its text alternative, dark on white also on a grey print; the style sheet sizes it."""
    picture = segno.make(address, error="m", micro=False)
    # segno escapes the title; the rest is geometry.
    return SafeString(picture.svg_inline(border=4, light="#ffffff", title=title, omitsize=True, svgclass="qr"))
