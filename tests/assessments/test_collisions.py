"""A write that the database undoes because another one is in its way: told once, nothing lost, nothing doubled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.urls import reverse

from assessments.models import Assessment, Rating
from assessments.selectors.results import criteria_of
from config.toolkit.database_faults import is_collision, is_lost
from tests.factories.assessments import Cast, make_individual
from tests.web_forms import fields_of

pytestmark = pytest.mark.django_db(transaction=True)

DEADLOCK_CHECK_SECONDS = 1  # PostgreSQL's default: whoever has waited so long looks for a deadlock, and is the one undone


@contextmanager
def in_the_way(rating: Rating) -> Iterator[None]:
    """Make the next save of the rating collide, as the database at hand collides, until the block ends."""
    blocked, done = threading.Event(), threading.Event()

    def block() -> None:
        try:
            with transaction.atomic():  # on SQLite this alone keeps every other writer out
                Rating.objects.filter(pk=rating.pk).update(reason="")
                blocked.set()
                if connection.vendor == "postgresql":
                    done.wait(DEADLOCK_CHECK_SECONDS / 3)  # the save now holds the assessment and waits for the rating
                    Assessment.objects.select_for_update().get(pk=rating.participant.assessment_id)
                else:
                    done.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=block)
    thread.start()
    assert blocked.wait(20)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=200")
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_rating_undone_for_anothers_sake_is_told_once_and_can_be_sent_again(client_of) -> None:
    cast = Cast()
    assessment = make_individual(cast)
    client = client_of(cast.contact)
    address = reverse("assessments:rating-update", args=[assessment.ref, criteria_of(assessment)[0].code])
    first = {**fields_of(client.get(address).content, "note"), "answer": "dont_know", "note": "Ensimmäinen muistiinpano."}
    assert client.post(address, first).status_code == 302
    posted = {**fields_of(client.get(address).content, "note"), "note": "Toinen muistiinpano."}
    with in_the_way(Rating.objects.get()):
        response = client.post(address, posted)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Lähetä vielä kerran" in page
    assert "Toinen muistiinpano.</textarea>" in page
    assert Rating.objects.get().note == "Ensimmäinen muistiinpano."
    assert client.post(address, posted).status_code == 302
    assert Rating.objects.get().note == "Toinen muistiinpano."
    assert Rating.history.filter(note="Toinen muistiinpano.").count() == 1


def test_lost_database_is_no_collision() -> None:
    for error in (OperationalError("the connection is closed"), InterfaceError("connection already closed")):
        assert is_lost(error)
        assert not is_collision(error)
    assert not is_lost(OperationalError("database is locked"))
    assert not is_lost(ValueError("muu vika"))
    assert not is_lost(None)
