"""Making the data for measuring, whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction

from assessments.bench.answers import fill_answers
from assessments.bench.applications import apply_for_marks, close_round, open_round
from assessments.bench.audits import AUDITED_OF, begin_audits, begin_reading, register_auditors, send_receipts, write_report
from assessments.bench.people import COORDINATOR_EMAIL, employ, invite_readers
from assessments.bench.rounds import Plan, open_rounds
from assessments.bench.workshops import settle
from assessments.choices import SummarySeries
from assessments.models import Application, Assessment
from assessments.services.summaries.closing import close_year
from assessments.years import closes_at
from config.toolkit.errors import DomainError
from criteria.models import FrameworkVersion
from workshops.models import AuditEvent, Municipality, Organisation, User

SIZES = {"S": 30, "M": 300, "L": 3_000, "XL": 30_000}  # assessments
WHOLE_AT_MOST = SIZES["L"]  # in larger data there is only what national summaries count: no ratings, rounds and audits
ROUNDS = 10  # of one workshop over the years
CLOSED = 2  # years: counting one of 3,000 workshops takes minutes
SEEDED = "bench_seeded"


class BenchRefusedError(DomainError):
    """The data for measuring may not be made here."""


@transaction.atomic
def seed_bench(*, assessments: int, at: dt.datetime, version: FrameworkVersion | None = None) -> None:
    """Make so many assessments, with seven raters each, in every state from the individual phase on, and close the years that are over.

    Every workshop has applied for the mark in the round whose deadline passed yesterday; sixty auditors at most have begun.
    Raises `BenchRefusedError` in production, in a database with people of its own, or without places and criteria.
    """
    is_whole = assessments <= WHOLE_AT_MOST
    plan = _open_workshops(_require_room(version), max(2, assessments // ROUNDS), assessments, at, is_whole=is_whole)
    if is_whole:
        _apply_and_audit(plan)
    _refresh_statistics()
    _close_years(plan)
    _refresh_statistics()


def _apply_and_audit(plan: Plan) -> None:
    coordinator = User.objects.get(email=COORDINATOR_EMAIL)
    round_ = open_round(plan, plan.at - dt.timedelta(days=1), coordinator)
    submitted = close_round(apply_for_marks(plan, round_), round_)
    begin_audits(submitted, register_auditors(plan), round_, coordinator)
    _audit_by_readers(submitted[::AUDITED_OF], plan.at, coordinator)
    send_receipts(submitted, round_.deadline_at)


def _close_years(plan: Plan) -> None:
    """Close the last years of self-assessments that are over, each on the day it could be."""
    framework = plan.version.framework
    finished = Assessment.objects.filter(version=plan.version).dates("completed_at", "year")
    for year in [day.year for day in finished if closes_at(day.year) <= plan.at][-CLOSED:]:
        close_year(framework=framework, series=SummarySeries.SELF, year=year, at=closes_at(year))


def _audit_by_readers(waiting: Sequence[Application], at: dt.datetime, coordinator: User) -> None:
    """Let the readers read the last of those that no auditor has been named for, and have one before it behind them; the first waits."""
    if len(waiting) < 2:
        return
    readers = invite_readers(at)
    begin_reading(waiting[-1], readers, coordinator)
    if len(waiting) > 2:
        write_report(begin_reading(waiting[-2], readers, coordinator), readers)


@transaction.atomic
def seed_rush(*, workshops: int, at: dt.datetime, deadline_at: dt.datetime, version: FrameworkVersion | None = None) -> Plan:
    """Make so many workshops just before the deadline: each has an open self-assessment and an open application, whole and not submitted.

    Raises as `seed_bench`. Returns who and where they are.
    """
    plan = _open_workshops(_require_room(version), workshops, workshops, at)
    apply_for_marks(plan, open_round(plan, deadline_at, User.objects.get(email=COORDINATOR_EMAIL)))
    _refresh_statistics()
    return plan


def _open_workshops(version: FrameworkVersion, workshops: int, assessments: int, at: dt.datetime, *, is_whole: bool = True) -> Plan:
    """Make the workshops with their people and self-assessments."""
    units = settle(workshops)
    plan = Plan(version=version, workshops=units, staff=employ(units, at), count=assessments, at=at)
    open_rounds(plan)
    fill_answers(version, with_ratings=is_whole)
    AuditEvent.objects.create(at=at, action=SEEDED, object_type="bench", object_ref="-", details={"assessments": assessments})
    return plan


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
