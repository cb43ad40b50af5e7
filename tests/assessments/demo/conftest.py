"""The demo, made once for the tests of this folder inside a transaction that is rolled back."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from workshops.models import User


def run_seed_demo(seed: int) -> str:
    """Run the command and return what it prints."""
    printed = io.StringIO()
    call_command("seed_demo", "--seed", str(seed), "--json", stdout=printed, stderr=io.StringIO())
    return printed.getvalue()


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker) -> Iterator[dict[str, Any]]:
    """Seed the demo through the command and return what it printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_places", stdout=io.StringIO())
        call_command("load_framework", "criteria/library/laatukriteeristo-0.1.yaml", "--publish", stdout=io.StringIO())
        yield json.loads(run_seed_demo(seed=7))
        transaction.set_rollback(True)


@pytest.fixture
def contact(demo, db) -> User:
    return User.objects.get(email=demo["logins"]["contact"])
