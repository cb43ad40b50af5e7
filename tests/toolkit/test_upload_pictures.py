"""Pictures are kept upright and without what the camera wrote into them."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from config.toolkit.uploads.inspection import inspect_upload
from tests.office_files import image_bytes, uploaded

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
LEFT_RED = ((255, 0, 0), (0, 0, 255))  # the left half and the right half


def halves(width: int = 64, height: int = 32) -> Image.Image:
    picture = Image.new("RGB", (width, height), LEFT_RED[1])
    picture.paste(LEFT_RED[0], (0, 0, width // 2, height))
    return picture


def photograph(orientation: int) -> bytes:
    """Return a JPEG as a phone makes it: lying on its side, with the place, the maker and a comment in it."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "Kameratehdas"
    exif.get_ifd(GPS)[1] = "N"
    buffer = BytesIO()
    halves().save(buffer, "JPEG", quality=95, exif=exif, comment=b"Matti Meikalainen", xmp=b"<x:xmpmeta>Matti</x:xmpmeta>")
    return buffer.getvalue()


def colour(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    """Return red, green, blue and opacity of one point."""
    return tuple(picture.convert("RGBA").crop((x, y, x + 1, y + 1)).tobytes())


def kept(name: str, content: bytes) -> tuple[bytes, Image.Image]:
    found = inspect_upload(uploaded(name, content))
    return found.content, Image.open(BytesIO(found.content))


def test_photograph_on_its_side_is_turned_upright() -> None:
    _content, picture = kept("kuva.jpg", photograph(6))  # 6: the camera was turned, the left side is shown on top
    assert picture.size == (32, 64)
    assert colour(picture, 16, 8)[0] > 200
    assert colour(picture, 16, 56)[2] > 200


def test_photograph_keeps_nothing_the_camera_wrote() -> None:
    sent = photograph(1)
    assert b"Kameratehdas" in sent
    assert b"Matti" in sent
    content, picture = kept("kuva.jpg", sent)
    assert b"Kameratehdas" not in content
    assert b"Matti" not in content
    assert dict(picture.getexif()) == {}
    assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


def test_png_keeps_its_colours_but_no_texts() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Matti Meikalainen")
    buffer = BytesIO()
    halves().quantize(2).save(buffer, "PNG", pnginfo=texts, transparency=0)
    content, picture = kept("kuva.png", buffer.getvalue())
    assert b"Matti" not in content
    assert colour(picture, 60, 5) == colour(Image.open(buffer), 60, 5)
    assert colour(picture, 5, 5) == colour(Image.open(buffer), 5, 5)


@pytest.mark.parametrize(("name", "form"), [("kuva.jpg", "JPEG"), ("kuva.png", "PNG")])
def test_same_picture_is_kept_as_the_same_bytes(name: str, form: str) -> None:
    """So that it is stored once."""
    sent = image_bytes(form)
    assert inspect_upload(uploaded(name, sent)).sha256 == inspect_upload(uploaded(name, sent)).sha256
    again = inspect_upload(uploaded(name, inspect_upload(uploaded(name, sent)).content))
    assert Image.open(BytesIO(again.content)).size == Image.open(BytesIO(sent)).size
