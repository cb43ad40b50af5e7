"""docs/checks.md names tests that exist, and has a row for every case of this service's catalogue."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs/checks.md").read_text(encoding="utf-8")
CASES = """
    Access-01 Access-02 Access-03 Access-05 Access-06 Access-08 Access-09 Access-11 Access-12 Access-13
    Conc-01 Conc-02 Conc-03 Conc-05 Conc-06 Conc-09 Conc-10 Conc-12 Conc-13
    Crash-01 Crash-03 Crash-05 Crash-06 Crash-07 Crash-08 Crash-09 Crash-10 Crash-11 Crash-12
    Upload-01 Upload-03 Upload-04 Upload-05 Upload-06 Upload-07 Upload-09 Upload-11
    Inject-01 Inject-03 Inject-04 Inject-05 Inject-07 Inject-08 Inject-10 Inject-11 Inject-12 Inject-14 Inject-15
    Auth-01 Auth-02 Auth-03 Auth-05 Auth-06 Auth-07 Auth-08 Auth-10 Auth-11 Auth-12
    Data-03 Data-05 Data-06
    Ops-06 Ops-07 A11y-01 A11y-02 A11y-05
"""


def test_every_case_has_a_row() -> None:
    rows = set(re.findall(r"^\| ([A-Z][A-Za-z0-9]*-\d\d) \|", TEXT, re.MULTILINE))
    assert set(CASES.split()) - rows == set()


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
    assert len(named) > 80
    missing = [f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")]
    assert missing == []
