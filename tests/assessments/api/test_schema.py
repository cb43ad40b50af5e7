"""schemathesis against the API: whatever its OpenAPI document allows, and what it does not, in this process and without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis.specs.openapi.schemas import OpenApiSchema

    from tests.assessments.api.conftest import OpenWorld

pytestmark = pytest.mark.django_db
EXAMPLES = 20
answered: set[tuple[str, int]] = set()  # (path, status)


@pytest.fixture
def api_schema(open_world: OpenWorld) -> Iterator[OpenApiSchema]:
    """Load the document from the application; requests keep the test's own connection, as with Django's test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        with override_settings(OPEN_DATA_REQUESTS_PER_MINUTE=1_000_000, SITE_URL="http://localhost"):
            schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
            yield schema
        assert {path for path, status in answered if status == 200} == set(schema.raw_schema["paths"])
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


schema = schemathesis.pytest.from_fixture("api_schema")


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_the_document_says(case: schemathesis.Case) -> None:
    answered.add((case.path, case.call_and_validate().status_code))
