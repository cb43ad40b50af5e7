"""The vendored files are the ones VENDOR.md names, byte for byte."""

import hashlib
import re

from django.conf import settings

STATIC = settings.BASE_DIR / "static"
ROW = re.compile(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def listed() -> dict[str, str]:
    return dict(ROW.findall((STATIC / "vendor" / "VENDOR.md").read_text(encoding="utf-8")))


def test_checksums_match_the_files() -> None:
    assert listed() == {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in listed()}


def test_every_vendored_file_is_listed() -> None:
    shipped = {
        path.relative_to(STATIC).as_posix()
        for folder in ("vendor", "fonts")
        for path in (STATIC / folder).rglob("*")
        if path.is_file() and path.name != "VENDOR.md"
    }
    assert shipped == set(listed())


def test_no_style_sheet_names_a_source_map_or_another_site() -> None:
    for path in STATIC.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text, path.name
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", text), path.name
