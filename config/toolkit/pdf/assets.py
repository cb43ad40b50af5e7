"""The bundled files a PDF may use, each addressed as `asset:<name>`. Nothing outside this table is ever read."""

from pathlib import Path

from config.toolkit.sandbox import PROJECT_DIR

_STATIC_DIR = PROJECT_DIR / "static"
_FONT = "source-sans-3-{subset}-{face}.ttf"  # unpacked: a web font would be unpacked anew for each file, in pure Python
_FACES = ("400-normal", "400-italic", "600-normal", "700-normal")

ASSETS: dict[str, tuple[Path, str]] = {
    "report.css": (_STATIC_DIR / "css" / "report.css", "text/css; charset=utf-8"),
    **{
        name: (_STATIC_DIR / "fonts" / name, "font/ttf")
        for name in (_FONT.format(subset=subset, face=face) for subset in ("latin", "latin-ext") for face in _FACES)
    },
}


def read_asset(url: str) -> tuple[bytes, str]:
    """Return the bytes and content type behind `asset:<name>`. Raises `PermissionError` for every other address."""
    scheme, _, name = url.partition(":")
    if scheme != "asset" or name not in ASSETS:
        raise PermissionError("Only bundled assets can be used in a PDF.")
    path, content_type = ASSETS[name]
    return path.read_bytes(), content_type
