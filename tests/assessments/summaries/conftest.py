"""Years of a small nation, closed once for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

if TYPE_CHECKING:
    from tests.assessments.summaries.years import Years


@pytest.fixture(scope="module")
def years(django_db_setup, django_db_blocker) -> Iterator[Years]:
    """Make the years of tests/assessments/summaries/years.py; undone with the module."""
    from tests.assessments.summaries.years import made_years  # noqa: PLC0415 models can be imported only after Django is set up

    with django_db_blocker.unblock(), transaction.atomic():
        yield made_years()
        transaction.set_rollback(True)
