"""What the journeys share: people at browsers of their own, and the coordinator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.people import Seat
    from workshops.models import User


@pytest.fixture
def seat(browser: Browser, browser_context_args: dict[str, Any], site: str) -> Iterator[Seat]:
    """Return a function that seats a person at a browser of her own, so wide, with or without scripts and a mouse."""
    from tests.browser.people import Person  # noqa: PLC0415 models can be imported only after Django is set up

    contexts = []

    def make(width: int = 1280, *, scripts: bool = True, keyboard: bool = False) -> Person:
        size = {"width": width, "height": 800}
        context = browser.new_context(**{**browser_context_args, "viewport": size, "java_script_enabled": scripts})
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Person(context, site, keyboard=keyboard, scripts=scripts)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def coordinator(db: None) -> User:
    from tests.factories.applications import make_coordinator  # noqa: PLC0415 as above

    return make_coordinator()
