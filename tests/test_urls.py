"""The map of addresses: each is known to the table of access, Finnish without diacritics, and free of row numbers."""

from __future__ import annotations

import re

import pytest
from django.urls import URLPattern

from tests.access.addresses import addresses, patterns
from tests.access.matrix import read_matrix

PATTERNS = dict(patterns())
# The views open to visitors; everything else asks to sign in.
PUBLIC = {
    "livez",
    "healthz",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "workshops:invitation-accept",
    "workshops:access-request-create",
    "workshops:access-request-done",
    "workshops:feedback",
    "workshops:feedback-done",
    "workshops:accessibility-statement",
    "workshops:privacy-notice",
    "criteria:framework-index",
    "criteria:framework-current",
    "criteria:version-detail",
    "criteria:publication-pdf",
    "criteria:area-detail",
    "criteria:criterion-detail",
    "criteria:concept-list",
    "criteria:concept-detail",
    "assessments:dashboard",
    "assessments:mark-register",
    "assessments:mark-meaning",
    "assessments:mark-find",
    "assessments:mark-check",
    "assessments:public-work",
    "assessments:public-work-pdf",
    "assessments:published-report-list",
    "assessments:yearly-report",
    "assessments:yearly-report-pdf",
    "assessments:code-entry",
    "assessments:code-detail",
    "assessments:code-rating-update",
    "assessments:code-end",
    "assessments:try-it",
    "assessments:try-area",
    "assessments:receipt-detail",
    "assessments:api-docs",
    "assessments:api-openapi",
    "assessments:api-version-list",
    "assessments:api-version",
    "assessments:api-concept-list",
    "assessments:api-mark-list",
    "assessments:api-summary-list",
    "assessments:api-summary",
}


def test_every_url_name_has_a_line_in_the_table_of_access() -> None:
    assert set(PATTERNS) - {name for name, _of in read_matrix()} == set()


def test_every_line_of_the_table_of_access_has_an_address() -> None:
    assert {name for name, _of in read_matrix()} - set(PATTERNS) == set()


def test_every_url_name_is_tried_in_the_tests_of_access() -> None:
    assert set(PATTERNS) - {address.name for address in addresses()} == set()


def test_visitors_reach_the_public_addresses_only() -> None:
    opted_out = {name for name, pattern in PATTERNS.items() if not getattr(pattern.callback, "login_required", True)}
    assert opted_out == PUBLIC


@pytest.mark.parametrize(("name", "pattern"), PATTERNS.items(), ids=PATTERNS)
def test_address_is_lower_case_words_without_diacritics(name: str, pattern: URLPattern) -> None:
    words = re.sub(r"<[^>]*>", "", str(pattern.pattern)) if "(?P<" not in str(pattern.pattern) else ""
    assert re.fullmatch(r"[a-z0-9/.-]*", words), name


@pytest.mark.parametrize(("name", "pattern"), PATTERNS.items(), ids=PATTERNS)
def test_address_names_no_row_number(name: str, pattern: URLPattern) -> None:
    takes = set(pattern.pattern.regex.groupindex)
    assert not {taken for taken in takes if re.search(r"(^|_)(pk|id)$", taken)}, name
    assert not {type(converter).__name__ for converter in pattern.pattern.converters.values()} & {"IntConverter"}, name
