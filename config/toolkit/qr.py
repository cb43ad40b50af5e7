"""QR codes as pictures inside the page."""

import segno
from django.utils.safestring import SafeString


def qr_svg(address: str, title: str) -> SafeString:
    """Return the address as an inline SVG with its text alternative; 3 units per module, dark on white also on a grey print. segno escapes the title."""
    picture = segno.make(address, error="m", micro=False)
    return SafeString(picture.svg_inline(scale=3, border=4, light="#ffffff", title=title, omitsize=False, svgclass="qr"))
