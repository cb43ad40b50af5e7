"""Making the data for measuring, whole or not at all."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection, transaction

from assessments.bench.answers import fill_answers
from assessments.bench.people import employ, settle
from assessments.bench.rounds import Plan, open_rounds
from config.toolkit.errors import DomainError
from criteria.models import FrameworkVersion
from workshops.models import AuditEvent, Municipality, Organisation, User

SIZES = {"S": 30, "M": 300, "L": 3_000}  # assessments
ROUNDS = 10  # of one workshop over the years
SEEDED = "bench_seeded"


class BenchRefusedError(DomainError):
    """The data for measuring may not be made here."""


@transaction.atomic
def seed_bench(*, assessments: int, at: dt.datetime, version: FrameworkVersion | None = None) -> None:
    """Make so many assessments, with seven raters each, in every state from the individual phase on.

    Raises `BenchRefusedError` in production, in a database with people of its own, or without places and criteria.
    """
    version = _require_room(version)
    workshops = settle(max(2, assessments // ROUNDS))
    open_rounds(Plan(version=version, workshops=workshops, staff=employ(workshops, at), count=assessments, at=at))
    fill_answers(version)
    AuditEvent.objects.create(at=at, action=SEEDED, object_type="bench", object_ref="-", details={"assessments": assessments})
    _refresh_statistics()


def _require_room(version: FrameworkVersion | None) -> FrameworkVersion:
    if settings.PRODUCTION:
        raise BenchRefusedError("Mittausaineistoa ei tehdä tuotantoon.")
    if User.objects.exists() or Organisation.objects.exists():
        raise BenchRefusedError("Tietokannassa on jo käyttäjiä tai organisaatioita. Mittausaineisto tehdään vain tyhjään tietokantaan.")
    version = version or FrameworkVersion.objects.published().filter(framework__slug="laatukriteeristo").first()
    if version is None or not Municipality.objects.exists():
        raise BenchRefusedError("Lataa ensin kunnat ja julkaistu kriteeristö (load_places, load_framework --publish).")
    return version


def _refresh_statistics() -> None:
    """Let the planner know what came in; by itself PostgreSQL would only do it a minute later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
