"""Pictures in the inspecting process: opened by a real parser, and written anew without what the camera tells of place and people."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import get_sampling

from config.toolkit.uploads.kinds import Kind, Refusal, RefusedFileError

MAX_PIXELS = 80_000_000  # a phone's 50-megapixel picture passes; decoded it takes at most 320 MB
_KEPT = frozenset({"icc_profile", "transparency"})  # without these the colours would be others


def inspect_image(path: Path, kind: Kind) -> None:
    """Raise `RefusedFileError` for a picture that is broken, of another format than its kind, or too large to decode."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)  # given by open, before anything is decoded
    try:
        with Image.open(path, formats=[_format(kind)]) as image:
            image.verify()
        with Image.open(path, formats=[_format(kind)]) as image:  # verify leaves the image unusable
            image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise RefusedFileError(Refusal.PIXELS) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise RefusedFileError(Refusal.BROKEN) from None


def write_cleaned(path: Path, kind: Kind, target: Path) -> None:
    """Write the picture upright, without Exif, XMP, comments and texts; a JPEG keeps the quality it was made with."""
    with Image.open(path, formats=[_format(kind)]) as image:
        options = {"qtables": image.quantization, "subsampling": get_sampling(image)} if hasattr(image, "quantization") else {}
        ImageOps.exif_transpose(image, in_place=True)
        image.info = {name: value for name, value in image.info.items() if name in _KEPT}
        image.save(target, _format(kind), icc_profile=image.info.get("icc_profile"), **options)


def _format(kind: Kind) -> str:
    return kind.content_type.removeprefix("image/").upper()
