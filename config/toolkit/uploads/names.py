"""Names of files as people gave them, made safe to show and to offer for saving. Never used as a name in storage."""

import re
import unicodedata

NAME_MAX_LENGTH = 200
FALLBACK_STEM = "tiedosto"
_REFUSED_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, direction marks, surrogates, private and unassigned
_REFUSED_CHARACTERS = re.compile(r'[<>:"|?*%]')
_DEVICE_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def split_name(name: str) -> tuple[str, str]:
    """Return the cleaned stem and the extension (lower case, without the dot) of the last path part."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(
        c if c != "\t" else " "
        for c in unicodedata.normalize("NFC", last)
        if c == "\t" or unicodedata.category(c) not in _REFUSED_CATEGORIES
    )
    stem, dot, extension = visible.strip().rpartition(".")
    if not dot:
        stem, extension = extension, ""
    return _clean_stem(stem), extension.strip().lower()


def clean_name(name: str, extension: str) -> str:
    """Return a name of at most 200 characters that ends with the extension and holds no path, control or direction character."""
    stem, _given = split_name(name)
    return f"{stem[: NAME_MAX_LENGTH - len(extension) - 1].rstrip(' .')}.{extension}"


def _clean_stem(stem: str) -> str:
    stem = _REFUSED_CHARACTERS.sub("_", stem)
    stem = re.sub(r"\s+", " ", stem).strip(" .")
    if _DEVICE_NAMES.fullmatch(stem):
        stem = f"_{stem}"
    return stem or FALLBACK_STEM
