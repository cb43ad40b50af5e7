"""Fixtures of the tests of assessments, rounds and applications."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django.fixtures import Settings

from tests.factories.applications import make_coordinator
from tests.factories.assessments import AT
from workshops.models import User


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder for the stored files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def today() -> Iterator[None]:
    """Stand still at the moment at which the factories make things."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def coordinator(db: None) -> User:
    return make_coordinator()
